/**
 * A migrated database to begin from, made once for each state of the migrations: a dump for PGlite, kept in
 * node_modules/.cache, and a template database on PostgreSQL.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect } from 'kysely';
import { Client } from 'pg';
import { migrate } from '../../src/storage/migrate.ts';
import { openDatabase } from '../../src/storage/open-database.ts';
import type { Tables } from '../../src/storage/tables.ts';

const root = new URL('../../', import.meta.url);
const cache = new URL('node_modules/.cache/baton/', root);

/** Where PostgreSQL is tested; null: on the embedded database. */
export const serverUrl: string | null = process.env['DATABASE_URL'] || null;

export async function migratedDump(): Promise<Blob> {
  const file = new URL(`migrated-${await stateOfMigrations()}.tar`, cache);
  try {
    return new Blob([await readFile(file)]);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const lite = await PGlite.create();
  const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite: lite }) });
  await migrate({ patiently: (work) => work(db) });
  const dump = await lite.dumpDataDir('none');
  await db.destroy();
  await mkdir(cache, { recursive: true });
  // Put in its place as a whole: others may be making the same one.
  const part = new URL(`${process.pid}.part`, cache);
  await writeFile(part, new Uint8Array(await dump.arrayBuffer()));
  await rename(part, file);
  return dump;
}

/** The name of a template on the server. */
export async function migratedTemplate(server: string): Promise<string> {
  const name = `baton_template_${await stateOfMigrations()}`;
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [templateLock]);
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount) return name;
    // Under another name until it is whole.
    await client.query(`drop database if exists ${name}_part with (force)`);
    await client.query(`create database ${name}_part`);
    const database = await openDatabase({ databaseUrl: urlOf(server, `${name}_part`), dataDir: null });
    await migrate(database);
    await database.close();
    await client.query(`alter database ${name}_part rename to ${name}`);
    return name;
  } finally {
    await client.end();
  }
}
const templateLock = 6_042_116;

export function urlOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

async function stateOfMigrations(): Promise<string> {
  const folder = new URL('migrations/', root);
  const hash = createHash('sha256');
  for (const name of (await readdir(folder)).sort()) hash.update(await readFile(new URL(name, folder)));
  hash.update(await readFile(new URL('node_modules/@electric-sql/pglite/package.json', root)));
  return hash.digest('hex').slice(0, 12);
}
