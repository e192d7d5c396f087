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
    const whole = new Map<string, readonly string[]>();
    for (const table of tables) {
      if (table.key.length === 0) whole.set(table.name, await readWhole(trx, table));
      else for (const statement of shadowing(table)) await statement.execute(trx);
    }
    return { tables, header, whole };
  });
}

async function readWhole(trx: Db, table: TableShape): Promise<readonly string[]> {
  const { rows } = await sql<{ line: string }>`
    select ${lineOf(namesOf(table.columns))} as line from ${sql.id(table.name)} order by 1`.execute(trx);
  return rows.map(({ line }) => line);
}

/** The first that happens to a row counts: what it was before that is what it was at the moment. */
function shadowing({ name, key }: TableShape): readonly RawBuilder<unknown>[] {
  const shadow = sql.id(schema, name);
  const keep = sql.id(schema, `keep_${name}`);
  const columns = namesOf(key);
  const moved = columns.map((column) => sql`new.${sql.id(column)} <> old.${sql.id(column)}`);
  return [
    sql`create table ${shadow} (like ${sql.id(name)})`,
    sql`alter table ${shadow} add column was_there boolean not null,
      add primary key (${sql.join(columns.map((column) => sql.id(column)))})`,
    sql`create function ${keep}() returns trigger language plpgsql as $$
      begin
        if tg_op <> 'INSERT' then
          insert into ${shadow} select old.*, true on conflict do nothing;
        end if;
        if tg_op = 'INSERT' then
          insert into ${shadow} select new.*, false on conflict do nothing;
        elsif tg_op = 'UPDATE' and (${sql.join(moved, sql` or `)}) then
          insert into ${shadow} select new.*, false on conflict do nothing;
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
  await sql`drop table ${sql.id(schema, table.name)}`.execute(db);
}

/** The key of the last row of the next piece; null when less than a piece is left. */
async function endOfPiece(
  db: Db,
  { name, key }: TableShape,
  after: readonly string[] | null,
  pieceSize: number,
): Promise<readonly string[] | null> {
  const { rows } = await sql<{ last: readonly string[] }>`
    select array_to_json(array[${sql.join(key.map((column) => sql`${sql.id(column.name)}::text`))}]::text[]) as last
    from ${sql.id(name)} now
    where ${after === null ? sql`true` : compared(key, '>', after)}
    order by ${sql.join(namesOf(key).map((column) => sql.id('now', column)))}
    offset ${sql.lit(pieceSize - 1)} limit 1`.execute(db);
  return rows[0]?.last ?? null;
}

async function readPiece(
  db: Db,
  { name, columns, key }: TableShape,
  after: readonly string[] | null,
  upTo: readonly string[] | null,
): Promise<readonly string[]> {
  const within = sql`${after === null ? sql`true` : compared(key, '>', after)}
    and ${upTo === null ? sql`true` : compared(key, '<=', upTo)}`;
  const same = namesOf(key).map((column) => sql`shadow.${sql.id(column)} = now.${sql.id(column)}`);
  const both = sql.join(namesOf(columns).map((column) => sql.id(column)));
  const { rows } = await sql<{ line: string }>`
    select ${lineOf(namesOf(columns))} as line
    from (
      select ${both} from (select * from ${sql.id(name)} where ${within}) now
      where not exists (select 1 from ${sql.id(schema, name)} shadow where ${sql.join(same, sql` and `)})
      union all
      select ${both} from ${sql.id(schema, name)} where was_there and ${within}
    ) as at_the_moment
    order by ${sql.join(namesOf(key).map((column) => sql.id('at_the_moment', column)))}`.execute(db);
  return rows.map(({ line }) => line);
}

/** Keys are compared as rows, so that the index of the key serves. */
function compared(key: TableShape['key'], how: '>' | '<=', values: readonly string[]): RawBuilder<boolean> {
  const names = sql.join(namesOf(key).map((column) => sql.id(column)));
  const bounds = sql.join(key.map(({ type }, at) => sql`${values[at] ?? null}::text::${sql.raw(type)}`));
  return sql<boolean>`(${names}) ${sql.raw(how)} (${bounds})`;
}
