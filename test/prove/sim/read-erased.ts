/** Where something of a person still stands whose data was erased: the rows of every table, each as a text. */
import { sql } from 'kysely';
import type { Database } from '../../../src/storage/open-database.ts';
import { holds } from './holds.ts';
import type { Inbound } from './live-day.ts';

export async function keptOfErased(
  { db }: Database,
  inbound: readonly Inbound[],
  erased: ReadonlySet<string>,
): Promise<readonly string[]> {
  if (erased.size === 0) return [];
  // Whoever has another lead is kept with that.
  const others = new Set(inbound.flatMap(({ ref, secrets }) => (erased.has(ref) ? [] : secrets)));
  const gone = inbound
    .filter(({ ref }) => erased.has(ref))
    .map(({ ref, secrets }) => ({ ref, secrets: secrets.filter((secret) => !others.has(secret)) }));
  const found: string[] = [];
  for (const { name } of await db.introspection.getTables()) {
    const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.table(name)} t`.execute(db);
    for (const { row } of rows) {
      for (const { ref, secrets } of gone) {
        const kept = secrets.filter((secret) => holds(row, secret));
        if (kept.length > 0) found.push(`${ref} in ${name}: ${kept.join(', ')}`);
      }
    }
  }
  return found;
}
