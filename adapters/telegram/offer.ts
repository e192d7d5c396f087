/** Asks whether a message that was forwarded is to become a lead. */
import { formatCode } from '../../src/core/code.ts';
import type { Language } from '../../src/core/member.ts';
import { speak } from '../../src/words/say.ts';
import { drawSentence } from './draw-reply.ts';
import { actionKey, keyboardOf } from './keyboard.ts';
import type { Drawn } from './render.ts';

export function drawOffer(ref: string, language: Language): Drawn {
  const say = speak(language);
  return {
    ...drawSentence(say('telegram.offer.ask')),
    keyboard: keyboardOf([
      [
        actionKey(say('telegram.offer.yes'), formatCode('confirm', ref, 'lead'), 'primary'),
        actionKey(say('telegram.offer.no'), formatCode('cancel', ref)),
      ],
    ]),
  };
}
