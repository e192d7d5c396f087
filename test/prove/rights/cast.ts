/** Who tries what they may and may not: one of each kind, on every platform under the same name. */
import type { PersonCommandType } from '../../../src/core/command.ts';
import { platforms } from '../../../src/core/member.ts';
import { insertMember, saveIdentity, saveMember } from '../../../src/storage/members.ts';
import type { Database } from '../../../src/storage/open-database.ts';
import { seatMember, theTeam } from '../../support/an-app.ts';
import type { Kind, TableStage } from './check-authz.ts';

/** Those who don't have the lead, as the tables' letters call them. */
export const others = { P: 'ben', L: 'cyr', A: 'dora', M: 'mo' } as const;

export const whoIs: Readonly<Record<Exclude<Kind, 'C'>, string>> = {
  ...others,
  'no role': 'nick',
  removed: 'rem',
  suspended: 'sue',
  'manager elsewhere': 'eli',
  stranger: 'xen',
};

/** Whose a lead is that was brought so far by `pathTo`. */
export const custodians: Partial<Record<TableStage, string>> = {
  claimed: 'ana',
  accepted: 'cleo',
  served: 'dan',
};

const toClaimed = [['ana', 'claim']] as const;
const toQualified = [...toClaimed, ['ana', 'qualify']] as const;
const toAccepted = [...toQualified, ['cleo', 'accept']] as const;
const toWaiting = [...toAccepted, ['cleo', 'convert']] as const;

/** How a new lead gets to a stage, by those whose work it is. */
export const pathTo = {
  new: [],
  claimed: toClaimed,
  qualified: toQualified,
  accepted: toAccepted,
  waiting: toWaiting,
  served: [...toWaiting, ['dan', 'take']],
  disqualified: [...toClaimed, ['ana', 'disqualify']],
  lost: [...toAccepted, ['cleo', 'lose']],
} as const satisfies Readonly<
  Record<TableStage, readonly (readonly [who: string, verb: PersonCommandType])[]>
>;

const allRoles = ['prospector', 'closer', 'account_manager', 'manager'] as const;
const cast = [
  ...theTeam,
  { id: 'm_cyr', name: 'Cyr', roles: ['closer'] },
  { id: 'm_dora', name: 'Dora', roles: ['account_manager'] },
  { id: 'm_nick', name: 'Nick', roles: [] },
  // Whatever they held before: all of it.
  { id: 'm_rem', name: 'Rem', roles: allRoles },
  { id: 'm_sue', name: 'Sue', roles: allRoles },
] as const;

/** In an empty database. `elsewhere` is the direction in which alone Eli holds every role. */
export async function seatCast(
  database: Pick<Database, 'db'>,
  { now, elsewhere }: { readonly now: number; readonly elsewhere: string },
): Promise<void> {
  const { db } = database;
  for (const one of cast) await seatMember(database, one, now);
  await insertMember(db, {
    id: 'm_eli',
    name: 'Eli',
    language: 'en',
    timeZone: 'Europe/Kyiv',
    createdAt: now,
    roles: allRoles.map((role) => ({ role, direction: elsewhere })),
    identities: platforms.map((platform) => ({ platform, person: 'eli' })),
  });
  await saveMember(db, 'm_rem', { active: false });
  for (const platform of platforms) await saveIdentity(db, { platform, person: 'sue', suspended: true });
}
