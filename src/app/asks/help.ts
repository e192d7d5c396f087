/** `help`: what the asker can do here, by their roles. It is also what unknown words get. */
import { helpCard } from '../../cards/help-card.ts';
import { cleanText } from '../../core/plain-text.ts';
import { speak } from '../../words/say.ts';
import type { Caller } from '../find-caller.ts';
import { refuseUnknown } from '../find-caller.ts';
import type { Said } from '../said.ts';
import type { Answers } from './asking.ts';

export const answerHelp: Answers = async (_app, { caller }) =>
  caller.member || caller.standing === 'stranger' ? sayHelp(caller) : refuseUnknown(caller);

function sayHelp(caller: Caller): Said {
  const card = helpCard(rolesOf(caller), caller.language);
  const text = caller.member ? card.title : refuseUnknown(caller).text;
  return { type: 'say', tone: 'done', text, card };
}

/** Answers a word that nobody knows: with the help, never with silence. */
export function sayUnknownAsk(caller: Caller, text: string): Said {
  if (!caller.member) return refuseUnknown(caller);
  const card = helpCard(rolesOf(caller), caller.language);
  return {
    type: 'say',
    tone: 'refused',
    text: speak(caller.language)('inbox.unknownAsk', { text: cleanText(text, { lines: false, max: 100 }) }),
    card,
  };
}

function rolesOf({ member }: Caller) {
  return [...new Set((member?.roles ?? []).map(({ role }) => role))];
}
