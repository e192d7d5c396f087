/**
 * P9: the hundred-thousandth lead behaves like the thousandth. The same deeds in databases of different sizes, each deed
 * in all of them in turn, so that whatever disturbs one disturbs all; and no large table is read from end to end.
 */
import { sql } from 'kysely';
import { makeInbox } from '../../src/app/inbox.ts';
import type { Delivered, Inbox, Reply } from '../../src/chat/port.ts';
import { formatCode } from '../../src/core/code.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { openDatabase, type Database } from '../../src/storage/open-database.ts';
import type { Figure } from '../prove/figure.ts';
import { anApp, command, receiveOne, type AnApp } from '../support/an-app.ts';
import { handInCounts, large, multiplyLead, scansOf } from '../support/many-leads.ts';
import type { BenchOptions } from './bench.ts';
import { quantile } from './compare.ts';
import { createDatabase } from './create-database.ts';

const usualSizes = [1_000, 10_000, 100_000];
const fullSizes = [...usualSizes, 1_000_000];
const deeds = ['intake', 'claim', 'press', 'mine', 'find'] as const;
type Deed = (typeof deeds)[number];

type Floor = {
  readonly size: number;
  readonly database: Database;
  readonly app: AnApp;
  readonly inbox: Inbox;
  readonly took: Readonly<Record<Deed, number[]>>;
};

export async function benchGrowth(options: BenchOptions): Promise<readonly Figure[]> {
  const { server, full, lives, say } = options;
  if (server === null) return [];
  await using opened = new AsyncDisposableStack();
  const floors: Floor[] = [];
  for (const size of full ? fullSizes : usualSizes) {
    const began = performance.now();
    floors.push(await aFloor(server, size, opened));
    say(`  ${size} leads are there after ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
  for (const floor of floors) await doAll(floor, 0);
  const before = await Promise.all(
    floors.map(async ({ database }) => {
      await handInCounts(database);
      return scansOf(database.db);
    }),
  );
  for (const { took } of floors) for (const deed of deeds) took[deed].length = 0;
  for (let index = 1; index <= lives; index += 1) {
    for (const floor of floors) await doAll(floor, index);
  }
  const scanned = new Set<string>();
  for (const [at, { database }] of floors.entries()) {
    await handInCounts(database);
    const after = await scansOf(database.db);
    for (const name of large) if ((after[name] ?? 0) > (before[at]?.[name] ?? 0)) scanned.add(name);
  }
  if (scanned.size > 0) say(`  read from end to end: ${[...scanned].join(', ')}`);
  const [smallest] = floors;
  const largest = floors.at(-1);
  if (!smallest || !largest) throw new Error('There is nothing to compare.');
  for (const { size, took } of floors) {
    const told = deeds.map((deed) => `${deed} ${at(took[deed], 0.5)} / ${at(took[deed], 0.99)}`);
    say(`  ${size}: ${told.join(', ')} ms (p50 / p99)`);
  }
  const grown = (deed: Deed, share: number) =>
    quantile(largest.took[deed], share) / quantile(smallest.took[deed], share);
  return [
    ...deeds.map((deed): Figure => ({
      row: 'P9',
      name: `p99 of ${deed} at ${largest.size} leads ÷ at ${smallest.size}`,
      value: grown(deed, 0.99),
      goal: { is: 'at most', than: 1.25 },
    })),
    {
      row: 'P9',
      name: 'large tables read from end to end',
      value: scanned.size,
      goal: { is: 'exactly', than: 0 },
    },
  ];
}

async function aFloor(server: string, size: number, opened: AsyncDisposableStack): Promise<Floor> {
  const { url } = opened.use(await createDatabase(server));
  const database = await openDatabase({ databaseUrl: url, dataDir: null });
  opened.defer(() => database.close());
  await migrate(database);
  const app = await anApp(database);
  const { ref } = await receiveOne(app);
  await database.patiently(async (db) => {
    await multiplyLead(db, ref, size);
    await sql`select setval('lead_numbers', (select max(number) from leads))`.execute(db);
    // As the server does by itself within minutes: words of new leads wait in a list until then.
    await sql`vacuum analyze`.execute(db);
  });
  const took = { intake: [], claim: [], press: [], mine: [], find: [] };
  return { size, database, app, inbox: makeInbox(app), took };
}

async function doAll({ app, inbox, took }: Floor, index: number): Promise<void> {
  const time = async <T>(deed: Deed, run: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const result = await run();
    took[deed].push(performance.now() - began);
    return result;
  };
  app.clock.forward(60_000);
  const { ref } = await time('intake', () => receiveOne(app));
  await time('claim', () => mustBeDone(command(app, 'ana', ref, 'claim')));
  await mustBeDone(command(app, 'ana', ref, 'release'));
  const asBen: Omit<Delivered, 'id'> = {
    platform: 'slack',
    at: app.clock.now(),
    person: { id: 'ben', name: 'Ben', language: 'en' },
    place: null,
  };
  const code = formatCode('claim', ref);
  await time('press', () => mustBeSaid(inbox.press({ ...asBen, id: `press-${index}`, code, message: null })));
  await time('mine', () => mustBeSaid(inbox.ask({ ...asBen, id: `mine-${index}`, text: 'mine' })));
  const text = `find +38050${1_000_000 + ((index * 7) % 900) + 1}`;
  await time('find', () => mustBeSaid(inbox.ask({ ...asBen, id: `find-${index}`, text })));
  await mustBeDone(command(app, 'ben', ref, 'release'));
}

async function mustBeDone(outcome: ReturnType<typeof command>): Promise<void> {
  const result = await outcome;
  if (!result.ok) throw new Error(`It was refused: ${result.refusal.code}`);
}

async function mustBeSaid(reply: Promise<Reply>): Promise<void> {
  const said = await reply;
  if (said.type !== 'say' || said.tone === 'refused') throw new Error('It was refused.');
}

const at = (values: readonly number[], share: number) => quantile(values, share).toFixed(2);
