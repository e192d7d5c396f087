/**
 * Reaches the database for a command: a server by its address; the embedded one by opening its folder, or, where a
 * Baton works on it and nobody else may, by asking that Baton.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { codeOf } from './code-of.ts';
import type { Settings } from './settings.ts';
import { FolderTaken, lockFolder } from './storage/folder-lock.ts';
import { openDatabase } from './storage/open-database.ts';
import type { Database } from './storage/open-database.ts';
import { readNote } from './storage/running-note.ts';

export type Reached =
  | { readonly type: 'opened'; readonly database: Database; close(): Promise<void> }
  /** Its API, by the path: what it answers with 200, or `NotReached` is thrown. */
  | { readonly type: 'served'; ask(path: string): Promise<Readable> };

export type NotReachedWhy =
  | { readonly type: 'no data' }
  | { readonly type: 'taken' }
  | { readonly type: 'no token' }
  | { readonly type: 'database'; readonly code: string }
  | { readonly type: 'silent'; readonly url: string; readonly code: string }
  | { readonly type: 'refused'; readonly url: string; readonly status: number };

export class NotReached extends Error {
  override readonly name = 'NotReached';
  readonly why: NotReachedWhy;
  constructor(why: NotReachedWhy, options?: ErrorOptions) {
    super(`The database was not reached: ${why.type}.`, options);
    this.why = why;
  }
}

/** `makes`: an embedded database that is not there is made. `alone`: nobody else may work with the folder. */
export async function reachDatabase(
  settings: Settings,
  { makes = false, alone = false }: { readonly makes?: boolean; readonly alone?: boolean } = {},
): Promise<Reached> {
  const { databaseUrl, dataDir } = settings;
  if (databaseUrl !== null) {
    const database = await opened({ databaseUrl: named(databaseUrl), dataDir });
    return { type: 'opened', database, close: () => database.close() };
  }
  if (!makes && !existsSync(join(dataDir, 'PG_VERSION'))) throw new NotReached({ type: 'no data' });
  const lock = await lockFolder(dataDir).catch((error: unknown) => {
    if (error instanceof FolderTaken) return null;
    throw new NotReached({ type: 'database', code: codeOf(error) }, { cause: error });
  });
  if (lock === null) {
    if (alone) throw new NotReached({ type: 'taken' });
    return { type: 'served', ask: (path) => ask(settings, path) };
  }
  try {
    const database = await opened({ databaseUrl, dataDir });
    return {
      type: 'opened',
      database,
      close: async () => {
        await database.close();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function opened(where: { databaseUrl: string | null; dataDir: string }): Promise<Database> {
  try {
    return await openDatabase(where);
  } catch (error) {
    throw new NotReached({ type: 'database', code: codeOf(error) }, { cause: error });
  }
}

/** A command is not taken for a Baton by whoever looks who works with the server's database. */
function named(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.searchParams.set('application_name', 'baton-command');
  return url.href;
}

async function ask(settings: Settings, path: string): Promise<Readable> {
  const note = await readNote(settings.dataDir);
  const url = note?.url ?? `http://${settings.host}:${settings.port}`;
  const token = note?.token ?? settings.apiToken;
  if (token === null) throw new NotReached({ type: 'no token' });
  const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } }).catch(
    (error: unknown) => {
      throw new NotReached({ type: 'silent', url, code: codeOf(error) }, { cause: error });
    },
  );
  if (response.status !== 200) throw new NotReached({ type: 'refused', url, status: response.status });
  return Readable.from(bytesOf(response));
}

async function* bytesOf(response: Response): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    await reader.cancel();
  }
}
