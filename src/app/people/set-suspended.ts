/**
 * Cuts somebody off on one platform (they left the workspace, were banned, are a guest now), or lets them in again.
 * Whoever is cut off everywhere loses what they have, as if they had left the team.
 */
import type { Platform, Via } from '../../core/member.ts';
import { findByIdentity, saveIdentity } from '../../storage/members.ts';
import type { App } from '../app.ts';
import { releaseAll } from '../release-all.ts';

/** How many leads of theirs are free for others now; null for an identity that is nobody's. */
export async function setSuspended(
  app: Pick<App, 'database' | 'clock' | 'playbook' | 'wake'>,
  identity: { readonly platform: Platform; readonly person: string; readonly suspended: boolean },
  via: Via,
): Promise<number | null> {
  const { db } = app.database;
  const saved = await saveIdentity(db, identity);
  const member = saved === 'saved' ? await findByIdentity(db, identity.platform, identity.person) : null;
  return member && releaseAll(app, member, { by: null, via });
}
