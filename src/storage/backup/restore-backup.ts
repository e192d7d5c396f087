/**
 * Puts a backup into an empty database, all or nothing: the whole file is checked before the first row is written, the
 * rows go in within one transaction, and are read back and summed up before it ends.
 *
 * What was under way when the backup was taken is nobody's any more: leases are cleared, and what somebody had in hand
 * counts as "may have been done", so that it is looked for before it is posted anew. Everything else stays as it was:
 * what has been shown or told stays so, what is pending is still pending.
 */
import { sql } from 'kysely';
import { letGo } from '../let-go.ts';
import { migrate, migrationNames } from '../migrate.ts';
import type { Database, Db } from '../open-database.ts';
import { withPlainErrors } from '../plain-error.ts';
import type { BackupEnd, BackupHeader } from './format.ts';
import { BackupUnusable, makeSum } from './format.ts';
import { checkBackup, readBackup } from './read-backup.ts';
import { listMigrations, listTables, readByCursor, type TableShape } from './shape.ts';

export type RestoreHindrance =
  /** There is something in it. */
  | 'not empty'
  /** It has been started, and nothing has come in: it may be replaced if that is wanted. */
  | 'unused'
  /** Its tables are those of another version than the backup's. */
  | 'other version'
  /** The file has tables, columns or sequences that these migrations never made. */
  | 'other tables'
  /** What was read back is not what was in the file. */
  | 'not as written';

export class RestoreRefused extends Error {
  override readonly name = 'RestoreRefused';
  readonly hindrance: RestoreHindrance;
  constructor(hindrance: RestoreHindrance) {
    super(`Nothing was restored: ${hindrance}. The database is as it was.`);
    this.hindrance = hindrance;
  }
}

export type Restored = { readonly header: BackupHeader; readonly end: BackupEnd };

/** `replaceUnused`: also into a Baton that has been started, but holds no lead and nobody but the sample team. */
export async function restoreBackup(
  database: Database,
  path: string,
  options: { readonly replaceUnused?: boolean } = {},
): Promise<Restored> {
  const { header } = await checkBackup(path);
  await bringTo(database, header.migrations);
  const end = await withPlainErrors(() =>
    database.patiently((db) =>
      db.transaction().execute(async (trx) => fill(trx, path, header, options.replaceUnused === true)),
    ),
  );
  await migrate(database);
  if (database.engine === 'postgres') {
    await database.patiently((db) => sql`analyze`.execute(db));
  }
  return { header, end };
}

