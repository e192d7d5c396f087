/**
 * Brings the tables up to date, under a lock, all or nothing: of several processes that start at once one migrates and
 * the others wait; one that is killed half-way leaves the database as it was.
 */
import { readdir } from 'node:fs/promises';
import { sql } from 'kysely';
import { Migrator, type Migration, type MigrationProvider } from 'kysely/migration';
import type { Database, Db } from './open-database.ts';

const ours = new URL('../../migrations/', import.meta.url);

/**
 * Answers the names of the migrations that were carried out now. `upTo`: not further than that one, for a backup that
 * was taken when there were no others.
 */
export function migrate(
  database: Pick<Database, 'patiently'>,
  { folder = ours, upTo }: { readonly folder?: URL; readonly upTo?: string | undefined } = {},
): Promise<readonly string[]> {
  return database.patiently(async (db) => {
    if (upTo === undefined && (await isUpToDate(db, folder))) return [];
    const migrator = new Migrator({ db, provider: migrationsIn(folder) });
    const { error, results } = await (upTo === undefined
      ? migrator.migrateToLatest()
      : migrator.migrateTo(upTo));
    if (error)
      throw new MigrationFailed(results?.find((result) => result.status === 'Error')?.migrationName, error);
    return (results ?? []).map((result) => result.migrationName);
  });
}

export class MigrationFailed extends Error {
  override readonly name = 'MigrationFailed';
  constructor(migration: string | undefined, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `The database could not be brought up to date${migration ? ` (${migration})` : ''}: ${reason} Nothing was changed.`,
      { cause },
    );
  }
}

/** As at nearly every start: then neither are the tables looked through nor the migrations read. */
async function isUpToDate(db: Db, folder: URL): Promise<boolean> {
  const { rows: found } = await sql<{ isThere: boolean }>`
    select to_regclass('kysely_migration') is not null as "isThere"`.execute(db);
  if (found[0]?.isThere !== true) return false;
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  const names = await migrationNames(folder);
  return rows.length === names.length && rows.every(({ name }, at) => name === names[at]);
}

/** All migrations of this version, in order. */
export async function migrationNames(folder: URL = ours): Promise<readonly string[]> {
  return (await filesIn(folder)).map((name) => name.slice(0, -'.ts'.length));
}

async function filesIn(folder: URL): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => /^\d{4}-[a-z-]+\.ts$/.test(name)).sort();
}

/** Each `0001-what-it-does.ts` in the folder, in the order of its number. */
function migrationsIn(where: URL): MigrationProvider {
  return {
    getMigrations: async () => {
      const names = await filesIn(where);
      const loaded = await Promise.all(
        names.map(async (name): Promise<[string, Migration]> => {
          const migration: Migration = await import(new URL(name, where).href);
          return [name.slice(0, -'.ts'.length), migration];
        }),
      );
      return Object.fromEntries(loaded);
    },
  };
}
