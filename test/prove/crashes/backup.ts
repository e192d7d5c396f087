/**
 * A backup is taken while people claim, restored elsewhere on each engine, and compared; then the restored one goes on
 * against the same chat. The claims are made one after the other, so that what the backup holds of them must be a
 * beginning of that row: anything else is not one moment. A thousand times one byte of the file is changed.
 */
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { startDelivery } from '../../../src/app/deliver/delivery.ts';
import { verify } from '../../../src/app/verify.ts';
import { checkBackup } from '../../../src/storage/backup/read-backup.ts';
import { restoreBackup } from '../../../src/storage/backup/restore-backup.ts';
import { writeBackup } from '../../../src/storage/backup/write-backup.ts';
import type { BackupEnd } from '../../../src/storage/backup/format.ts';
import { insertLeads } from '../../../src/storage/insert-leads.ts';
import { migrate } from '../../../src/storage/migrate.ts';
import { openDatabase } from '../../../src/storage/open-database.ts';
import type { Database } from '../../../src/storage/open-database.ts';
import { percentile } from '../../support/percentile.ts';
import { scriptedInbox } from '../../adapters/conformance/scripted-inbox.ts';
import { createDatabase } from '../../bench/create-database.ts';
import { anArrival, bind } from '../../storage/deeds.ts';
import { anApp, command } from '../../support/an-app.ts';
import type { AnApp } from '../../support/an-app.ts';
import { makeFakeChat } from '../../support/fake-chat.ts';
import type { FakeChat } from '../../support/fake-chat.ts';
import { migratedDump } from '../../support/migrated.ts';
import { emptyFolder } from '../../support/run-baton.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { testClock } from '../../support/test-clock.ts';
import { numberOf, zero } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';

type Place = { readonly engine: 'pglite' | 'postgres'; open(name: string): Promise<Opened> };
type Opened = AsyncDisposable & { readonly database: Database };

/** Announced and shown before the backup, and announced but not shown yet. */
const shownBefore = 30;
const pending = 30;
const restoredInSeconds = 60;
/** Claims and releases before the backup is begun. */
const stepsBefore = 20;

export async function proveBackup(options: ProofOptions): Promise<readonly Figure[]> {
  await using folder = await emptyFolder();
  const server = process.env['DATABASE_URL'];
  const asked = options.more['db'];
  if (asked === 'postgres' && !server) throw new Error('Set DATABASE_URL to prove it on PostgreSQL.');
  const places: Place[] = [
    { engine: 'pglite', open: (name) => openEmbedded(join(folder.path, name)) },
    ...(server ? [{ engine: 'postgres', open: () => openServer(server) } as const] : []),
  ];
  const figures: Figure[] = [];
  for (const from of places) {
    if (asked !== undefined && asked !== from.engine) continue;
    figures.push(...(await backUpFrom(from, places, folder.path, options)));
  }
  return figures;
}

