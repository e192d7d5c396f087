/** One moment of the database, to be read at leisure while everybody else goes on. */
import type { Database } from '../open-database.ts';
import { readEmbedded } from './embedded-snapshot.ts';
import type { BackupHeader } from './format.ts';
import { listTables, namesOf, readByCursor, readHeader, type TableShape } from './shape.ts';

export type Snapshot = {
  readonly header: Pick<BackupHeader, 'takenAt' | 'install' | 'migrations' | 'sequences'>;
  readonly tables: readonly TableShape[];
  /** Lines of rows, a piece at a time. */
  rows(table: TableShape): AsyncIterable<readonly string[]>;
};

export type Pace = {
  /** Rows that are read at once. */
  readonly pieceSize: number;
  /** How long others have the embedded database for themselves between two pieces. */
  readonly pauseMs: number;
};

/** A piece takes the embedded database some five milliseconds. */
export const gently: Pace = { pieceSize: 100, pauseMs: 2 };

/** Answers what the work answers. The tables are read one after the other, each once, in their order. */
export function withSnapshot<T>(
  database: Database,
  work: (snapshot: Snapshot) => Promise<T>,
  pace: Pace = gently,
): Promise<T> {
  return database.engine === 'postgres' ? readServer(database, work) : readEmbedded(database, work, pace);
}

/** PostgreSQL keeps the rows as they were for as long as the transaction lasts. */
function readServer<T>(database: Database, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  return database.patiently((db) =>
    db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute(async (trx) =>
        work({
          tables: await listTables(trx),
          header: await readHeader(trx),
          rows: (table) => readByCursor(trx, table, namesOf(table.columns), rowsAtOnce),
        }),
      ),
  );
}

/** They are hashed and packed at one go, and presses wait meanwhile. */
const rowsAtOnce = 100;
