/**
 * Rights that are taken away, by one process: how long somebody goes on using them at another one of the same database, on
 * Slack, on Telegram, on the page, over the API in their name, and with a token of a form.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { createDatabase } from '../bench/create-database.ts';
import { runBaton, type Running } from '../support/run-baton.ts';
import { openChats, signed, slackBody, telegramPress, type Chats, type Player } from './floor/chats.ts';
import { claimByApi, openPage } from './floor/clickers.ts';
import { zero } from './figure.ts';
import type { Figure, ProofOptions } from './figure.ts';
import { custodianId, seat, send } from './floor/sales-floor.ts';

/** So long they go on trying. */
const tryMs = 1_500;
/** Quicker, and a form would be slowed down, whatever its token is worth. */
const betweenTriesMs = 100;
const biteMs = 1_000;
/** A machine may be busy; who has the right gets it sooner or later. */
const patientMs = 20_000;

/** Answers whether something came of it, within so long where that is decided later than it is answered. */
type Attempt = (withinMs: number) => Promise<boolean>;
type Case = {
  readonly what: string;
  readonly attempt: Attempt;
  readonly takeAway: () => Promise<void>;
};

export async function proveRevoked({ say }: ProofOptions): Promise<readonly Figure[]> {
  const server = process.env['DATABASE_URL'];
  if (!server) {
    say('  rights that are taken away in another process: left out, DATABASE_URL is not set');
    return [];
  }
  await using database = await createDatabase(server);
  await using chats = await openChats({
    environment: { DATABASE_URL: database.url, WEB: 'on' },
    people: ['Ada', 'Bea', 'Cid', 'Dia', 'Eva'].map((name) => [name, 'prospector'] as const),
  });
  const other = await runBaton(chats.environment);
  try {
    const used: { readonly what: string; readonly ms: number; readonly tries: number }[] = [];
    for (const one of await casesOf(chats, other)) {
      if (!(await one.attempt(patientMs)))
        throw new Error(`${one.what}: there was no right to be taken away.`);
      await one.takeAway();
      used.push({ what: one.what, ...(await goOn(one.attempt)) });
    }
    for (const { what, ms, tries } of used) say(`  ${what}: used ${ms.toFixed(0)} ms longer, ${tries} tries`);
    const row = 'R23';
    return [
      {
        row,
        name: 'longest use of a right that another process took away',
        value: Math.max(...used.map(({ ms }) => ms)) / 1_000,
        goal: { is: 'at most', than: 1 },
        unit: 's',
      },
      zero(
        row,
        'rights used a second after they were taken away',
        used.filter(({ ms }) => ms > biteMs).length,
      ),
      {
        row,
        name: 'rights taken away, each by its way in',
        value: used.length,
        goal: { is: 'exactly', than: 8 },
      },
    ];
  } finally {
    await other.stop();
  }
}

/** For how long after this moment something still came of it; each try is looked at until the last of them is decided. */
async function goOn(attempt: Attempt): Promise<{ readonly ms: number; readonly tries: number }> {
  const from = performance.now();
  const tries: Promise<number>[] = [];
  const begin = async (began: number) => ((await attempt(tryMs)) ? Math.max(began, 1) : 0);
  while (performance.now() - from < tryMs) {
    tries.push(begin(performance.now() - from));
    await pause(betweenTriesMs);
  }
  return { ms: Math.max(...(await Promise.all(tries))), tries: tries.length };
}

