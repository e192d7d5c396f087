/** Makes whoever sends the start's code the first manager. Once there is one, no code does that any more. */
import type { Language, Platform } from '../../core/member.ts';
import { cleanText } from '../../core/plain-text.ts';
import { useCode, voidCodes } from '../../storage/join-codes.ts';
import { lockPeople } from '../../storage/lock-people.ts';
import { findMember, hasManager, insertMember, saveMember, type Member } from '../../storage/members.ts';
import { speak } from '../../words/say.ts';
import { maxNameLength } from './check-person.ts';
import { changeRoles } from './change-roles.ts';
import type { PeopleApp } from './save-person.ts';

export type Become =
  | { readonly ok: true; readonly member: Member }
  | { readonly ok: false; readonly why: 'taken' | 'wrong' | 'too_many_tries' };

export function becomeManager(
  app: PeopleApp,
  asked: {
    readonly code: string;
    readonly platform: Platform;
    readonly person: { readonly id: string; readonly name: string; readonly language: Language | null };
    /** Who they are already; null for a stranger. */
    readonly member: Member | null;
  },
): Promise<Become> {
  const now = app.clock.now();
  const { platform, person } = asked;
  return app.database.db.transaction().execute(async (trx): Promise<Become> => {
    await lockPeople(trx);
    if (await hasManager(trx)) return { ok: false, why: 'taken' };
    const used = await useCode(trx, {
      code: asked.code,
      kind: 'manager',
      platform,
      person: person.id,
      now,
    });
    if (!used.ok) return { ok: false, why: used.why === 'too_many_tries' ? used.why : 'wrong' };
    await voidCodes(trx, 'manager', now);
    const id = asked.member?.id ?? app.random.id('m');
    const saved = asked.member
      ? await saveMember(trx, id, {
          roles: changeRoles(
            asked.member.roles,
            { add: ['manager'], remove: [] },
            { direction: null, directions: [] },
          ),
        })
      : await insertMember(trx, {
          id,
          name: nameOf(person, app.playbook().language),
          language: person.language,
          timeZone: null,
          createdAt: now,
          roles: [{ role: 'manager', direction: null }],
          identities: [{ platform, person: person.id }],
        });
    const member = await findMember(trx, id);
    if (saved !== 'saved' || !member) throw new Error('The first manager could not be kept.');
    return { ok: true, member };
  });
}

/** What the platform calls them, which they can change later. */
function nameOf({ name }: { readonly name: string }, language: Language): string {
  const clean = cleanText(name, { lines: false, max: maxNameLength });
  return clean === '' ? speak(language)('names.role.manager') : clean;
}
