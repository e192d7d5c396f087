/**
 * Everything that a person, a website or a stranger can send, at random, to the real program: presses, forms and typed
 * requests by the page's own routes, JSON, forms and tables over the API, and the manager's desk by everybody. It must
 * not fall over, nobody may move what is not theirs, and everybody is answered soon.
 */
import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Form } from '../../../src/cards/form.ts';
import type { LeadEvent } from '../../../src/core/event.ts';
import type { Role } from '../../../src/core/member.ts';
import { openDatabase } from '../../../src/storage/open-database.ts';
import { createDatabase } from '../../bench/create-database.ts';
import { root } from '../../support/project-files.ts';
import { emptyFolder, environmentOf, runBaton } from '../../support/run-baton.ts';
import type { Running } from '../../support/run-baton.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { anything, askOf, checkRights } from '../rights/check-rights.ts';
import type { Seated } from '../floor/clickers.ts';
import { numberOf, zero } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';
import { makeFuzz } from './fuzz-inputs.ts';
import { seat, send } from '../floor/sales-floor.ts';

const atOnce = 6;
const longestMs = 3_000;
/** Not allowed, no such path, or too often. */
const siteAnswers: readonly number[] = [403, 404, 429];
const siteToken = 'a-token-of-a-site';

type Member = Seated & { readonly roles: readonly Role[] };
type Told = { readonly status: number; readonly text: string };

export async function proveFuzz(options: ProofOptions): Promise<readonly Figure[]> {
  const url = options.more['db'] === 'postgres' ? process.env['DATABASE_URL'] : undefined;
  if (options.more['db'] === 'postgres' && !url) {
    throw new Error('Set DATABASE_URL to prove it on PostgreSQL.');
  }
  await using folder = await emptyFolder();
  await using database = url === undefined ? null : await createDatabase(url);
  const playbook = join(folder.path, 'playbook.yaml');
  const shipped = await readFile(join(root, 'playbook.yaml'), 'utf8');
  // Without limits, so that there is always something to do; the scripts stand elsewhere.
  await writeFile(
    playbook,
    shipped
      .replaceAll(/(open leads at most|reveals a day): \d+/gu, '$1: none')
      .replaceAll(/^ *script:.*\n/gmu, ''),
  );
  const dataDir = join(folder.path, 'data');
  const baton = await runBaton(
    environmentOf(dataDir, {
      PLAYBOOK: playbook,
      WEB: 'on',
      LOG_LEVEL: 'error',
      INTAKE_TOKENS: `site:${siteToken}`,
      ...(database ? { DATABASE_URL: database.url } : {}),
    }),
  );
  const { members, sent, isAlive, isSame } = await sendTo(baton, options);

  const histories = await historiesIn({ databaseUrl: database?.url ?? null, dataDir });
  const done = [...histories.values()].flat().filter(({ by }) => by !== null).length;
  const faults = checkRights({
    histories,
    roles: new Map(members.map(({ id, roles }) => [id, roles])),
    asked: sent.asked,
  });
  for (const { lead, says } of faults.slice(0, 20)) options.say(`  outside their rights: ${lead}: ${says}`);
  for (const line of sent.broken.slice(0, 20)) options.say(`  ${line}`);
  options.say(
    `fuzz: ${sent.count} sent to ${sent.leads} leads; answers ${[...sent.statuses].map(([status, count]) => `${status}: ${count}`).join(', ')}; slowest ${sent.slowest.toFixed(0)} ms`,
  );
  return [
    zero('R22', 'crashes', isAlive ? 0 : 1),
    zero('R22', 'faults of ours (5xx, or no answer)', sent.broken.length),
    zero('R22', 'state changes outside rights', faults.length),
    zero('R22', 'desks opened to others than managers', sent.opened),
    zero('R22', 'commands heard from the token of a site', sent.bySite),
    zero('R22', 'people changed by others than managers', isSame ? 0 : 1),
    zero('R22', `answers later than ${longestMs / 1000} s`, sent.late),
    // What refuses everything is not proven by this.
    {
      row: 'R22',
      name: 'events that came of it',
      value: done,
      goal: { is: 'at least', than: sent.count / 50 },
    },
  ];
}

async function sendTo(baton: Running, options: ProofOptions) {
  const state = { hasEnded: false };
  void baton.ended.then(() => (state.hasEnded = true));
  try {
    const members = await team(baton);
    const before = await peopleOf(baton);
    const sent = await sendAll(baton, members, options);
    const isAlive = !state.hasEnded && (await fetch(`${baton.url}/healthz`)).status === 200;
    return { members, sent, isAlive, isSame: isAlive && before === (await peopleOf(baton)) };
  } finally {
    await baton.stop();
  }
}

