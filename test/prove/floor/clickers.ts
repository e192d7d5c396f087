/** How people click: over the API in a member's name, and by the page as their browser does. */
import { randomUUID } from 'node:crypto';
import { speak } from '../../../src/words/say.ts';
import type { Running } from '../../support/run-baton.ts';
import type { Click } from '../races/check-claims.ts';

/** Somebody of the team: their id, what answers call them, and their identity on the page. */
export type Seated = { readonly id: string; readonly name: string; readonly person: string };

/** `late`: it takes longer and may still go through. */
export type Answer = Click['answer'] | { readonly type: 'late' };
export type Clicker = (lead: string, member: Seated, members: readonly Seated[]) => Promise<Answer>;

const lateAnswers = [speak('en')('replies.failed.late'), speak('en')('replies.failed.tryAgain')];

export function claimByApi(baton: Running): Clicker {
  return async (lead, member) => {
    const body = JSON.stringify({ member: member.id });
    const response = await baton.api(`/api/leads/${lead}/claim`, { method: 'POST', body });
    const answer: Readonly<Record<string, unknown>> = await response.json();
    if (response.status === 200) return { type: answer['unchanged'] === true ? 'quiet' : 'won' };
    if (response.status === 409 && answer['code'] === 'already_claimed') {
      return { type: 'lost', to: String(answer['by']) };
    }
    if (response.status === 503) return { type: 'late' };
    return { type: 'unknown', what: `${response.status} ${String(answer['code'])}` };
  };
}

export type Message = { readonly position: number; readonly card: { readonly title: string } };

export type Page = {
  readonly claim: Clicker;
  /** As the page asks, through somebody's eyes; with nobody's, where it has none yet. */
  ask(person: string | null, method: string, path: string, body?: object): Promise<Response>;
  /** All messages of a channel, or of somebody's private chat (`@person`), newest page first. */
  messagesIn(channel: string, person: string): Promise<readonly Message[]>;
  /** The newest page of them alone: what somebody sees who opens it. */
  newestIn(channel: string, person: string): Promise<readonly Message[]>;
  /** All of them, as text. */
  everythingIn(channel: string, person: string): Promise<string>;
};

/** A window of its own: it has the cookie that the page gave it. */
export async function openPage(url: string): Promise<Page> {
  const opened = await fetch(`${url}/`);
  const cookie = opened.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const ask: Page['ask'] = (person, method, path, body) =>
    fetch(`${url}${path}`, {
      method,
      headers: {
        cookie,
        origin: url,
        'x-baton-language': 'en',
        ...(person === null ? {} : { 'x-baton-seat': person }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  type Pageful = { readonly messages: readonly Message[]; readonly isAll: boolean };
  async function pageful(channel: string, person: string, before: number | null): Promise<Pageful> {
    const query = before === null ? '' : `?before=${before}`;
    const response = await ask(person, 'GET', `/web/messages/${encodeURIComponent(channel)}${query}`);
    if (!response.ok) throw new Error(`${channel}: ${response.status} ${await response.text()}`);
    return response.json();
  }
  async function messages(channel: string, person: string): Promise<readonly Message[]> {
    const all: Message[] = [];
    for (let before: number | null = null; ;) {
      const page: Pageful = await pageful(channel, person, before);
      all.push(...page.messages);
      before = page.messages[0]?.position ?? null;
      if (page.isAll || before === null) return all;
    }
  }
  return {
    ask,
    async claim(lead, member, members) {
      const response = await ask(member.person, 'POST', '/web/press', {
        delivery: randomUUID(),
        code: `claim:${lead}`,
        channel: 'prospectors',
        message: null,
      });
      const reply: { type?: string; tone?: string; text?: string } = await response.json();
      if (response.status !== 200 || reply.type !== 'say') {
        return { type: 'unknown', what: `${response.status} ${reply.type}` };
      }
      if (lateAnswers.includes(reply.text ?? '')) return { type: 'late' };
      if (reply.tone === 'done') return { type: 'won' };
      if (reply.tone === 'quiet') return { type: 'quiet' };
      const named = members.filter(({ name }) => reply.text?.includes(name));
      // Who is told of nobody, or of several, was not told who won.
      const [told, ...others] = named;
      return { type: 'lost', to: told && others.length === 0 ? told.id : `"${reply.text}"` };
    },
    messagesIn: messages,
    async newestIn(channel, person) {
      return (await pageful(channel, person, null)).messages;
    },
    async everythingIn(channel, person) {
      return JSON.stringify(await messages(channel, person));
    },
  };
}
