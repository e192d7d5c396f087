/** Empties a migrated database, so that it is as if it had just been made. */
import { sql } from 'kysely';
import type { Db } from '../../src/storage/open-database.ts';

/** What migrations fill themselves. */
const isBornFull = (table: string) => ['platforms', 'counters'].includes(table) || table.startsWith('kysely');

/** Triggers are set aside for the moment: the history refuses to be emptied. */
export async function emptyDatabase(db: Db): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`set local session_replication_role = replica`.execute(trx);
    const { rows } = await sql<{ name: string }>`
      select table_name as name from information_schema.tables
      where table_schema = current_schema() and table_type = 'BASE TABLE'`.execute(trx);
    const emptied = rows.filter(({ name }) => !isBornFull(name)).map(({ name }) => sql.id(name));
    await sql`truncate ${sql.join(emptied)} restart identity`.execute(trx);
    await sql`alter sequence lead_numbers restart`.execute(trx);
    await sql`update platforms set next_at = 0`.execute(trx);
  });
}