async function team(baton: Running): Promise<readonly Member[]> {
  const roles = { prospector: ['Alma', 'Borys'], closer: ['Cyril', 'Daryna'] } as const;
  const members: Member[] = [];
  for (const role of ['prospector', 'closer'] as const) {
    for (const one of await seat(baton, roles[role], [role])) members.push({ ...one, roles: [role] });
  }
  for (const [name, role] of [
    ['Edita', 'account_manager'],
    ['Fedir', 'manager'],
  ] as const) {
    for (const one of await seat(baton, [name], [role])) members.push({ ...one, roles: [role] });
  }
  return members;
}

/** Who is there with which roles: nothing sent may change it. */
async function peopleOf(baton: Running): Promise<string> {
  const { items }: { items: readonly { id: string; roles: unknown; active: unknown }[] } = await (
    await baton.api('/api/members')
  ).json();
  return JSON.stringify(items.map(({ id, roles, active }) => ({ id, roles, active })));
}

async function sendAll(baton: Running, members: readonly Member[], options: ProofOptions) {
  const tries = numberOf(options.more['tries'], options.full ? 1_000_000 : 4_000);
  const random = seededRandom(options.seed);
  const refs: string[] = [];
  const fuzz = makeFuzz(
    random,
    refs,
    members.map(({ id }) => id),
  );
  const state = { count: 0, late: 0, slowest: 0, opened: 0, bySite: 0 };
  const asked = new Set<string>();
  const broken: string[] = [];
  const statuses = new Map<number, number>();
  const cookie = await cookieOf(baton.url);

  async function ask(path: string, init: RequestInit): Promise<Told> {
    state.count += 1;
    const began = performance.now();
    const what = `${init.method ?? 'GET'} ${path}`;
    try {
      const response = await fetch(`${baton.url}${path}`, init);
      const text = await response.text();
      const took = performance.now() - began;
      state.slowest = Math.max(state.slowest, took);
      if (took > longestMs) state.late += 1;
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      if (response.status >= 500) broken.push(`${what}: ${response.status} ${text.slice(0, 200)}`);
      return { status: response.status, text };
    } catch (error) {
      broken.push(`${what}: ${error instanceof Error ? error.message : 'no answer'}`);
      return { status: 0, text: '' };
    }
  }
  const page = (member: Member, path: string, body: unknown, method = 'POST') =>
    ask(path, {
      method,
      headers: {
        cookie,
        origin: baton.url,
        'x-baton-seat': member.person,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    });
  const api = (path: string, body: string, headers: Readonly<Record<string, string>>) =>
    ask(path, { method: 'POST', body, headers });
  const bearer = { authorization: 'Bearer a-token-for-tests' };
  const json = { ...bearer, 'content-type': 'application/json' };
  const remember = ({ text }: Told) => {
    const ref = /"ref":"(\w+)"/u.exec(text)?.[1];
    if (ref !== undefined && refs.length < 400) refs.push(ref);
  };
  async function press(member: Member): Promise<void> {
    const [verb, lead] = [fuzz.verb(), fuzz.ref()];
    asked.add(askOf(member.id, verb, lead));
    // Some buttons are about whatever is free, or open what is about nothing yet.
    if (verb === 'next' || verb === 'add') asked.add(askOf(member.id, verb, anything));
    const code = fuzz.code(verb, lead);
    const channel = fuzz.chance(0.8) ? 'prospectors' : fuzz.text().slice(0, 60);
    const message = fuzz.chance(0.5) ? null : fuzz.text().slice(0, 60);
    const told = await page(member, '/web/press', { delivery: randomUUID(), code, channel, message });
    const form = formIn(told);
    if (!form || fuzz.chance(0.2)) return;
    // Sometimes by somebody else, who never saw the form.
    const by = fuzz.chance(0.85) ? member : fuzz.one(members);
    asked.add(askOf(by.id, verb, lead));
    if (verb === 'add') asked.add(askOf(by.id, verb, anything));
    const filled = fuzz.filled(form);
    await page(by, '/web/submit', { delivery: randomUUID(), channel, code: form.code, filled });
  }

  const kinds: readonly (readonly [number, (member: Member) => Promise<void>])[] = [
    [45, press],
    [
      12,
      async (member) => {
        for (const verb of ['next', 'assign', 'add']) asked.add(askOf(member.id, verb, anything));
        const channel = fuzz.chance(0.5) ? null : 'prospectors';
        await page(member, '/web/ask', { delivery: randomUUID(), channel, text: fuzz.ask() });
      },
    ],
    [
      15,
      async (member) => {
        const [verb, lead] = [fuzz.verb(), fuzz.ref()];
        asked.add(askOf(member.id, verb, lead));
        const body = JSON.stringify({ member: member.id, ...fuzz.command() });
        await api(`/api/leads/${inPath(lead)}/${verb}`, body, json);
      },
    ],
    [8, async () => remember(await api('/api/leads', JSON.stringify(fuzz.lead()), json))],
    [
      4,
      async () => {
        const headers = {
          authorization: `Bearer ${siteToken}`,
          'content-type': 'application/x-www-form-urlencoded',
        };
        await api('/api/leads', fuzz.fields(), headers);
      },
    ],
    // The token of a site may send leads, and nothing else: whatever comes of this, nobody asked for it.
    [
      4,
      async (member) => {
        const path = `/api/leads/${inPath(fuzz.ref())}/${fuzz.verb()}`;
        const body = JSON.stringify({ member: member.id, ...fuzz.command() });
        const told = await api(path, body, { ...json, authorization: `Bearer ${siteToken}` });
        // Whatever is told of the lead or of the command was told to somebody who may do neither.
        if (!siteAnswers.includes(told.status)) state.bySite += 1;
      },
    ],
    // Nobody without the page's cookie is anybody, whatever seat they name.
    [
      4,
      async (member) => {
        const headers = { 'x-baton-seat': member.person, 'content-type': 'application/json' };
        const body = {
          delivery: randomUUID(),
          code: `${fuzz.verb()}:${fuzz.ref()}`,
          channel: null,
          message: null,
        };
        await api('/web/press', JSON.stringify(body), headers);
      },
    ],
    [
      4,
      async (member) => {
        const path = fuzz.one(['/web/press', '/web/ask', '/web/submit', '/web/language', '/web/nowhere']);
        await page(member, path, fuzz.anything());
      },
    ],
    [
      3,
      async (member) => {
        const isManager = member.roles.includes('manager');
        // Sending the sample team home takes no more than asking for it, and moves what they have.
        const [method, path] = fuzz.one(isManager ? desk.filter(([, at]) => at !== '/web/dismiss') : desk);
        // A manager may: what they send is nonsense, so that who is there stays known.
        const told = await page(member, path, isManager ? fuzz.text() : fuzz.anything(), method);
        if (!isManager && told.status < 400) state.opened += 1;
      },
    ],
    [
      1,
      async () =>
        void (await api('/api/leads/import', fuzz.table(), { ...bearer, 'content-type': 'text/csv' })),
    ],
  ];
  const all = kinds.reduce((sum, [weight]) => sum + weight, 0);
  function chosen(): (member: Member) => Promise<void> {
    let rest = random.number() * all;
    for (const [weight, kind] of kinds) {
      rest -= weight;
      if (rest < 0) return kind;
    }
    return press;
  }

  for (let index = 0; index < 30; index += 1) {
    const made = await send(baton, '/api/leads', { name: 'Somebody', email: `seed-${index}@example.com` });
    refs.push(String(made['ref']));
  }
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (state.count < tries) await chosen()(fuzz.one(members));
    }),
  );
  return { ...state, asked, broken, statuses, leads: refs.length };
}

const desk: readonly (readonly [string, string])[] = [
  ['POST', '/web/people'],
  ['PATCH', '/web/people/m_nobody'],
  ['POST', '/web/invite'],
  ['POST', '/web/dismiss'],
  ['POST', '/web/places'],
  ['DELETE', '/web/places/p_nobody'],
];

const inPath = (text: string) => encodeURIComponent(text.toWellFormed());

function formIn({ status, text }: Told): Form | null {
  if (status !== 200 || !text.startsWith('{')) return null;
  const reply: { type?: string; form?: Form } = JSON.parse(text);
  return reply.type === 'form' && reply.form ? reply.form : null;
}

async function cookieOf(url: string): Promise<string> {
  const opened = await fetch(`${url}/`);
  return opened.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}

async function historiesIn(where: { readonly databaseUrl: string | null; readonly dataDir: string }) {
  const database = await openDatabase(where);
  try {
    const { rows } = await sql<{ lead: string; body: LeadEvent }>`
      select lead, body from history order by lead, revision`.execute(database.db);
    const grouped = Map.groupBy(rows, ({ lead }) => lead);
    return new Map([...grouped].map(([lead, own]) => [lead, own.map(({ body }) => body)]));
  } finally {
    await database.close();
  }
}
