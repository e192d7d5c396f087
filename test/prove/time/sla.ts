/**
 * The clock among very many timers: how long its look at what is due takes, how late steps are taken, and that after
 * hours in which nobody looked all that is overdue is done once, the oldest first, and told in a few messages.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { systemClock } from '../../../src/app/clock.ts';
import { startClockWork } from '../../../src/app/clock-work/start.ts';
import type { Moment } from '../../../src/core/lead.ts';
import { fromTheFirst, listDueSteps } from '../../../src/storage/due-steps.ts';
import { migrate } from '../../../src/storage/migrate.ts';
import { openDatabase, type Db } from '../../../src/storage/open-database.ts';
import { createDatabase } from '../../bench/create-database.ts';
import { aPlaybook } from '../../support/a-playbook.ts';
import { anApp, command, receiveOne, type AnApp } from '../../support/an-app.ts';
import { numberOf, type Figure, type ProofOptions } from '../figure.ts';

const soon = 400;
const soonMs = 20_000;
const overdue = 300;
const downtimeMs = 6 * 60 * 60_000;
const scans = 300;
/** A statement has its limit of time. */
const piece = 5_000;

export async function proveSla(options: ProofOptions): Promise<readonly Figure[]> {
  const timers = numberOf(options.more['leads'], options.full ? 100_000 : 10_000);
  const server = process.env['DATABASE_URL'];
  await using stack = new AsyncDisposableStack();
  const url = server ? stack.use(await createDatabase(server)).url : null;
  const database = await openDatabase({ databaseUrl: url, dataDir: null });
  stack.defer(() => database.close());
  await migrate(database);
  const ladder = { warn: null, remind: 100, 'tell managers': null, 'give back': null };
  const app = await anApp(database, {
    clock: {
      ...systemClock(database.offsetMs),
      forward: () => undefined,
      next: () => null,
      waiting: () => 0,
    },
    playbook: aPlaybook({ main: { ladders: { prospecting: ladder, closing: ladder, account: ladder } } }),
  });
  await plant(app, timers);
  options.say(`${timers} timers`);
  const { db } = database;
  return [
    ...(await measureScans(app)),
    ...(await measureFiring(app, db)),
    ...(await measureDowntime(app, db)),
  ];
}

/** One claimed lead, many times; each has its reminder far ahead. */
async function plant(app: AnApp, timers: number): Promise<void> {
  const { ref } = await receiveOne(app);
  await command(app, 'ana', ref, 'claim');
  const { db } = app.database;
  for (let from = 1; from <= timers; from += piece) {
    const to = Math.min(from + piece - 1, timers);
    await sql`
      insert into leads (ref, number, revision, stage, direction, source, custodian, received_at, due_at, state, last)
      select 'l_' || i, 5000 + i, l.revision, l.stage, l.direction, l.source, l.custodian, l.received_at, 0,
        l.state || jsonb_build_object('ref', 'l_' || i, 'number', 5000 + i, 'steps', '[]'::jsonb), l.last
      from leads l, generate_series(${from}::int, ${to}::int) i where l.ref = ${ref}`.execute(db);
    await sql`
      insert into contacts (lead, contact, brief)
      select 'l_' || i, c.contact, c.brief from contacts c, generate_series(${from}::int, ${to}::int) i
      where c.lead = ${ref}`.execute(db);
    await setDue(db, { from, to, at: app.clock.now() + 30 * 24 * 60 * 60_000, apartMs: 10 });
  }
  await sql`analyze`.execute(db);
}

async function setDue(
  db: Db,
  { from, to, at, apartMs }: { from: number; to: number; at: Moment; apartMs: number },
): Promise<void> {
  await sql`
    update leads l set due_at = d.due, state = l.state || jsonb_build_object('dueAt', d.due, 'steps',
      jsonb_build_array(jsonb_build_object('step', 'remind', 'at', d.due)))
    from (
      select 'l_' || i as ref, ${at}::bigint + (i - ${from}) * ${apartMs}::bigint as due
      from generate_series(${from}::int, ${to}::int) i
    ) d where l.ref = d.ref`.execute(db);
}

