/**
 * One moment of the embedded database. It has one connection: a transaction as long as a backup would stop everybody.
 * So the moment is kept the other way round: from then on, whoever changes or deletes a row that has not been read yet
 * leaves what it was in a table of shadows, and whoever adds one leaves that it was not there. Tables are read a piece
 * at a time, shadows before rows, and what comes out is the database as it was when the reading began.
 *
 * All of this lives in a schema of its own, together with the triggers' functions: dropping it leaves no trace. A
 * process that dies meanwhile leaves it behind; the next one drops it at its start.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { sql, type RawBuilder } from 'kysely';
import type { Database, Db } from '../open-database.ts';
import { lineOf, listTables, namesOf, readHeader, type TableShape } from './shape.ts';
import type { Pace, Snapshot } from './snapshot.ts';

/** Somebody else is taking a backup of the same database. */
export class BackupUnderWay extends Error {
  override readonly name = 'BackupUnderWay';
  constructor() {
    super('A backup is under way already. Wait until it is done.');
  }
}

const schema = 'baton_backup';
const busy = new WeakSet<Database>();

export function isBackupUnderWay(database: Database): boolean {
  return busy.has(database);
}

export async function readEmbedded<T>(
  database: Database,
  work: (snapshot: Snapshot) => Promise<T>,
  pace: Pace,
): Promise<T> {
  if (isBackupUnderWay(database)) throw new BackupUnderWay();
  busy.add(database);
  try {
    await dropShadows(database);
    const begun = await begin(database.db);
    return await work({
      ...begun,
      rows: (table) => {
        const whole = begun.whole.get(table.name);
        return whole ? inOnePiece(whole) : readPieces(database.db, table, pace);
      },
    });
  } finally {
    busy.delete(database);
    await dropShadows(database);
  }
}

/** What a backup that did not live to its end has left. */
export async function dropShadows({ db, engine }: Pick<Database, 'db' | 'engine'>): Promise<void> {
  if (engine === 'pglite') await sql`drop schema if exists ${sql.id(schema)} cascade`.execute(db);
}

/** The moment: nobody gets in between. Tables without a key are small, and are read here and now. */
function begin(db: Db) {
  return db.transaction().execute(async (trx) => {
    const tables = await listTables(trx);
    const header = await readHeader(trx);
    await sql`create schema ${sql.id(schema)}`.execute(trx);
    // One for all tables: to make one takes far longer than to make a trigger, and everybody waits meanwhile.
    await sql`create table ${shadows} (
      name text, key text, line text, was_there boolean not null, primary key (name, key))`.execute(trx);
    const whole = new Map<string, readonly string[]>();
    for (const table of tables) {
      if (table.key.length === 0) whole.set(table.name, await readWhole(trx, table));
      else for (const statement of shadowing(table)) await statement.execute(trx);
    }
    return { tables, header, whole };
  });
}

const shadows = sql.id(schema, 'shadows');

async function readWhole(trx: Db, table: TableShape): Promise<readonly string[]> {
  const { rows } = await sql<{ line: string }>`
    select ${lineOf(namesOf(table.columns))} as line from ${sql.id(table.name)} order by 1`.execute(trx);
  return rows.map(({ line }) => line);
}

/** The first that happens to a row counts: what it was before that is what it was at the moment. */
function shadowing({ name, columns, key }: TableShape): readonly RawBuilder<unknown>[] {
  const keep = sql.id(schema, `keep_${name}`);
  const keys = namesOf(key);
  const moved = keys.map((column) => sql`new.${sql.id(column)} <> old.${sql.id(column)}`);
  const wasNotThere = sql`
    insert into ${shadows} values (${sql.lit(name)}, ${lineOf(keys, 'new')}, null, false) on conflict do nothing`;
  return [
    sql`create function ${keep}() returns trigger language plpgsql as $$
      begin
        if tg_op <> 'INSERT' then
          insert into ${shadows}
          values (${sql.lit(name)}, ${lineOf(keys, 'old')}, ${lineOf(namesOf(columns), 'old')}, true)
          on conflict do nothing;
        end if;
        if tg_op = 'INSERT' then
          ${wasNotThere};
        elsif tg_op = 'UPDATE' and (${sql.join(moved, sql` or `)}) then
          ${wasNotThere};
        end if;
        return null;
      end $$`,
    sql`create trigger baton_backup after insert or update or delete on ${sql.id(name)}
      for each row execute function ${keep}()`,
  ];
}

