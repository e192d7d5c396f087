/**
 * Saves a change to a person, and what follows from it: work that they may not hold any more becomes free. The only way
 * in which roles, seats and identities are taken from somebody.
 *
 * A team is never left without a manager: that is judged under a lock, so that two managers cannot demote each other.
 */
import type { MemberId } from '../../core/lead.ts';
import type { Via } from '../../core/member.ts';
import { lockPeople } from '../../storage/lock-people.ts';
import {
  findMember,
  listMembers,
  saveMember,
  type Member,
  type MemberChanges,
} from '../../storage/members.ts';
import type { App } from '../app.ts';
import { releaseAll } from '../release-all.ts';

export type PeopleApp = Pick<App, 'database' | 'clock' | 'random' | 'playbook' | 'wake'>;

/** Who changes it, and by which way; null for the API. */
export type Changer = { readonly by: MemberId | null; readonly via: Via };

export type PersonSaved =
  | { readonly ok: true; readonly member: Member; readonly released: number }
  | { readonly ok: false; readonly why: 'not_found' }
  | { readonly ok: false; readonly why: 'last_manager'; readonly member: Member }
  | { readonly ok: false; readonly why: 'identity_taken'; readonly by: Member | null };

export async function savePerson(
  app: PeopleApp,
  id: MemberId,
  changesOf: (member: Member) => MemberChanges,
  changer: Changer,
): Promise<PersonSaved> {
  const saved = await app.database.db.transaction().execute(async (trx): Promise<PersonSaved> => {
    await lockPeople(trx);
    const before = await findMember(trx, id);
    if (!before) return { ok: false, why: 'not_found' };
    const changes = changesOf(before);
    const after = { ...before, ...changes };
    if (isManager(before) && !isManager(after) && !(await hasOtherManager(trx, before))) {
      return { ok: false, why: 'last_manager', member: before };
    }
    const done = await saveMember(trx, id, changes);
    if (done === 'not_found') return { ok: false, why: 'not_found' };
    if (done !== 'saved') {
      return { ok: false, why: 'identity_taken', by: await findMember(trx, done.identityOf) };
    }
    const member = await findMember(trx, id);
    return member ? { ok: true, member, released: 0 } : { ok: false, why: 'not_found' };
  });
  if (!saved.ok) return saved;
  return { ...saved, released: await releaseAll(app, saved.member, changer) };
}

export function isManager(member: Pick<Member, 'active' | 'roles'>): boolean {
  return member.active && member.roles.some(({ role }) => role === 'manager');
}

/** A sample manager does not stand in for a real one. */
async function hasOtherManager(db: App['database']['db'], than: Member): Promise<boolean> {
  const managers = await listMembers(db, { active: true, role: 'manager' });
  return managers.some((other) => other.id !== than.id && (than.sample || !other.sample));
}
