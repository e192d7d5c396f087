/** A private answer as a message: the sentence, and the card that comes with it, in one. */
import type { Card } from '../../src/cards/card.ts';
import type { Language } from '../../src/core/member.ts';
import { noKeys } from './keyboard.ts';
import { holdsContact, render } from './render.ts';
import type { Drawn } from './render.ts';
import { longestText, plain, toHtml } from './rich-text.ts';
import type { Telegram } from './telegram.ts';

export type ToSay = { readonly text: string | null; readonly card: Card | null };

export function drawReply(
  { usual }: Pick<Telegram, 'usual'>,
  { text, card }: ToSay,
  language: Language,
): { readonly drawn: Drawn; readonly isProtected: boolean } {
  const { timeZone } = usual();
  // Some answers are their card, and say no more than its title.
  const isSaid = text === null || text.trim() === '' || text === card?.title;
  const sentence = isSaid ? null : text;
  if (card) {
    const drawn = render(card, { language, timeZone, ...(sentence === null ? {} : { above: sentence }) });
    return { drawn, isProtected: card.namesPeople === true || holdsContact(card) };
  }
  return { drawn: drawSentence(sentence ?? '…'), isProtected: false };
}

export function drawSentence(text: string): Drawn {
  const html = toHtml([plain(text)], longestText);
  return { html, caption: html, keyboard: noKeys, photo: null };
}