async function backUpFrom(from: Place, places: readonly Place[], folder: string, options: ProofOptions) {
  const leads = numberOf(options.more['leads'], options.full ? 100_000 : 10_000);
  await using source = await from.open('source');
  const clock = testClock();
  const chat = makeFakeChat({ platform: 'slack', now: () => clock.now() });
  await chat.start(scriptedInbox());
  const app = await anApp(source.database, { adapters: [chat], clock, seed: options.seed });
  await bind(source.database.db, 'prospectors');
  await letIn(source.database, 0, shownBefore, true);
  await deliver(app, source.database, shownBefore);
  const shown = new Set(postsOf(chat, 0));
  await letIn(source.database, shownBefore, pending, true);
  await letIn(source.database, shownBefore + pending, leads - shownBefore - pending, false);

  const path = join(folder, `${from.engine}.jsonl.gz`);
  const load = startLoad(app, leads);
  await load.isUnderWay;
  const began = performance.now();
  await writeBackup(source.database, createWriteStream(path));
  const tookMs = performance.now() - began;
  const { steps, waits } = await load.end();
  const { end } = await checkBackup(path);
  options.say(
    `${from.engine}: ${rowsOf(end)} rows of ${leads} leads in ${(tookMs / 1000).toFixed(1)} s, beside ${steps.length} ` +
      `claims and releases: p50 ${percentile(waits, 0.5)?.toFixed(0)} ms, p99 ${percentile(waits, 0.99)?.toFixed(0)} ms`,
  );
  const figures: Figure[] = [];
  for (const to of places) {
    await using target = await to.open(`from-${from.engine}`);
    const name = (what: string) => `${what} (${from.engine} to ${to.engine})`;
    const restoring = performance.now();
    await restoreBackup(target.database, path);
    const seconds = (performance.now() - restoring) / 1000;
    const since = chat.calls.length;
    const differing = await differingTables(
      target.database,
      join(folder, `${from.engine}-${to.engine}.gz`),
      end,
    );
    const { inside, broken } = await readCut(target.database, steps);
    options.say(
      `  ${to.engine}: restored in ${seconds.toFixed(1)} s; the moment was after ${inside} of ${steps.length} steps`,
    );
    const differences = await countDifferences(target.database);
    const waiting = await neverShown(target.database);
    await deliver(app, target.database, waiting);
    const posts = postsOf(chat, since);
    figures.push(
      zero('R31', name('tables that are not as they were'), differing),
      zero('R31', name('steps that do not belong to one moment'), broken),
      zero('R31', name('leads that are not what their history tells'), differences),
      zero(
        'R31',
        name('announcements repeated'),
        posts.length - new Set(posts.filter((key) => !shown.has(key))).size,
      ),
      zero('R31', name('pending announcements lost'), waiting - new Set(posts).size),
      {
        row: 'R31',
        name: name(`${leads} leads restored`),
        value: seconds,
        goal: { is: 'at most', than: restoredInSeconds },
        unit: 's',
      },
    );
  }
  figures.push(zero('R31', `changed bytes accepted (${from.engine})`, await flip(path, options)));
  return figures;
}

/** In pieces; each with a contact of its own. */
async function letIn({ db }: Database, first: number, count: number, isAnnounced: boolean): Promise<void> {
  for (let at = first; at < first + count; at += 50) {
    const size = Math.min(50, first + count - at);
    const arrivals = Array.from({ length: size }, (_, index) =>
      anArrival({
        ref: `r${at + index}`,
        phone: `+38067${String(1_000_000 + at + index)}`,
        email: `lead-${at + index}@prove.example`,
        ...(isAnnounced ? {} : { notices: [] }),
      }),
    );
    await insertLeads(db, arrivals, null);
  }
}

/** Claims and releases, one after the other, until told to end. Each step leaves a lead at a revision. */
function startLoad(app: AnApp, leads: number) {
  const steps: { readonly ref: string; readonly revision: number }[] = [];
  const waits: number[] = [];
  const told = new AbortController();
  const { promise: isWarm, resolve: warm } = Promise.withResolvers<void>();
  const working = (async () => {
    for (let at = 0; !told.signal.aborted; at += 1) {
      // Everywhere among what is being read: before it, behind it, and again.
      const ref = `r${(at * 7919) % leads}`;
      for (const request of ['claim', { type: 'release' }] as const) {
        const began = performance.now();
        const done = await command(app, 'ana', ref, request);
        waits.push(performance.now() - began);
        if (!done.ok) throw new Error(`${ref}: ${done.refusal.code}`);
        steps.push({ ref, revision: done.view.lead.revision });
        if (steps.length === stepsBefore) warm();
      }
    }
  })();
  return {
    /** Some have been made; rejects if one was refused before. */
    isUnderWay: Promise.race([isWarm, working]),
    async end() {
      told.abort();
      await working;
      return { steps, waits: waits.toSorted((a, b) => a - b) };
    },
  };
}

