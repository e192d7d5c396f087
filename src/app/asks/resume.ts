/** `resume`: the asker is back. */
import { speak } from '../../words/say.ts';
import type { App } from '../app.ts';
import { refuseUnknown, type KnownCaller } from '../find-caller.ts';
import { setBack } from '../people/set-away.ts';
import type { Said } from '../said.ts';
import type { Answers } from './asking.ts';
import { done, quiet } from './of-people.ts';

export const answerResume: Answers = async (app, { caller }) =>
  caller.member ? sayBack(app, caller) : refuseUnknown(caller);

/** Also for whoever was switched off from new leads. */
export async function sayBack(app: App, caller: KnownCaller): Promise<Said> {
  const say = speak(caller.language);
  return (await setBack(app, caller.member))
    ? done(say('people.resume.done'), say('people.resume.next'))
    : quiet(say('people.resume.unchanged'), say('people.resume.next'));
}
