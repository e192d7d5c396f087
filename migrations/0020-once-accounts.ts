/** Leads that were accounts before they were reopened: what the history tells of them stands in their state from now on. */
import { sql, type QueryExecutorProvider } from 'kysely';

export async function up(db: QueryExecutorProvider): Promise<void> {
  // The first reopening after a conversion is that of an account: nothing else can happen to one that would close it.
  await sql`
    update leads set state = state || '{"wasAccount": true}'
    where ref in (
      select sold.lead from history sold
      join history reopened on reopened.lead = sold.lead and reopened.revision > sold.revision
      where sold.type = 'converted' and reopened.type = 'reopened')`.execute(db);
}
