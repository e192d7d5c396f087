/**
 * P10: what a digest costs, in databases of different sizes: of the last day, of thirty days, and how long it keeps the
 * event loop of the embedded database. Beside it the same figures straight from the history, with its index and without.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { sql } from 'kysely';
import { readDigest } from '../../src/app/digests/read-digest.ts';
import type { DigestPeriod } from '../../src/app/digests/read-digest.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { openDatabase, type Database, type Db } from '../../src/storage/open-database.ts';
import type { Figure } from '../prove/figure.ts';
import { anApp, type AnApp } from '../support/an-app.ts';
import { writeYears } from '../support/many-years.ts';
import type { BenchOptions } from './bench.ts';
import { createDatabase } from './create-database.ts';

const usualSizes = [10_000, 100_000];
const fullSizes = [10_000, 1_000_000];
const embeddedSize = 100_000;
const dayMs = 24 * 60 * 60_000;

type Floor = { readonly size: number; readonly app: AnApp; readonly database: Database };

export async function benchDigest(options: BenchOptions): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  if (options.server !== null) figures.push(...(await onServer(options.server, options)));
  else options.say('  PostgreSQL is left out: DATABASE_URL is not set');
  figures.push(...(await embedded(options)));
  return figures;
}

async function onServer(server: string, { full, rounds, say }: BenchOptions): Promise<readonly Figure[]> {
  await using opened = new AsyncDisposableStack();
  const floors: Floor[] = [];
  for (const size of full ? fullSizes : usualSizes) {
    const { url } = opened.use(await createDatabase(server));
    const database = await openDatabase({ databaseUrl: url, dataDir: null });
    opened.defer(() => database.close());
    floors.push(await aFloor(size, database));
    say(`  ${size} leads of three years are there`);
  }
  const [small] = floors;
  const large = floors.at(-1);
  if (!small || !large) throw new Error('There is nothing to compare.');
  const took = { daySmall: [], day: [], month: [], indexed: [], naive: [] } as Record<string, number[]>;
  const month = periodOf(large.app, 30);
  // Days that are over are read once; then they are kept.
  const first = await timed(() => readDigest(large.app, month));
  say(`  thirty days for the first time: ${first.toFixed(0)} ms at ${large.size} leads`);
  await readDigest(small.app, periodOf(small.app, 1));
  for (let round = 0; round < rounds * 4; round += 1) {
    took['daySmall']?.push(await timed(() => readDigest(small.app, periodOf(small.app, 1))));
    took['day']?.push(await timed(() => readDigest(large.app, periodOf(large.app, 1))));
    took['month']?.push(await timed(() => readDigest(large.app, month)));
    took['indexed']?.push(await timed(() => straight(large, 30, true)));
    if (round < 3) took['naive']?.push(await timed(() => straight(large, 30, false)));
  }
  const of = (name: string) => median(took[name] ?? []);
  const told = Object.keys(took).map((name) => `${name} ${of(name).toFixed(2)}`);
  say(`  ${told.join(', ')} ms (medians)`);
  return [
    row(
      `30 days at ${large.size} leads ÷ straight from the indexed history`,
      of('month') / of('indexed'),
      1.5,
    ),
    {
      row: 'P10',
      name: 'without an index ÷ ours, 30 days',
      value: of('naive') / of('month'),
      goal: { is: 'at least', than: 6 },
    },
    row(`the day at ${large.size} leads, ms`, of('day'), 5),
    row(`the day at ${large.size} ÷ at ${small.size} leads`, of('day') / of('daySmall'), 1.5),
  ];
}

async function embedded({ say }: BenchOptions): Promise<readonly Figure[]> {
  const database = await openDatabase({ databaseUrl: null, dataDir: null });
  const { app } = await aFloor(embeddedSize, database);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await readDigest(app, periodOf(app, 30));
  delay.disable();
  say(
    `  embedded, ${embeddedSize} leads, thirty days for the first time: longest stop ${(delay.max / 1e6).toFixed(1)} ms`,
  );
  return [row(`longest stop of the loop, PGlite at ${embeddedSize} leads, ms`, delay.max / 1e6, 50)];
}

async function aFloor(size: number, database: Database): Promise<Floor> {
  await migrate(database);
  const app = await anApp(database);
  await database.patiently(async (db) => {
    await writeYears(db, size, app.clock.now());
    await sql`vacuum analyze`.execute(db);
  });
  return { size, app, database };
}

function periodOf(app: AnApp, days: number): DigestPeriod {
  const today = Temporal.Instant.fromEpochMilliseconds(app.clock.now())
    .toZonedDateTimeISO('Europe/Kyiv')
    .toPlainDate();
  return { from: today.subtract({ days }).toString(), to: today.toString(), direction: 'main' };
}

/** The funnel, the medians by source, who did it, what is late: as one would ask the history by hand. */
async function straight({ app, database }: Floor, days: number, isIndexed: boolean): Promise<void> {
  const to = app.clock.now();
  const from = to - days * dayMs;
  await database.db.connection().execute(async (db: Db) => {
    await sql`select set_config('enable_indexscan', ${isIndexed ? 'on' : 'off'}, false),
      set_config('enable_bitmapscan', ${isIndexed ? 'on' : 'off'}, false),
      set_config('enable_indexonlyscan', ${isIndexed ? 'on' : 'off'}, false)`.execute(db);
    const within = sql`h.at >= ${from} and h.at < ${to}`;
    const types = sql`array['received', 'claimed', 'qualified', 'returned', 'accepted', 'converted', 'disqualified', 'lost', 'taken']`;
    await sql`select h.type, count(distinct h.lead) from history h where h.type = any(${types}) and ${within} group by 1`.execute(
      db,
    );
    await sql`
      select l.source, count(*), percentile_cont(array[0.5, 0.9]) within group (order by h.at - l.received_at)
      from history h join leads l on l.ref = h.lead where h.type = 'claimed' and ${within} group by 1`.execute(
      db,
    );
    await sql`
      select h.by, h.type, count(distinct h.lead) from history h
      where h.type in ('qualified', 'converted', 'taken') and ${within} group by 1, 2`.execute(db);
    await sql`
      select a.currency, sum(a.value) from history h join accounts a on a.lead = h.lead
      where h.type = 'converted' and ${within} group by 1`.execute(db);
    await sql`select count(*) from leads where due_at < ${to}`.execute(db);
    await sql`reset all`.execute(db);
  });
}

function row(name: string, value: number, than: number): Figure {
  return { row: 'P10', name, value, goal: { is: 'at most', than } };
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
