/** Says what is wrong with a lead that somebody sends or types. */
import type { Language } from '../core/member.ts';
import { speak } from '../words/say.ts';
import type { InputProblem } from './read-lead-input.ts';

export function sayProblem(problem: InputProblem, language: Language): string {
  const say = speak(language);
  switch (problem.code) {
    case 'too_long':
    case 'too_many':
      return say(`inbox.problem.${problem.code}`, { max: problem.max });
    case 'unknown_direction':
      return say('inbox.problem.unknown_direction', { known: problem.known.join(', ') });
    default:
      return say(`inbox.problem.${problem.code}`);
  }
}
