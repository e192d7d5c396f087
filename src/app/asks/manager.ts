/** `manager CODE`: with the code that stands on the terminal, somebody becomes the first manager. */
import { codeLastsMs } from '../../storage/join-codes.ts';
import { hasManager } from '../../storage/members.ts';
import { speak } from '../../words/say.ts';
import { refuseUnknown } from '../find-caller.ts';
import { becomeManager } from '../people/become-manager.ts';
import { readCode } from '../people/read-code.ts';
import { isManager } from '../people/save-person.ts';
import { refused } from '../said.ts';
import type { Answers } from './asking.ts';
import { voidShownCode } from './join.ts';
import { done, quiet } from './of-people.ts';

export const answerManager: Answers = async (app, asking) => {
  const { ask, caller } = asking;
  const shown = await voidShownCode(app, asking);
  if (shown) return shown;
  const say = speak(caller.language);
  if (!caller.member && caller.standing === 'closed') return refuseUnknown(caller);
  if (caller.member?.sample) return refused(say('people.person.sampleManager'));
  if (caller.member && isManager(caller.member)) return quiet(say('people.manager.already'));
  const taken = say('people.manager.taken', { name: caller.name });
  if (await hasManager(app.database.db)) return refused(taken);
  if (asking.rest === '') return refused(say('people.manager.help'));
  const become = await becomeManager(app, {
    code: readCode(asking.rest) ?? 'none',
    platform: ask.platform,
    person: ask.person,
    member: caller.member,
  });
  if (become.ok) {
    return done(say('people.manager.done', { name: become.member.name }), say('people.manager.next'));
  }
  switch (become.why) {
    case 'taken':
      return refused(taken);
    case 'wrong':
      return refused(say('people.manager.wrong'));
    case 'too_many_tries':
      return refused(say('people.code.tooMany', { minutes: codeLastsMs / 60_000 }));
  }
};