async function* inOnePiece(lines: readonly string[]): AsyncGenerator<readonly string[]> {
  if (lines.length > 0) yield lines;
}

/**
 * The end of a piece is found first. Whatever happens between that and the reading of the piece is in the shadows, and
 * the reading itself is one statement.
 */
async function* readPieces(db: Db, table: TableShape, pace: Pace): AsyncGenerator<readonly string[]> {
  let after: readonly string[] | null = null;
  do {
    const upTo: readonly string[] | null = await endOfPiece(db, table, after, pace.pieceSize);
    const lines = await readPiece(db, table, after, upTo);
    if (lines.length > 0) yield lines;
    after = upTo;
    await pause(pace.pauseMs);
  } while (after !== null);
  // What is written from now on concerns nobody any more.
  await sql`drop trigger baton_backup on ${sql.id(table.name)}`.execute(db);
  await sql`delete from ${shadows} where name = ${table.name}`.execute(db);
}

/** The key of the last row of the next piece; null when less than a piece is left. */
async function endOfPiece(
  db: Db,
  { name, key }: TableShape,
  after: readonly string[] | null,
  pieceSize: number,
): Promise<readonly string[] | null> {
  const own = key.map((column) => sql.id('now', column.name));
  const { rows } = await sql<{ last: readonly string[] }>`
    select ${lineOf(namesOf(key), 'now')}::json as last
    from ${sql.id(name)} now
    where ${after === null ? sql`true` : compared(key, own, '>', after)}
    order by ${sql.join(own)}
    offset ${sql.lit(pieceSize - 1)} limit 1`.execute(db);
  return rows[0]?.last ?? null;
}

async function readPiece(
  db: Db,
  { name, columns, key }: TableShape,
  after: readonly string[] | null,
  upTo: readonly string[] | null,
): Promise<readonly string[]> {
  const isWithin = (values: readonly RawBuilder<unknown>[]) => sql`
    ${after === null ? sql`true` : compared(key, values, '>', after)}
    and ${upTo === null ? sql`true` : compared(key, values, '<=', upTo)}`;
  const own = key.map((column) => sql.id('now', column.name));
  const kept = key.map(({ type }, at) => sql`(s.key::json ->> ${sql.lit(at)})::${sql.raw(type)}`);
  // Keys of other tables have other types: they are left out before any is read.
  const { rows } = await sql<{ line: string }>`
    with s as materialized (select key, line, was_there from ${shadows} where name = ${name})
    select ${lineOf(namesOf(columns), 'now')} as line from ${sql.id(name)} now
    where ${isWithin(own)} and not exists (
      select 1 from s where s.key = ${lineOf(namesOf(key), 'now')})
    union all
    select s.line from s where s.was_there and ${isWithin(kept)}`.execute(db);
  return rows.map(({ line }) => line);
}

/** Keys are compared as rows, so that the index of the key serves. */
function compared(
  key: TableShape['key'],
  values: readonly RawBuilder<unknown>[],
  how: '>' | '<=',
  bounds: readonly string[],
): RawBuilder<boolean> {
  const typed = key.map(({ type }, at) => sql`${bounds[at] ?? null}::text::${sql.raw(type)}`);
  return sql<boolean>`(${sql.join(values)}) ${sql.raw(how)} (${sql.join(typed)})`;
}
