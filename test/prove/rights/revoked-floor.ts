/** A floor with two processes: at one, rights are taken away by managers; at the other, they are tried. */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Role } from '../../../src/core/member.ts';
import type { Running } from '../../support/run-baton.ts';
import { signed, slackBody, telegramPress, type Chats, type Player } from '../floor/chats.ts';
import { openPage } from '../floor/clickers.ts';
import { seat, send } from '../floor/sales-floor.ts';

/** Whether something came of it, which may be decided later than it is answered. */
export type Look = () => Promise<boolean>;
export type Revoking = {
  readonly way: 'slack' | 'telegram' | 'page' | 'api' | 'places';
  readonly what: string;
  readonly attempt: () => Promise<Look>;
  /** Resolves as soon as whoever took it away is told that it is so. */
  readonly takeAway: () => Promise<void>;
};

/** Enough prospectors for all cases on the platforms, and a manager who is there, too. */
export const players = [
  ...Array.from({ length: 10 }, (_, index) => [`Player ${index + 1}`, 'prospector'] as const),
  ['Max', 'manager'],
] as const satisfies readonly (readonly [string, Role])[];

export const noRole = { roles: [] };
export const gone = { active: false };

export type Floor = Awaited<ReturnType<typeof openFloor>>;

export async function openFloor(chats: Chats, other: Running) {
  const { baton } = chats;
  const crew = chats.players.filter(({ name }) => name !== 'Max').values();
  const max = chats.players.find(({ name }) => name === 'Max');
  const [mia] = await seat(baton, ['Mia'], ['manager']);
  if (!max || !mia) throw new Error('There is no manager.');
  const desk = await openPage(baton.url);
  let sent = 0;
  let presses = 0;

  async function free(): Promise<string> {
    const email = `free-${(sent += 1)}@prove.example`;
    return String((await send(baton, '/api/leads', { name: 'Somebody', email }))['ref']);
  }

  return {
    chats,
    other,
    max,
    page: await openPage(other.url),
    free,
    somebody(): Player {
      const next = crew.next().value;
      if (!next) throw new Error('There are too few players for so many cases.');
      return next;
    },
    /** Over the API, at the one process. */
    change: (id: string, what: object) => () =>
      well(baton.api(`/api/members/${id}`, { method: 'PATCH', body: JSON.stringify(what) })),
    /** The same by the manager's desk on its page. */
    atDesk: (method: string, path: string, what?: object) => () =>
      well(desk.ask(mia.person, method, path, what)),
    invite: async (id: string) =>
      invited.parse(await (await desk.ask(mia.person, 'POST', '/web/invite', { id })).json()).value.code,
    /** From all directions to one in which there is nothing. */
    narrow: (id: string, role: Role) => () =>
      well(desk.ask(mia.person, 'PATCH', `/web/people/${id}`, { grants: [{ role, direction: 'other' }] })),
    /** At the other process. */
    pressing: (on: 'slack' | 'telegram', by: Player) => async () => {
      const ref = await free();
      const pressed = { id: 50_000 + (presses += 1), by, code: `claim:${ref}` };
      const { path, headers, body } =
        on === 'slack'
          ? signed(slackBody(pressed, chats.channel), chats.secrets.slack, Math.floor(Date.now() / 1_000))
          : telegramPress(pressed, chats.group, chats.secrets.telegram);
      await well(
        fetch(`${other.url}${path}`, {
          method: 'POST',
          headers: headers.map(([name, value]) => [name, value] satisfies [string, string]),
          body,
        }),
      );
      return () => hasClaimed(other, ref, by.id);
    },
  };
}

const invited = z.object({ value: z.object({ code: z.string() }) });

export const decided =
  (worked: boolean): Look =>
  async () =>
    worked;

/** Also if it was taken from them since. */
async function hasClaimed({ api }: Running, ref: string, by: string): Promise<boolean> {
  const { history } = told.parse(await (await api(`/api/leads/${ref}`)).json());
  return history.some(({ event, member }) => event === 'claimed' && member === by);
}
const told = z.looseObject({
  history: z.array(z.looseObject({ event: z.string(), member: z.string().nullable() })),
});

export async function well(asking: Promise<Response>): Promise<void> {
  const response = await asking;
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
  await response.body?.cancel();
}

/** A machine may be busy; what is right comes sooner or later. */
const patientMs = 60_000;

export async function untilTrue(look: Look, otherwise: string): Promise<void> {
  for (const until = performance.now() + patientMs; !(await look());) {
    if (performance.now() > until) throw new Error(otherwise);
    await pause(50);
  }
}