/** How many of the steps are in it, and how many would not be if it were one moment. */
async function readCut(
  { db }: Database,
  steps: readonly { readonly ref: string; readonly revision: number }[],
) {
  const rows = await db.selectFrom('leads').select(['ref', 'revision']).where('revision', '>', 1).execute();
  const revisions = new Map(rows.map(({ ref, revision }) => [ref, revision]));
  const isInside = steps.map(({ ref, revision }) => (revisions.get(ref) ?? 1) >= revision);
  const inside = isInside.filter(Boolean).length;
  return { inside, broken: isInside.filter((is, at) => is !== at < inside).length };
}

/** A backup of the restored one must be the same, row by row. */
async function differingTables(database: Database, path: string, end: BackupEnd): Promise<number> {
  await writeBackup(database, createWriteStream(path), { pace: { pieceSize: 2_000, pauseMs: 0 } });
  const again = (await checkBackup(path)).end.tables;
  return Object.entries(end.tables).filter(([table, { sum }]) => again[table]?.sum !== sum).length;
}

async function countDifferences({ db }: Database): Promise<number> {
  let count = 0;
  for await (const one of verify(db)) if (one.type !== 'checked') count += 1;
  return count;
}

/** One message a second goes to a channel. */
async function deliver(app: AnApp, database: Database, messages: number): Promise<void> {
  const delivery = startDelivery({ ...app, database });
  for (let second = 0; second < messages * 2; second += 1) {
    await delivery.settle();
    app.clock.forward(1_500);
  }
  await delivery.stop();
}

/** Cards that wait to be shown for the first time: those that were pending, and of leads that came back to everybody. */
async function neverShown({ db }: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from outbox where kind = 'living card' and dirty and message is null`.execute(
    db,
  );
  const count = rows[0]?.count ?? 0;
  if (count < pending) throw new Error(`Of ${pending} pending cards ${count} were restored.`);
  return count;
}

/** Keys of what was posted to the channel. */
function postsOf(chat: FakeChat, since: number): readonly string[] {
  return chat.calls
    .slice(since)
    .filter(({ type }) => type === 'post')
    .map(({ key }) => key);
}

async function flip(path: string, { seed, full }: ProofOptions): Promise<number> {
  const random = seededRandom(seed);
  const file = await open(path, 'r+');
  let accepted = 0;
  try {
    const { size } = await file.stat();
    for (let index = 0; index < (full ? 10_000 : 1_000); index += 1) {
      const position = Math.floor(random.number() * size);
      const byte = Buffer.alloc(1);
      await file.read(byte, 0, 1, position);
      const other = Buffer.of(byte.readUInt8() ^ (1 << Math.floor(random.number() * 8)));
      await file.write(other, 0, 1, position);
      await checkBackup(path).then(
        () => (accepted += 1),
        () => {},
      );
      await file.write(byte, 0, 1, position);
    }
  } finally {
    await file.close();
  }
  // As good as before: it was the changes that were refused.
  await checkBackup(path);
  return accepted;
}

function rowsOf({ tables }: BackupEnd): number {
  return Object.values(tables).reduce((sum, { rows }) => sum + rows, 0);
}

async function openEmbedded(dataDir: string): Promise<Opened> {
  const isSource = dataDir.endsWith('source');
  const database = await openDatabase({
    databaseUrl: null,
    dataDir,
    ...(isSource ? { loadFrom: await migratedDump() } : {}),
  });
  return { database, [Symbol.asyncDispose]: () => database.close() };
}

async function openServer(server: string): Promise<Opened> {
  const made = await createDatabase(server);
  const database = await openDatabase({ databaseUrl: made.url, dataDir: null });
  await migrate(database);
  return {
    database,
    [Symbol.asyncDispose]: async () => {
      await database.close();
      await made[Symbol.asyncDispose]();
    },
  };
}