async function measureScans(app: AnApp): Promise<readonly Figure[]> {
  const times: number[] = [];
  for (let at = 0; at < scans; at += 1) {
    const began = performance.now();
    await listDueSteps(app.database.db, { now: app.clock.now(), limit: 25, after: fromTheFirst });
    times.push(performance.now() - began);
  }
  return [
    {
      row: 'P17',
      name: 'a look at what is due, p90',
      value: quantile(times, 0.9),
      goal: { is: 'at most', than: 5 },
      unit: 'ms',
    },
  ];
}

async function measureFiring(app: AnApp, db: Db): Promise<readonly Figure[]> {
  await setDue(db, { from: 1, to: soon, at: app.clock.now() + 2_000, apartMs: soonMs / soon });
  const work = startClockWork(app);
  await pause(soonMs + 5_000);
  await work.stop();
  const taken = await takenOf(db, 1, soon);
  const late = taken.map(({ at, due }) => at - due);
  return [
    {
      row: 'P17',
      name: 'steps taken late, p99',
      value: p99(late),
      goal: { is: 'at most', than: 2_000 },
      unit: 'ms',
    },
    {
      row: 'R19',
      name: 'steps taken late, p99',
      value: p99(late),
      goal: { is: 'at most', than: 5_000 },
      unit: 'ms',
    },
    ...once('R19', taken, soon),
    {
      row: 'R19',
      name: 'steps taken before their time',
      value: late.filter((ms) => ms < 0).length,
      goal: { is: 'exactly', than: 0 },
    },
  ];
}

async function measureDowntime(app: AnApp, db: Db): Promise<readonly Figure[]> {
  const [from, to] = [soon + 1, soon + overdue];
  await setDue(db, { from, to, at: app.clock.now() - downtimeMs, apartMs: 1_000 });
  // What was said before has been told by then.
  await sql`update outbox set dirty = false`.execute(db);
  const before = await messages(db);
  const processes = [startClockWork(app), startClockWork(app), startClockWork(app)];
  for (let waited = 0; waited < 60 && (await takenOf(db, from, to)).length < overdue; waited += 1)
    await pause(500);
  // Whoever would do it again has time to.
  await pause(3_000);
  await Promise.all(processes.map((one) => one.stop()));
  const taken = await takenOf(db, from, to);
  const byDue = taken.toSorted((one, other) => one.due - other.due);
  const disorder = byDue.filter(({ at }, index) => at < (byDue[index - 1]?.at ?? 0)).length;
  return [
    ...once('R19 after 6 h', taken, overdue),
    { row: 'R19 after 6 h', name: 'not oldest first', value: disorder, goal: { is: 'exactly', than: 0 } },
    {
      row: 'R19 after 6 h',
      name: 'messages to each chat of the one whose leads they are',
      value: ((await messages(db)) - before) / 3,
      goal: { is: 'at most', than: 5 },
    },
  ];
}

type Taken = { readonly lead: string; readonly at: Moment; readonly due: Moment };

async function takenOf(db: Db, from: number, to: number): Promise<readonly Taken[]> {
  const { rows } = await sql<Taken>`
    select h.lead, h.at, l.due_at as due from history h join leads l on l.ref = h.lead
    where h.type = 'escalated' and l.number between ${5000 + from} and ${5000 + to}`.execute(db);
  return rows;
}

async function messages(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from outbox where kind = 'reminder' and member = 'm_ana'`.execute(db);
  return rows[0]?.count ?? 0;
}

function once(row: string, taken: readonly Taken[], expected: number): readonly Figure[] {
  const distinct = new Set(taken.map(({ lead }) => lead)).size;
  return [
    { row, name: 'steps missed', value: expected - distinct, goal: { is: 'exactly', than: 0 } },
    { row, name: 'steps taken twice', value: taken.length - distinct, goal: { is: 'exactly', than: 0 } },
  ];
}

function p99(values: readonly number[]): number {
  return quantile(values, 0.99);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
