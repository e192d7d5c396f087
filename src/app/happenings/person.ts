/**
 * Somebody is gone from a platform, or back: they are cut off there at once, and whoever is cut off everywhere loses
 * what they have. The managers hear what waits.
 */
import { cutOff, letInAgain } from '../../storage/cut-off.ts';
import { giveBackLease, holdLease } from '../../storage/leases.ts';
import { findByIdentity, type Member } from '../../storage/members.ts';
import type { Db } from '../../storage/tables.ts';
import type { Happening } from '../../chat/happening.ts';
import { releaseAll } from '../release-all.ts';
import { once, tellManagers, type HappeningApp, type Of } from './once.ts';

export async function personLeft(app: HappeningApp, happening: Of<'person left'>): Promise<void> {
  await shutOutOf(app, happening, (trx) => cutOffOnce(trx, app, happening, { gone: false }));
}

export async function personReturned(app: HappeningApp, happening: Of<'person returned'>): Promise<void> {
  const { platform, person } = happening;
  const member = await findByIdentity(app.database.db, platform, person);
  // Platforms say so each time that anything about a person changes.
  if (!member || isLetIn(member, happening)) return;
  await once(app, happening, async (trx) => {
    await letInAgain(trx, { platform, person, onlyGone: false });
  });
}

/** `act` cuts them off, in the happening's transaction; what they hold is freed afterwards, lead by lead. */
export async function shutOutOf(
  app: HappeningApp,
  happening: Happening & { readonly person: string },
  act: (trx: Db) => Promise<void>,
): Promise<void> {
  const { platform, person } = happening;
  const { db } = app.database;
  const before = await findByIdentity(db, platform, person);
  if (!before) return;
  if (isLetIn(before, happening)) await once(app, happening, act);
  // Of several who hear it one frees the work, and so tells all of it at once. Brought again, it finishes what a process
  // did not live to finish; so does the housekeeping, each minute.
  const lease = { name: `leaving:${before.id}`, holder: app.random.id('w'), forMs: freeingMs };
  if (!(await holdLease(db, lease))) return;
  try {
    const member = await findByIdentity(db, platform, person);
    if (member) await releaseAll(app, member, { by: null, via: platform });
  } finally {
    await giveBackLease(db, lease.name, lease.holder);
  }
}

const freeingMs = 30_000;

export async function cutOffOnce(
  trx: Db,
  app: HappeningApp,
  happening: Happening & { readonly person: string },
  { gone }: { readonly gone: boolean },
): Promise<void> {
  const { platform, person } = happening;
  if (!(await cutOff(trx, { platform, person, gone }))) return;
  const member = await findByIdentity(trx, platform, person);
  if (!member?.active) return;
  const { claimed, accepted, accounts } = member.load;
  const held = claimed + accepted + accounts;
  const isElsewhere = member.identities.some(({ suspended }) => !suspended);
  // Where something is freed, the managers hear of that, which says as much.
  if (!isElsewhere && held > 0) return;
  await tellManagers(trx, app, happening, {
    trouble: 'person_left',
    platform,
    member: member.id,
    isGone: gone,
    held,
  });
}

function isLetIn(member: Member, { platform, person }: { platform: string; person: string }): boolean {
  return member.identities.some(
    (one) => one.platform === platform && one.person === person && !one.suspended,
  );
}
