/**
 * What there is to be backed up, as the database itself describes it: every table of ours with its columns, sequences,
 * migrations. So a table that is added by a migration is in the backup without anybody thinking of it.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../tables.ts';
import type { BackupHeader } from './format.ts';

export type Column = { readonly name: string; readonly type: string };

export type TableShape = {
  readonly name: string;
  readonly columns: readonly Column[];
  /** The columns of the primary key; none where there is no such key. */
  readonly key: readonly Column[];
};

/** All tables but the migrator's own, by name. */
export async function listTables(db: Db): Promise<readonly TableShape[]> {
  const { rows } = await sql<{ name: string; columns: readonly Column[]; key: readonly string[] }>`
    select c.relname::text as name,
      (select jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod))
          order by a.attnum)
        from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
      (select coalesce(jsonb_agg(a.attname order by k.position), '[]')
        from pg_index i
        cross join lateral unnest(i.indkey::smallint[]) with ordinality as k (number, position)
        join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number
        where i.indrelid = c.oid and i.indisprimary) as key
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = current_schema() and c.relkind = 'r' and c.relname not like 'kysely\\_%'
    order by c.relname collate "C"`.execute(db);
  return rows.map(({ name, columns, key }) => ({
    name,
    columns,
    key: key.flatMap((of) => columns.filter((column) => column.name === of)),
  }));
}

/** The migrations that were carried out, in order; none in a database that is not ours. */
export async function listMigrations(db: Db): Promise<readonly string[]> {
  const { rows: there } = await sql<{ is: boolean }>`
    select to_regclass('kysely_migration') is not null as is`.execute(db);
  if (there[0]?.is !== true) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  return rows.map(({ name }) => name).sort();
}

export async function readHeader(
  db: Db,
): Promise<Pick<BackupHeader, 'takenAt' | 'install' | 'migrations' | 'sequences'>> {
  const { rows } = await sql<{
    at: number;
    install: string | null;
    sequences: Readonly<Record<string, number | null>>;
  }>`
    select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as at,
      (select value #>> '{}' from instance where key = 'install_id') as install,
      (select coalesce(jsonb_object_agg(sequencename, last_value), '{}') from pg_sequences
        where schemaname = current_schema()) as sequences`.execute(db);
  const row = rows[0];
  if (!row) throw new Error('The database did not tell what it is.');
  return {
    takenAt: Temporal.Instant.fromEpochMilliseconds(row.at).toString(),
    install: row.install,
    migrations: [...(await listMigrations(db))],
    sequences: { ...row.sequences },
  };
}

/**
 * A row, or the key of one, as a line of the backup: each value as the database writes it, alike on both engines. `of`:
 * what the columns belong to.
 */
export function lineOf(columns: readonly string[], of?: string): RawBuilder<string> {
  const values = columns.map(
    (column) => sql`${of === undefined ? sql.id(column) : sql.id(of, column)}::text`,
  );
  return sql<string>`array_to_json(array[${sql.join(values)}]::text[])::text`;
}

export function namesOf(columns: readonly Column[]): readonly string[] {
  return columns.map(({ name }) => name);
}

/** Where nobody else writes: row by row over a cursor, in the order of the key. Only inside a transaction. */
export async function* readByCursor(
  trx: Db,
  table: Pick<TableShape, 'name' | 'key'>,
  columns: readonly string[],
  pieceSize: number,
): AsyncGenerator<readonly string[]> {
  const order =
    table.key.length > 0
      ? sql`order by ${sql.join(namesOf(table.key).map((key) => sql.id(table.name, key)))}`
      : sql``;
  await sql`declare baton_rows no scroll cursor for
    select ${lineOf(columns)} as line from ${sql.id(table.name)} ${order}`.execute(trx);
  for (;;) {
    const { rows } = await sql<{ line: string }>`
      fetch forward ${sql.lit(pieceSize)} from baton_rows`.execute(trx);
    if (rows.length > 0) yield rows.map(({ line }) => line);
    if (rows.length < pieceSize) break;
  }
  await sql`close baton_rows`.execute(trx);
}
