/**
 * The real program is killed while leads come in and people claim them: every other time at a random moment, else at
 * a named step between two I/Os, each of them in turn. After each kill it must be back soon, and in the end everything
 * that anybody was told must be so. The chat is the page, whose messages stand in the same database.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { openDatabase } from '../../../src/storage/open-database.ts';
import { createDatabase } from '../../bench/create-database.ts';
import { emptyFolder, environmentOf, runBaton } from '../../support/run-baton.ts';
import type { Running } from '../../support/run-baton.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { checkClaims } from '../races/check-claims.ts';
import { checkCrash, crashFigures } from './check-crash.ts';
import { openPage } from '../floor/clickers.ts';
import type { Message, Page, Seated } from '../floor/clickers.ts';
import { startLoad } from './crash-load.ts';
import type { Up } from './crash-load.ts';
import { moments } from './die-at-step.ts';
import { numberOf, zero } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';
import { custodianId, drained, seat, withoutLimits } from '../floor/sales-floor.ts';

/** It answers so many at most before it is killed, and a little longer: between two answers as well as between I/Os. */
const answersAtMost = 25;
const littleMs = 60;

/** The statements of a lead's way, as they name themselves. */
const statements = ['let_in', 'situation_for', 'move_on', 'settle_and_take', 'web_messages'] as const;
const steps = statements.flatMap((name) => moments.map((moment) => `${name}:${moment}`));
const dieAtStep = new URL('die-at-step.ts', import.meta.url);
/** Not the first time always: what went before is in another state then. */
const timesAtMost = 6;
/** On a server, what the last one had in hand is under a lease of half a minute, and nothing is shown there until then. */
const reachedWithinMs = 40_000;

/** At the small size half of the sixty on each of two stores: each named step once. */
const killsOfAChange = 30;

export async function proveCrash(options: ProofOptions): Promise<readonly Figure[]> {
  const url = process.env['DATABASE_URL'];
  const asked = options.more['db'];
  if (asked === 'postgres' && !url) throw new Error('Set DATABASE_URL to prove it on PostgreSQL.');
  const figures: Figure[] = [];
  if (asked !== 'postgres') figures.push(...(await killOn('pglite', null, options)));
  if (url && asked !== 'pglite') figures.push(...(await killOn('postgres', url, options)));
  return figures;
}

async function killOn(engine: string, server: string | null, options: ProofOptions) {
  await using folder = await emptyFolder();
  await using database = server === null ? null : await createDatabase(server);
  const playbook = join(folder.path, 'playbook.yaml');
  await writeFile(playbook, withoutLimits);
  const dataDir = join(folder.path, 'data');
  const environment = environmentOf(dataDir, {
    PLAYBOOK: playbook,
    WEB: 'on',
    LOG_LEVEL: 'error',
    ...(database ? { DATABASE_URL: database.url } : {}),
  });
  const figures = await killAgainAndAgain(engine, environment, options);
  const left = await leftIn({ databaseUrl: database?.url ?? null, dataDir });
  return [
    ...figures,
    zero('R4', `histories that do not fit (${engine})`, left.histories),
    zero('R4', `messages never sent (${engine})`, left.unsent),
  ];
}

async function killAgainAndAgain(
  engine: string,
  environment: NodeJS.ProcessEnv,
  options: ProofOptions,
): Promise<readonly Figure[]> {
  const kills = numberOf(options.more['kills'], options.full ? 1_000 : killsOfAChange);
  const random = seededRandom(options.seed);
  const readyMs: number[] = [];
  const reached: string[] = [];
  const stepAt = (kill: number) => (kill % 2 === 1 ? (steps[((kill - 1) / 2) % steps.length] ?? null) : null);
  const startFor = (kill: number) => {
    const step = stepAt(kill);
    return start(
      step === null ? environment : dying(environment, step, 1 + Math.floor(random.number() * timesAtMost)),
    );
  };
  let up: Up = await startFor(0);
  let isUp: Promise<Up> = Promise.resolve(up);
  const members = await seat(up.baton, ['Alma', 'Borys', 'Cyril']);
  const load = startLoad(() => isUp, members, random);
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      const step = stepAt(kill);
      if (step === null) {
        await load.answered(Math.floor(random.number() * answersAtMost));
        await pause(random.number() * littleMs);
      } else {
        process.kill(up.baton.pid, 'SIGUSR2');
        if (await endsWithin(up.baton, reachedWithinMs)) reached.push(step);
      }
      const next = Promise.withResolvers<Up>();
      isUp = next.promise;
      await up.baton.stop('SIGKILL');
      const began = performance.now();
      up = await startFor(kill + 1);
      readyMs.push(performance.now() - began);
      next.resolve(up);
    }
    await load.end();
    await drained(up.baton);
    const outcome = await outcomeOf(up, members, load);
    for (const fault of outcome.faults.slice(0, 20)) options.say(`  ${fault}`);
    options.say(
      `${engine}: ${kills} kills, ${outcome.leads} leads, ${load.clicks.length} clicks, ${load.cutOff()} answers cut off; ` +
        `ready again p50 ${percentile(readyMs, 0.5).toFixed(0)} ms, p99 ${percentile(readyMs, 0.99).toFixed(0)} ms`,
    );
    const asked = Array.from({ length: kills }, (_, kill) => stepAt(kill)).filter((step) => step !== null);
    const missed = asked.filter((step) => !reached.includes(step));
    if (missed.length > 0) options.say(`  never reached: ${[...new Set(missed)].join(', ')}`);
    options.say(`  ${reached.length} of the kills at ${new Set(reached).size} named steps`);
    return [
      ...outcome.counts.map(([name, count]) => zero('R4', `${name} (${engine})`, count)),
      zero('R4', `named steps never reached (${engine})`, missed.length),
      {
        row: 'R4',
        name: `ready again after a kill, p99 (${engine})`,
        value: percentile(readyMs, 0.99) / 1000,
        goal: { is: 'at most', than: 3 },
        unit: 's',
      },
    ];
  } finally {
    load.abandon();
    await up.baton.stop();
  }
}