/** Other Batons that work with this server's database now. */
export async function countBatons(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from pg_stat_activity
    where datname = current_database() and application_name = 'baton'`.execute(db);
  return rows[0]?.count ?? 0;
}

/** The tables as they were made when the backup was taken; what has been added since is added afterwards. */
async function bringTo(database: Database, wanted: readonly string[]): Promise<void> {
  const known = await migrationNames();
  if (wanted.some((name, at) => known[at] !== name)) throw new BackupUnusable('newer');
  const there = await listMigrations(database.db);
  if (there.length === 0) {
    if ((await listTables(database.db)).length > 0) throw new RestoreRefused('not empty');
    await migrate(database, { upTo: wanted.at(-1) });
  } else if (there.length !== wanted.length || there.some((name, at) => wanted[at] !== name)) {
    throw new RestoreRefused((await isFilled(database.db)) ? 'not empty' : 'other version');
  }
}

async function fill(trx: Db, path: string, header: BackupHeader, mayReplace: boolean): Promise<BackupEnd> {
  const tables = await listTables(trx);
  // Until the end nobody sees, or adds to, what is half there.
  await sql`lock table ${sql.join(tables.map(({ name }) => sql.id(name)))} in access exclusive mode`.execute(
    trx,
  );
  const references = await dropReferences(trx);
  await emptyOut(trx, tables, mayReplace);
  const { columnsOf, end } = await insertRows(trx, path, tables);
  for (const { table, name, definition } of references) {
    await sql`alter table ${sql.id(table)} add constraint ${sql.id(name)} ${sql.raw(definition)}`.execute(
      trx,
    );
  }
  await setSequences(trx, header.sequences);
  for (const table of tables) {
    const sum = makeSum();
    for await (const lines of readByCursor(trx, table, columnsOf.get(table.name) ?? [], rowsAtOnce)) {
      for (const line of lines) sum.add(line);
    }
    const is = sum.result();
    const should = end.tables[table.name];
    if (is.rows !== should?.rows || is.sum !== should.sum) throw new RestoreRefused('not as written');
  }
  await letGo(trx);
  return end;
}

const rowsAtOnce = 1_000;

/** Filled by the migrations themselves. */
const seeded: readonly string[] = ['platforms', 'counters'];

async function emptyOut(trx: Db, tables: readonly TableShape[], mayReplace: boolean): Promise<void> {
  const filled: string[] = [];
  for (const { name } of tables) if (await hasRows(trx, name)) filled.push(name);
  if (filled.some((name) => !seeded.includes(name))) {
    if (await isFilled(trx)) throw new RestoreRefused('not empty');
    if (!mayReplace) throw new RestoreRefused('unused');
  }
  for (const name of filled) await sql`delete from ${sql.id(name)}`.execute(trx);
}

/** Whether anything is in it that somebody would miss. */
async function isFilled(db: Db): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`
    select exists (select 1 from leads) or exists (select 1 from history)
      or exists (select 1 from members where not sample) as is`.execute(db);
  return rows[0]?.is !== false;
}

async function hasRows(trx: Db, table: string): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`
    select exists (select 1 from ${sql.id(table)}) as is`.execute(trx);
  return rows[0]?.is !== false;
}

/** Rows come table by table and not in the order in which they refer to each other; checked again when all are in. */
async function dropReferences(trx: Db) {
  const { rows } = await sql<{ table: string; name: string; definition: string }>`
    select t.relname::text as table, c.conname::text as name, pg_get_constraintdef(c.oid) as definition
    from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_namespace n on n.oid = t.relnamespace
    where c.contype = 'f' and n.nspname = current_schema() order by 1, 2`.execute(trx);
  for (const { table, name } of rows) {
    await sql`alter table ${sql.id(table)} drop constraint ${sql.id(name)}`.execute(trx);
  }
  return rows;
}

async function insertRows(trx: Db, path: string, tables: readonly TableShape[]) {
  const columnsOf = new Map<string, readonly string[]>();
  let insert: ((lines: readonly string[]) => Promise<void>) | null = null;
  for await (const part of readBackup(path)) {
    if (part.type === 'table') {
      const table = tables.find(({ name }) => name === part.table);
      if (!table || !isSame(namesIn(table), part.columns)) throw new RestoreRefused('other tables');
      columnsOf.set(part.table, part.columns);
      insert = inserting(trx, table, part.columns);
    } else if (part.type === 'rows') {
      for (let at = 0; at < part.lines.length; at += rowsAtOnce) {
        await insert?.(part.lines.slice(at, at + rowsAtOnce));
      }
    } else if (part.type === 'end') {
      if (
        !isSame(
          [...columnsOf.keys()],
          tables.map(({ name }) => name),
        )
      ) {
        throw new RestoreRefused('other tables');
      }
      return { columnsOf, end: part.end };
    }
  }
  throw new BackupUnusable('cut short');
}

/** Lines are JSON already; the database takes them apart. Names and types are its own, never the file's. */
function inserting(trx: Db, table: TableShape, order: readonly string[]) {
  const types = new Map(table.columns.map(({ name, type }) => [name, type]));
  const columns = sql.join(order.map((name) => sql.id(name)));
  const values = sql.join(
    order.map((name, at) => sql`(line.value ->> ${sql.lit(at)})::${sql.raw(types.get(name) ?? 'text')}`),
  );
  return async (lines: readonly string[]) => {
    await sql`
      insert into ${sql.id(table.name)} (${columns}) overriding system value
      select ${values} from json_array_elements(${`[${lines.join(',')}]`}::text::json) as line`.execute(trx);
  };
}

async function setSequences(trx: Db, sequences: BackupHeader['sequences']): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select sequencename::text as name from pg_sequences where schemaname = current_schema()`.execute(trx);
  if (
    !isSame(
      rows.map(({ name }) => name),
      Object.keys(sequences),
    )
  )
    throw new RestoreRefused('other tables');
  for (const [name, last] of Object.entries(sequences)) {
    await (
      last === null
        ? sql`alter sequence ${sql.id(name)} restart`
        : sql`select setval(${name}::text::regclass, ${last}::bigint)`
    ).execute(trx);
  }
}

function namesIn(table: TableShape): readonly string[] {
  return table.columns.map(({ name }) => name);
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && new Set([...some, ...others]).size === some.length;
}
