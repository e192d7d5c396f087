/** `resume`: the asker is back. */
import { speak } from '../../words/say.ts';
import { refuseUnknown } from '../find-caller.ts';
import { setBack } from '../people/set-away.ts';
import type { Answers } from './asking.ts';
import { done, quiet } from './of-people.ts';

export const answerResume: Answers = async (app, { caller }) => {
  if (!caller.member) return refuseUnknown(caller);
  const say = speak(caller.language);
  return (await setBack(app, caller.member))
    ? done(say('people.resume.done'), say('people.resume.next'))
    : quiet(say('people.resume.unchanged'), say('people.resume.next'));
};
