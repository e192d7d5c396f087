/** Asks a line of the table in one way: fills in its gaps, brings what is to be brought, and reads what is answered. */
import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { testToken, type Running } from '../../support/run-baton.ts';
import { custodians, pathTo, whoIs } from './cast.ts';
import { signed, type Chats } from '../floor/chats.ts';
import { isServed, type AskedCell } from './check-http-rights.ts';
import { isOfPage, type Brought, type Cell, type Door, type Line } from './http-rights-lines.ts';
import { answerTo, readAsked, type Headers } from './http-wire.ts';
import { send } from '../floor/sales-floor.ts';

export const siteToken = 'a-token-of-the-settings';

export type Asking = {
  ask(cell: Cell): Promise<AskedCell>;
  /** Leads that changed although what was asked of them was refused, in words. */
  readonly moved: readonly string[];
};

/** What is there for a line, as long as nobody was served; then there is something new. */
type Stage = { readonly line: Line; lead: Lead | null; id: string | null };
type Lead = { readonly ref: string; readonly number: string; readonly steps: number };

const hourMs = 3_600_000;
const made = z.looseObject({ id: z.string(), token: z.string().optional() });
const shown = z.looseObject({ number: z.string(), history: z.array(z.unknown()) });

export async function openAsking(chats: Chats, lines: readonly Line[], door: Door): Promise<Asking> {
  const { baton, secrets } = chats;
  const cookie = await cookieOf(baton, door);
  const formToken = made.parse(await send(baton, '/api/intake-tokens', { source: 'form' })).token ?? '';
  const ended = made.parse(await send(baton, '/api/intake-tokens', { source: 'ended' }));
  await baton.api(`/api/intake-tokens/${ended.id}`, { method: 'DELETE' });
  const { host, port } = new URL(baton.url);
  const own = { origin: baton.url };
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const brought: Readonly<Record<Brought, (body: string) => Headers>> = {
    nothing: () => ({}),
    'an unknown token': () => bearer('a-token-of-nobody'),
    'a revoked token': () => bearer(ended.token ?? ''),
    'a cookie that nobody gave': () => ({
      cookie: `${cookie.split('=')[0]}=${createHash('sha256').update('nobody').digest('base64url')}`,
    }),
    'a form’s token': () => bearer(formToken),
    'a token of the settings': () => bearer(siteToken),
    'the API’s token': () => bearer(testToken),
    'the page’s cookie': () => ({ cookie }),
    'the page’s cookie, from another site': () => ({
      cookie,
      origin: 'https://evil.example',
      'sec-fetch-site': 'cross-site',
    }),
    'the page’s cookie, under another name': () => ({
      cookie,
      origin: `http://evil.example:${port}`,
      host: `evil.example:${port}`,
    }),
    'Slack’s signature': (body) =>
      Object.fromEntries(
        signed(body, secrets.slack, Math.floor(Date.now() / 1_000)).headers.filter(([name]) =>
          name.startsWith('x-slack-'),
        ),
      ),
    'Telegram’s secret': () => ({ 'x-telegram-bot-api-secret-token': secrets.telegram }),
  };

  let stage: Stage | null = null;
  let numbers = 900_000;
  const moved: string[] = [];

  async function fill(given: string, of: Stage, person: string | null): Promise<string> {
    let filled = given;
    const gaps: Readonly<Record<string, () => string | Promise<string>>> = {
      who: () => `m_${person}`,
      seat: () => person ?? '',
      ref: async () => (await leadFor(of)).ref,
      number: async () => (await leadFor(of)).number,
      id: async () => (of.id ??= await thingFor(of.line)),
      member: addMember,
      code: inviteMember,
      n: () => String((numbers += 1)),
      uuid: randomUUID,
      later: () => new Date(Date.now() + hourMs).toISOString(),
      form: () => formToken,
      api: () => testToken,
    };
    for (const [gap, value] of Object.entries(gaps)) {
      if (filled.includes(`{${gap}}`)) filled = filled.replaceAll(`{${gap}}`, await value());
    }
    return filled;
  }

  async function leadFor(of: Stage): Promise<Lead> {
    of.lead ??= await makeLead(of);
    return of.lead;
  }

  /** A new lead, brought there by those whose work it is, and asked as the table asks. */
  async function makeLead(of: Stage): Promise<Lead> {
    const email = `of-${(numbers += 1)}@prove.example`;
    const ref = String((await send(baton, '/api/leads', { name: 'Somebody', email }))['ref']);
    for (const [who, verb] of pathTo[of.line.at ?? 'new']) {
      const step = lines.find(({ route }) => route === `POST /api/leads/{ref}/${verb}`);
      const body = await fill(step?.asked ?? '', of, who);
      const response = await baton.api(`/api/leads/${ref}/${verb}`, { method: 'POST', body });
      if (response.status !== 200) throw new Error(`${who} could not ${verb}: ${await response.text()}`);
    }
    return { ref, ...(await look(ref)) };
  }

  async function look(ref: string): Promise<{ readonly number: string; readonly steps: number }> {
    const { number, history } = shown.parse(await (await baton.api(`/api/leads/${ref}`)).json());
    return { number, steps: history.length };
  }

  /** Something to change, or to take away. */
  async function thingFor({ route }: Line): Promise<string> {
    if (route.includes('/intake-tokens/'))
      return made.parse(await send(baton, '/api/intake-tokens', { source: 'spare' })).id;
    if (!route.includes('/places/')) return addMember();
    const place = { platform: 'web', channel: `spare-${(numbers += 1)}`, audience: 'closers' };
    return made.parse(await send(baton, '/api/places', place)).id;
  }

  async function addMember(): Promise<string> {
    return made.parse(await send(baton, '/api/members', { name: 'Spare', roles: ['closer'] })).id;
  }

  async function inviteMember(): Promise<string> {
    const response = await fetch(`${baton.url}/web/invite`, {
      method: 'POST',
      headers: { ...own, cookie, 'x-baton-seat': whoIs.M, 'content-type': 'application/json' },
      body: JSON.stringify({ id: await addMember() }),
    });
    return z.object({ value: z.object({ code: z.string() }) }).parse(await response.json()).value.code;
  }

  return {
    moved,
    async ask(cell) {
      const { line, method, kind } = cell;
      if (stage?.line !== line) stage = { line, lead: null, id: null };
      const of = stage;
      const person = kind === 'C' ? (custodians[line.at ?? 'new'] ?? null) : kind && whoIs[kind];
      if (line.at !== null) await leadFor(of);
      const [, path = ''] = line.route.split(' ');
      const { address, type, body } = readAsked(path, line.asked, method);
      const sent = await fill(body, of, person);
      const isSeated = isOfPage(line.route) && person !== null;
      const answer = await answerTo(`${baton.url}${await fill(address, of, person)}`, method, sent, {
        host,
        ...(type === null ? {} : { 'content-type': type }),
        // Of what the page itself sends, nothing but what is brought may be missing.
        ...(isOfPage(line.route) ? own : {}),
        ...(isSeated ? { 'x-baton-seat': person, 'x-baton-language': 'en' } : {}),
        ...brought[cell.brought](sent),
      });
      const { lead } = of;
      if (!isServed(answer) && lead !== null && (await look(lead.ref)).steps !== lead.steps) {
        moved.push(`${line.route} with ${cell.brought}, ${kind}: ${answer.status}, and the lead changed`);
        of.lead = null;
      }
      if (isServed(answer) && method !== 'GET' && method !== 'HEAD') stage = null;
      return { cell, answer };
    },
  };
}

/** Of this start, as the page gives it to whoever may have it. */
async function cookieOf({ url }: Running, door: Door): Promise<string> {
  const response = await (door === 'here'
    ? fetch(`${url}/`)
    : fetch(`${url}/web/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: url },
        body: JSON.stringify({ token: testToken }),
      }));
  const [cookie = ''] = response.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
  if (cookie === '') throw new Error(`The page gave no cookie: ${response.status}`);
  return cookie;
}
