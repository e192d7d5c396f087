/** Empty databases on each engine that there is here, and copies of one that is kept as it is. */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Client } from 'pg';
import { openDatabase } from '../../../src/storage/open-database.ts';
import type { Database } from '../../../src/storage/open-database.ts';
import { createDatabase } from '../../bench/create-database.ts';
import { emptyFolder } from '../../support/run-baton.ts';

export type Opened = AsyncDisposable & { readonly database: Database };

/** Settings by which another process comes to it. */
export type Where = { readonly DATABASE_URL?: string; readonly DATA_DIR: string };
export type Kept = AsyncDisposable & {
  readonly where: Where;
  /** Closed again at the end of the scope; the database stays. */
  open(): Promise<Opened>;
};

export type Empty = {
  readonly name: 'pglite' | 'postgres';
  open(): Promise<Opened>;
  /** Filled by what PostgreSQL's pg_dump wrote. */
  openWith(text: string): Promise<Opened>;
  keep(): Promise<Kept>;
  /** Of one that nobody has open. */
  copy(kept: Kept): Promise<Kept>;
};

export async function emptyDatabases(): Promise<AsyncDisposable & { readonly all: readonly Empty[] }> {
  const folder = await emptyFolder();
  const server = process.env['DATABASE_URL'];
  return {
    all: [embedded(folder.path), ...(server ? [onServer(server, folder.path)] : [])],
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

function embedded(folder: string): Empty {
  let count = 0;
  const next = () => join(folder, String((count += 1)));
  const kept = (dataDir: string): Kept => ({
    where: { DATA_DIR: dataDir },
    open: async () => closing(await openDatabase({ databaseUrl: null, dataDir })),
    [Symbol.asyncDispose]: async () => {},
  });
  return {
    name: 'pglite',
    open: async () => closing(await openDatabase({ databaseUrl: null, dataDir: null })),
    async openWith(text) {
      const dataDir = next();
      const lite = await PGlite.create({ dataDir });
      await lite.exec(text);
      await lite.close();
      return closing(await openDatabase({ databaseUrl: null, dataDir }));
    },
    keep: async () => kept(next()),
    async copy({ where }) {
      const to = next();
      await cp(where.DATA_DIR, to, { recursive: true });
      return kept(to);
    },
  };
}

function onServer(server: string, folder: string): Empty {
  const kept = (made: AsyncDisposable & { readonly url: string }): Kept => ({
    where: { DATABASE_URL: made.url, DATA_DIR: folder },
    open: async () => closing(await openDatabase({ databaseUrl: made.url, dataDir: null })),
    [Symbol.asyncDispose]: () => made[Symbol.asyncDispose](),
  });
  const openOwn = async (text?: string): Promise<Opened> => {
    const made = await createDatabase(server);
    if (text !== undefined) {
      const client = new Client({ connectionString: made.url });
      await client.connect();
      await client.query(text);
      await client.end();
    }
    const opened = closing(await openDatabase({ databaseUrl: made.url, dataDir: null }));
    return {
      ...opened,
      async [Symbol.asyncDispose]() {
        await opened[Symbol.asyncDispose]();
        await made[Symbol.asyncDispose]();
      },
    };
  };
  return {
    name: 'postgres',
    open: () => openOwn(),
    openWith: openOwn,
    keep: async () => kept(await createDatabase(server)),
    async copy({ where }) {
      const template = new URL(where.DATABASE_URL ?? '').pathname.slice(1);
      return kept(await createDatabase(server, template));
    },
  };
}

function closing(database: Database): Opened {
  return { database, [Symbol.asyncDispose]: () => database.close() };
}
