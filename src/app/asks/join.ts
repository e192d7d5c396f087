/** `join CODE`: by the code that a manager gave them, a person becomes known on this platform. */
import { codeLastsMs, voidCode } from '../../storage/join-codes.ts';
import { speak } from '../../words/say.ts';
import type { App } from '../app.ts';
import { refuseUnknown } from '../find-caller.ts';
import { join, type Joined } from '../people/invite.ts';
import { readCode } from '../people/read-code.ts';
import { sayRoles } from '../people/say-roles.ts';
import { refused, type Said } from '../said.ts';
import type { Answers, Asking } from './asking.ts';
import { done, quiet } from './of-people.ts';

export const answerJoin: Answers = async (app, asking) => {
  const { ask, caller } = asking;
  const shown = await voidShownCode(app, asking);
  if (shown) return shown;
  const say = speak(caller.language);
  if (caller.member) return quiet(say('people.join.already', { name: caller.member.name }));
  if (caller.standing === 'closed') return refuseUnknown(caller);
  if (asking.rest === '') return refused(say('people.code.help'));
  const joined = await join(app, {
    // What can be no code counts as a try, too.
    code: readCode(asking.rest) ?? 'none',
    platform: ask.platform,
    person: ask.person.id,
  });
  if (!joined.ok) return sayWhyNot(joined, asking);
  const playbook = app.playbook();
  const { member } = joined;
  const language = member.language ?? playbook.language;
  const sayToMember = speak(language);
  const next = member.roles.map(({ role }) => role);
  const first = (['prospector', 'closer', 'account_manager', 'manager'] as const).find((role) =>
    next.includes(role),
  );
  return done(
    sayToMember('people.join.done', {
      name: member.name,
      roles: sayRoles(member.roles, language, playbook),
    }),
    sayToMember(`people.join.next.${first ?? 'none'}`),
  );
};

/** In a Telegram group everybody has read the code: it is void from then on. Null where it may be said. */
export async function voidShownCode(
  app: Pick<App, 'database' | 'clock'>,
  { ask, caller, rest }: Asking,
): Promise<Said | null> {
  if (ask.platform !== 'telegram' || ask.place === null) return null;
  const say = speak(caller.language);
  const code = readCode(rest);
  if (!code) return refused(say('people.code.groupNoCode'));
  await voidCode(app.database.db, code, app.clock.now());
  return refused(say('people.code.group'));
}

function sayWhyNot(joined: Extract<Joined, { readonly ok: false }>, { ask, caller }: Asking): Said {
  const say = speak(caller.language);
  switch (joined.why) {
    case 'wrong':
      return refused(say('people.code.wrong'));
    case 'too_many_tries':
      return refused(say('people.code.tooMany', { minutes: codeLastsMs / 60_000 }));
    case 'gone':
      return refused(say('people.join.gone'));
    case 'other_account': {
      const platform = say(`names.platform.${ask.platform}`);
      return refused(say('people.join.otherAccount', { name: joined.member.name, platform }));
    }
    case 'other_person': {
      const name = joined.member?.name ?? say('names.somebody');
      return refused(say('people.join.otherPerson', { name }));
    }
  }
}
