/**
 * Opens the database: PostgreSQL by its address, or PGlite embedded in this process. Above this file nobody has to
 * know which of them it is. Does not lock the folder and does not migrate.
 *
 * PGlite has one connection: a query on the outer `db` inside a transaction would wait for ever. Deeds here are single
 * statements for that reason, too.
 */
import { sql } from 'kysely';
import type { Moment } from '../core/lead.ts';
import { openPostgres } from './open-postgres.ts';
import type { Db } from './tables.ts';

export type { Db } from './tables.ts';

/**
 * `outbox`: something is to be delivered. `page`: a message of the web page was posted or edited. `updates`: a platform
 * brought something, and it was kept.
 */
export type WakeTopic = 'outbox' | 'page' | 'updates';

export type Database = {
  readonly db: Db;
  readonly engine: 'pglite' | 'postgres';
  /** What must be added to the local clock to read the database's. */
  readonly offsetMs: number;
  /** Says to this process at once, and to the others soon, that there may be something to do; by default to deliver. */
  wake(topic?: WakeTopic): Promise<void>;
  /** Calls back on every wake, of this process or another. Answers how to stop. */
  onWake(listener: (topic: WakeTopic) => void): () => void;
  /** For work that may take long (migrations): no time limit on its statements, a connection of its own where there are several. */
  patiently<T>(work: (db: Db) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

/** What an engine brings; the clock is compared here, alike for both. */
export type Engine = Omit<Database, 'offsetMs'>;

export type Opening = {
  /** Null: the embedded one. */
  readonly databaseUrl: string | null;
  /** The folder of the embedded database; null: in memory. */
  readonly dataDir: string | null;
  /** A dump that the embedded database begins with. */
  readonly loadFrom?: Blob;
  /** The local clock, to be compared with the database's; without it they are taken to agree. */
  readonly localNow?: () => Moment;
  /** Told of broken connections that no query was waiting on. They heal by themselves. */
  readonly onTrouble?: (trouble: Error) => void;
};

/** The embedded one is loaded where it is wanted alone. */
export async function openDatabase(opening: Opening): Promise<Database> {
  const engine =
    opening.databaseUrl === null
      ? await (await import('./open-pglite.ts')).openPglite(opening.dataDir, opening.loadFrom)
      : await openPostgres(opening.databaseUrl, opening.onTrouble ?? (() => {}));
  try {
    return { ...engine, offsetMs: await offsetOf(engine.db, opening.localNow) };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** The middle of asking and answering stands for the moment at which the database looked at its clock. */
async function offsetOf(db: Db, localNow: (() => Moment) | undefined): Promise<number> {
  const asked = localNow?.();
  const { rows } = await sql<{ now: number }>`
    select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now`.execute(db);
  const answered = localNow?.();
  const now = rows[0]?.now;
  if (now === undefined) throw new Error('The database did not tell its time.');
  if (asked === undefined || answered === undefined) return 0;
  return Math.round(now - (asked + answered) / 2);
}