async function casesOf(chats: Chats, other: Running): Promise<readonly Case[]> {
  const { baton } = chats;
  const [ada, bea, cid, dia, eva] = chats.players;
  const [fay, guy] = await seat(baton, ['Fay', 'Guy']);
  if (!ada || !bea || !cid || !dia || !eva || !fay || !guy) throw new Error('Somebody is missing.');
  let sent = 0;
  const free = async () => {
    const made = await send(baton, '/api/leads', {
      name: 'Somebody',
      email: `free-${(sent += 1)}@prove.example`,
    });
    return String(made['ref']);
  };
  const change = (id: string, what: object) => async () => {
    const response = await baton.api(`/api/members/${id}`, { method: 'PATCH', body: JSON.stringify(what) });
    if (!response.ok) throw new Error(`A member could not be changed: ${response.status}`);
  };
  const roles = { roles: [] };
  const gone = { active: false };
  const page = await openPage(other.url);
  const api = claimByApi(other);
  const onPage = (member: typeof fay): Attempt => {
    return async () => (await page.claim(await free(), member, [])).type === 'won';
  };
  const overApi = ({ id, name }: Player): Attempt => {
    return async () => (await api(await free(), { id, name, person: '' }, [])).type === 'won';
  };
  const pressing = (on: 'slack' | 'telegram', by: Player): Attempt => {
    return async (withinMs) => {
      const ref = await free();
      await press(chats, other, on, by, ref);
      return isTheirs(other, ref, by.id, withinMs);
    };
  };
  const token = z
    .object({ id: z.string(), token: z.string() })
    .parse(await send(baton, '/api/intake-tokens', { source: 'website' }));
  return [
    { what: 'a role, on Slack', attempt: pressing('slack', ada), takeAway: change(ada.id, roles) },
    { what: 'a role, on Telegram', attempt: pressing('telegram', bea), takeAway: change(bea.id, roles) },
    { what: 'a role, on the page', attempt: onPage(fay), takeAway: change(fay.id, roles) },
    {
      what: 'a place in the team, on Slack',
      attempt: pressing('slack', cid),
      takeAway: change(cid.id, gone),
    },
    { what: 'the same on Telegram', attempt: pressing('telegram', dia), takeAway: change(dia.id, gone) },
    { what: 'the same on the page', attempt: onPage(guy), takeAway: change(guy.id, gone) },
    { what: 'the same over the API', attempt: overApi(eva), takeAway: change(eva.id, gone) },
    {
      what: 'a form’s token',
      attempt: () => sendsWith(other, token.token, (sent += 1)),
      async takeAway() {
        const { status } = await baton.api(`/api/intake-tokens/${token.id}`, { method: 'DELETE' });
        if (status >= 300) throw new Error(`The token could not be revoked: ${status}`);
      },
    },
  ];
}

let presses = 0;

async function press(
  { secrets, channel, group }: Chats,
  at: Running,
  on: 'slack' | 'telegram',
  by: Player,
  ref: string,
): Promise<void> {
  const pressed = { id: 50_000 + (presses += 1), by, code: `claim:${ref}` };
  const posted =
    on === 'slack'
      ? signed(slackBody(pressed, channel), secrets.slack, Math.floor(Date.now() / 1000))
      : telegramPress(pressed, group, secrets.telegram);
  const response = await fetch(`${at.url}${posted.path}`, {
    method: 'POST',
    headers: posted.headers.map(([name, value]) => [name, value] satisfies [string, string]),
    body: posted.body,
  });
  if (response.status !== 200) throw new Error(`A press on ${on} was answered with ${response.status}.`);
}

/** Telegram is answered before it is decided: it is looked for a while. */
async function isTheirs(baton: Running, ref: string, member: string, withinMs: number): Promise<boolean> {
  for (let waited = 0; ; waited += 20) {
    const response = await baton.api(`/api/leads/${ref}`);
    const { custodian } = z.looseObject({ custodian: z.unknown() }).parse(await response.json());
    if (custodianId(custodian) === member) return true;
    if (waited >= withinMs) return false;
    await pause(20);
  }
}

async function sendsWith(baton: Running, token: string, index: number): Promise<boolean> {
  const response = await fetch(`${baton.url}/api/leads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Somebody', email: `by-form-${index}@prove.example` }),
  });
  return response.status === 201;
}
