/**
 * A migrated, empty database for a test file: PGlite in memory, or a database of its own on the server of DATABASE_URL.
 * Emptied before each test, dropped after the last.
 *
 *     const test = withDatabase();
 *     it('…', async () => { await listMembers(test.db); });
 */
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { openDatabase, type Database, type Db } from '../../src/storage/open-database.ts';
import { emptyDatabase } from './empty-database.ts';
import { migratedDump, migratedTemplate, serverUrl, urlOf } from './migrated.ts';

export type TestDatabase = {
  readonly database: Database;
  readonly db: Db;
  /** Its address, to open it a second time; null for the embedded one. */
  readonly url: string | null;
};

/** `keep`: what a test leaves is there in the next. */
export function withDatabase(options: { readonly keep?: boolean } = {}): TestDatabase {
  let opened: OpenedDatabase | null = null;
  const current = (): OpenedDatabase => {
    if (!opened) throw new Error('The test database is open inside tests and hooks alone.');
    return opened;
  };
  beforeAll(async () => {
    opened = await openTestDatabase();
  });
  beforeEach(async () => {
    if (!options.keep) await emptyDatabase(current().database.db);
  });
  afterAll(async () => {
    await opened?.drop();
    opened = null;
  });
  return {
    get database() {
      return current().database;
    },
    get db() {
      return current().database.db;
    },
    get url() {
      return current().url;
    },
  };
}

export type OpenedDatabase = {
  readonly database: Database;
  readonly url: string | null;
  /** Closes it, and nothing of it stays. */
  drop(): Promise<void>;
};

export async function openTestDatabase(): Promise<OpenedDatabase> {
  if (serverUrl === null) {
    const database = await openDatabase({
      databaseUrl: null,
      dataDir: null,
      loadFrom: await migratedDump(),
    });
    return { database, url: null, drop: () => database.close() };
  }
  const server = serverUrl;
  const template = await migratedTemplate(server);
  const name = `baton_test_${randomBytes(6).toString('hex')}`;
  await onServer(server, `create database ${name} template ${template}`);
  const url = urlOf(server, name);
  const database = await openDatabase({ databaseUrl: url, dataDir: null });
  return {
    database,
    url,
    drop: async () => {
      await database.close();
      await onServer(server, `drop database if exists ${name} with (force)`);
    },
  };
}

/** An empty database without tables on the server. */
export async function openBareDatabase(server: string): Promise<OpenedDatabase> {
  const name = `baton_test_${randomBytes(6).toString('hex')}`;
  await onServer(server, `create database ${name}`);
  const url = urlOf(server, name);
  const database = await openDatabase({ databaseUrl: url, dataDir: null });
  return {
    database,
    url,
    drop: async () => {
      await database.close();
      await onServer(server, `drop database if exists ${name} with (force)`);
    },
  };
}

async function onServer(server: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
