/**
 * Writes a backup of the database as it is at this moment to a stream, while everybody goes on. What comes out holds
 * contacts in the clear: where it goes, and who may read it there, is the caller's business.
 */
import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Database } from '../open-database.ts';
import { withPlainErrors } from '../plain-error.ts';
import { backupFormat, makeSum, type BackupEnd, type BackupHeader, type TableSum } from './format.ts';
import { sealing } from './seal.ts';
import { namesOf } from './shape.ts';
import { withSnapshot, type Pace, type Snapshot } from './snapshot.ts';

export type Written = { readonly header: BackupHeader; readonly end: BackupEnd };

/** Rejects, and leaves nothing behind in the database, if the stream breaks off or the signal says so. */
export async function writeBackup(
  database: Database,
  to: Writable,
  options: { readonly pace?: Pace; readonly signal?: AbortSignal } = {},
): Promise<Written> {
  const gzip = createGzip();
  const flowing = pipeline(gzip, sealing(), to, options.signal ? { signal: options.signal } : {});
  // Told to whoever writes next, and at the end; never to nobody.
  flowing.catch(() => {});
  try {
    const written = await withPlainErrors(() =>
      withSnapshot(database, (snapshot) => writeLines(database, snapshot, put), options.pace),
    );
    gzip.end();
    await flowing;
    return written;
  } catch (error) {
    gzip.destroy(error instanceof Error ? error : new Error('The backup broke off.'));
    await flowing.catch(() => {});
    throw error;
  }

  /** Resolves when it is packed, so that no more is read than goes out. */
  function put(text: string): Promise<void> {
    const packed = new Promise<void>((resolve, reject) => {
      gzip.write(text, (error) => (error ? reject(error) : resolve()));
    });
    packed.catch(() => {});
    return Promise.race([packed, flowing]);
  }
}

async function writeLines(
  database: Database,
  { header: facts, tables, rows }: Snapshot,
  put: (text: string) => Promise<void>,
): Promise<Written> {
  const whole = createHash('sha256');
  const write = (text: string) => {
    whole.update(text);
    return put(text);
  };
  const header: BackupHeader = {
    baton: 'backup',
    format: backupFormat,
    engine: database.engine,
    ...facts,
  };
  await write(`${JSON.stringify(header)}\n`);
  const sums: Record<string, TableSum> = {};
  for (const table of tables) {
    await write(`${JSON.stringify({ table: table.name, columns: namesOf(table.columns) })}\n`);
    const sum = makeSum();
    for await (const lines of rows(table)) {
      for (const line of lines) sum.add(line);
      await write(`${lines.join('\n')}\n`);
    }
    sums[table.name] = sum.result();
  }
  const end: BackupEnd = { tables: sums, sha256: whole.digest('hex') };
  await put(`${JSON.stringify({ end })}\n`);
  return { header, end };
}
