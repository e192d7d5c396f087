import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate, MigrationFailed } from '../../src/storage/migrate.ts';
import { openDatabase, type Database, type Db } from '../../src/storage/open-database.ts';
import { serverUrl } from '../support/migrated.ts';
import { openBareDatabase } from '../support/with-database.ts';

const program = fileURLToPath(new URL('migrate-and-hang.ts', import.meta.url));
let folder = '';
let bare: { database: Database; url: string | null; reopen(): Promise<Database>; drop(): Promise<void> };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baton-migrate-'));
  bare = serverUrl === null ? await onDisk() : await onServer(serverUrl);
});
afterEach(async () => {
  await bare.drop();
  await rm(folder, { recursive: true });
});

async function onDisk() {
  const dataDir = join(folder, 'data');
  let database = await openDatabase({ databaseUrl: null, dataDir });
  return {
    get database() {
      return database;
    },
    url: null,
    reopen: async () => {
      await database.close();
      database = await openDatabase({ databaseUrl: null, dataDir });
      return database;
    },
    drop: () => database.close(),
  };
}

async function onServer(server: string) {
  const opened = await openBareDatabase(server);
  return { ...opened, reopen: async () => opened.database };
}

async function tablesOf(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public' and tablename not like 'kysely%'
    order by 1`.execute(db);
  return rows.map(({ name }) => name);
}

async function writeMigrations(files: Readonly<Record<string, string>>): Promise<URL> {
  const where = join(folder, 'migrations');
  await rm(where, { recursive: true, force: true });
  const { mkdir } = await import('node:fs/promises');
  await mkdir(where);
  for (const [name, text] of Object.entries(files)) await writeFile(join(where, name), text);
  return pathToFileURL(`${where}/`);
}

const kysely = import.meta.resolve('kysely');
function makes(table: string, then = ''): string {
  return `import { sql } from ${JSON.stringify(kysely)};
    export async function up(db) { await sql.raw('create table ${table} ()').execute(db); ${then} }`;
}

describe('migrating', () => {
  it('is done once', async () => {
    const done = await migrate(bare.database);
    expect(done[0]).toBe('0001-tables');
    expect(done).toHaveLength(
      (await readdir(new URL('../../migrations/', import.meta.url))).filter((name) => name.endsWith('.ts'))
        .length,
    );
    expect(await migrate(bare.database)).toEqual([]);
    expect(await tablesOf(bare.database.db)).toContain('leads');
  });

  it.skipIf(serverUrl === null)(
    'is done once by five processes that start at once (one connection can not race)',
    async () => {
      const databases = await Promise.all(
        Array.from({ length: 5 }, () => openDatabase({ databaseUrl: bare.url, dataDir: null })),
      );
      const done = await Promise.all(databases.map((database) => migrate(database)));
      expect(done.filter((names) => names.length > 0)).toHaveLength(1);
      await Promise.all(databases.map((database) => database.close()));
    },
  );

  it('leaves nothing behind when it fails, and names what failed', async () => {
    const broken = await writeMigrations({
      '0001-good.ts': makes('good'),
      '0002-bad.ts': makes('bad', `await sql.raw('select nonsense').execute(db);`),
    });
    const failed: unknown = await migrate(bare.database, { folder: broken }).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(MigrationFailed);
    expect(String(failed)).toMatch(/0002-bad.*nonsense/);
    expect(await tablesOf(bare.database.db)).toEqual([]);
  });

  it('leaves nothing behind when it is killed half-way, and is done whole afterwards', async () => {
    const hanging = await writeMigrations({
      '0001-good.ts': makes('good'),
      '0002-slow.ts': makes(
        'slow',
        `process.stdout.write('half'); await new Promise((resolve) => setTimeout(resolve, 600_000));`,
      ),
    });
    const dataDir = bare.url === null ? join(folder, 'data') : '';
    if (bare.url === null) await bare.database.close();
    const child = spawn(process.execPath, [program, bare.url ?? '', dataDir, hanging.href], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = await once(child.stdout, 'data');
    expect(String(said)).toBe('half');
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;

    const database = await bare.reopen();
    expect(await tablesOf(database.db)).toEqual([]);
    expect((await migrate(database)).length).toBeGreaterThan(0);
    expect(await tablesOf(database.db)).toContain('outbox');
  });
});
