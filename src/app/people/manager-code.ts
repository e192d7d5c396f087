/**
 * The code that makes somebody the first manager. As long as there is no manager, each start makes one, which whoever
 * starts Baton reads on the terminal; only its hash is kept, and it is never logged.
 *
 * It lasts a quarter of an hour like every code, so that one left in a scrollback is worth nothing: the next start gives
 * another. Those of processes that start side by side are all good until somebody is manager.
 */
import { codeLastsMs, insertCode } from '../../storage/join-codes.ts';
import { hasManager } from '../../storage/members.ts';
import type { App } from '../app.ts';

/** Null once there is a manager; the sample team does not count. */
export async function managerCode(app: Pick<App, 'database' | 'clock' | 'random'>): Promise<string | null> {
  const { db } = app.database;
  if (await hasManager(db)) return null;
  const code = app.random.code();
  await insertCode(db, {
    kind: 'manager',
    code,
    member: null,
    createdBy: null,
    expiresAt: app.clock.now() + codeLastsMs,
  });
  return code;
}
