/** Lets go of everything that anybody had in hand. Only for a database that nobody else can be working on. */
import { sql } from 'kysely';
import { listTables } from './backup/shape.ts';
import type { Db } from './tables.ts';

/** What was being shown may have been shown: nobody knows. */
export async function letGo(trx: Db): Promise<void> {
  await sql`update outbox set unknown = true, leased_by = null where leased_by is not null`.execute(trx);
  await sql`
    update lanes set leased_until = 0, holder = null
    where leased_until <> 0 or holder is not null`.execute(trx);
  // A backup that is older than they are has none.
  if (!(await listTables(trx)).some(({ name }) => name === 'updates')) return;
  await sql`update updates set leased_by = null, leased_until = 0 where leased_by is not null`.execute(trx);
  await sql`delete from leases`.execute(trx);
}