async function start(environment: NodeJS.ProcessEnv): Promise<Up> {
  const baton = await runBaton(environment);
  const { status } = await fetch(`${baton.url}/readyz`);
  if (status !== 200) throw new Error(`It came back, but is not ready: ${status}`);
  return { baton, page: await openPage(baton.url) };
}

/** Its own statements are counted from the signal on. */
function dying(environment: NodeJS.ProcessEnv, step: string, times: number): NodeJS.ProcessEnv {
  return { ...environment, NODE_OPTIONS: `--import=${dieAtStep.href}`, DIE_AT: `${step}:${times}` };
}

async function endsWithin(baton: Running, ms: number): Promise<boolean> {
  return Promise.race([baton.ended.then(() => true), pause(ms, false)]);
}

export async function outcomeOf(
  { baton, page }: Up,
  members: readonly Seated[],
  load: Pick<ReturnType<typeof startLoad>, 'acknowledged' | 'clicks'>,
) {
  const leads = await allLeads(baton);
  const cards = await page.messagesIn('prospectors', members[0]?.person ?? '');
  const crash = checkCrash({ acknowledged: load.acknowledged, leads, cards: cards.map(cardOf) });
  const claims = checkClaims({
    leads: [...new Set(load.clicks.map(({ lead }) => lead))],
    clicks: load.clicks,
    custodians: new Map(leads.map(({ ref, custodian }) => [ref, custodian])),
    reveals: await revealsTo(page, members, load.acknowledged),
  });
  const { counts } = claims;
  return {
    leads: leads.length,
    faults: [
      ...crash.map(({ figure, says }) => `${figure}: ${says}`),
      ...claims.faults.map(({ figure, lead, says }) => `${figure}: ${lead}: ${says}`),
    ],
    counts: [
      ...crashFigures.map((name) => [name, crash.filter(({ figure }) => figure === name).length] as const),
      ['claims undone', counts.double + counts['without winner']],
      ['winners without reveal', counts['winners without reveal']],
      ['reveals to a non-winner', counts['reveals to a non-winner']],
      ['wrong answers to clicks', counts['wrong loser text'] + counts['unanswered clicks']],
    ] as const,
  };
}

async function allLeads(baton: Running) {
  type Listed = { ref: string; number: string; stage: string; custodian: unknown };
  const all: { ref: string; number: string; stage: string; custodian: string | null }[] = [];
  for (let cursor = ''; ;) {
    const response = await baton.api(`/api/leads?limit=200${cursor}`);
    if (!response.ok) throw new Error(`The leads could not be listed: ${response.status}`);
    const page: { items: readonly Listed[]; next: string | null } = await response.json();
    all.push(...page.items.map((lead) => ({ ...lead, custodian: custodianId(lead.custodian) })));
    if (page.next === null) return all;
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
}

function cardOf({ card }: Message): { number: string; codes: readonly string[] } {
  const codes = [...JSON.stringify(card).matchAll(/"action":"([^"]+)"/gu)].map(([, code]) => code ?? '');
  return { number: /L-\d+/u.exec(card.title)?.[0] ?? card.title, codes };
}

async function revealsTo(
  page: Page,
  members: readonly Seated[],
  acknowledged: readonly { readonly contact: string; readonly ref: string }[],
) {
  const refs = new Map(acknowledged.map(({ contact, ref }) => [contact, ref]));
  const reveals: { lead: string; member: string }[] = [];
  for (const { id, person } of members) {
    const text = await page.everythingIn(`@${person}`, person);
    for (const [contact] of text.matchAll(/lead-\d+@prove\.example/gu)) {
      const lead = refs.get(contact);
      if (lead !== undefined) reveals.push({ lead, member: id });
    }
  }
  return reveals;
}

/** Read past the program, which has stopped: what stands in its tables. */
export async function leftIn(where: { readonly databaseUrl: string | null; readonly dataDir: string }) {
  const database = await openDatabase(where);
  try {
    const histories = await sql<{ count: number }>`
      select count(*)::int as count from leads l
      where l.revision <> (select count(*) from history h where h.lead = l.ref)
        or (l.stage = 'claimed') <> (l.custodian is not null)
        or (select count(*) from history h where h.lead = l.ref and h.type = 'claimed') > 1`.execute(
      database.db,
    );
    const unsent = await sql<{ count: number }>`
      select count(*)::int as count from outbox where dirty or buried is not null`.execute(database.db);
    return { histories: histories.rows[0]?.count ?? NaN, unsent: unsent.rows[0]?.count ?? NaN };
  } finally {
    await database.close();
  }
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
