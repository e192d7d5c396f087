/**
 * Cutting an identity off on its platform, and letting it in again; what is known of its private conversation. Each
 * answers whether it changed anything: of two who bring the same news at once, one does.
 */
import type { NewIdentity } from './members.ts';
import { saveIdentity } from './members.ts';
import type { Db } from './tables.ts';

/** `gone`: they left every place there, and coming back to one of them ends it. */
export async function cutOff(db: Db, identity: NewIdentity & { readonly gone: boolean }): Promise<boolean> {
  const rows = await db
    .updateTable('identities')
    .set({ suspended: true, gone: identity.gone })
    .where('platform', '=', identity.platform)
    .where('person', '=', identity.person)
    .where('suspended', '=', false)
    .returning('member')
    .execute();
  return rows.length > 0;
}

/** What they have in hand is shown there again. `onlyGone`: not somebody whom the platform itself has turned out. */
export async function letInAgain(
  db: Db,
  identity: NewIdentity & { readonly onlyGone: boolean },
): Promise<boolean> {
  const { platform, person, onlyGone } = identity;
  let query = db
    .updateTable('identities')
    .set({ gone: false })
    .where('platform', '=', platform)
    .where('person', '=', person)
    .where('suspended', '=', true);
  if (onlyGone) query = query.where('gone', '=', true);
  const rows = await query.returning('member').execute();
  if (rows.length > 0) await saveIdentity(db, { platform, person, suspended: false });
  return rows.length > 0;
}

/** They wrote in private, or opened the conversation: from now on they can be written to, and what waited is shown. */
export async function meet(db: Db, { platform, person }: NewIdentity): Promise<void> {
  const row = await db
    .updateTable('identities')
    .set({ met: true })
    .where('platform', '=', platform)
    .where('person', '=', person)
    .returning('reachable')
    .executeTakeFirst();
  if (row?.reachable === false) await saveIdentity(db, { platform, person, reachable: true });
}

/** They closed the conversation. Answers its lane; null if it was known. */
export async function losePrivate(db: Db, { platform, person }: NewIdentity): Promise<number | null> {
  const row = await db
    .updateTable('identities')
    .set({ reachable: false })
    .where('platform', '=', platform)
    .where('person', '=', person)
    .where('reachable', '=', true)
    .returning('lane')
    .executeTakeFirst();
  return row?.lane ?? null;
}
