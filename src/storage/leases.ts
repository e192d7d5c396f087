/** What only one process may do at a time: it holds a lease under a name, and renews it. By the database's clock. */
import { askFunction } from './ask-function.ts';
import type { Db } from './tables.ts';

/** Takes it, or renews one's own; false while somebody else has it. */
export function holdLease(
  db: Db,
  lease: { readonly name: string; readonly holder: string; readonly forMs: number },
): Promise<boolean> {
  return askFunction(db, 'hold_lease', lease);
}

/** Only one's own; somebody else's stays. */
export async function giveBackLease(db: Db, name: string, holder: string): Promise<void> {
  await db.deleteFrom('leases').where('name', '=', name).where('holder', '=', holder).execute();
}
