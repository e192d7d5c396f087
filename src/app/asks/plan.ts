/** `plan`: not there yet, and says so. */
import { speak } from '../../words/say.ts';
import { refuseUnknown } from '../find-caller.ts';
import { refused } from '../said.ts';
import type { Answers } from './asking.ts';

export const answerPlan: Answers = async (_app, { caller }) =>
  caller.member ? refused(speak(caller.language)('inbox.planNotYet')) : refuseUnknown(caller);
