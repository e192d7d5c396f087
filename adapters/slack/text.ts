/** Outside text made harmless: escaped for `mrkdwn` and `text`, or put into elements that format nothing (S96–S98). */
import { fitLine, fitLines } from '../../src/cards/fit-text.ts';

/** Exactly these three, and nothing else (S96). */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export type Plain = { readonly type: 'plain_text'; readonly text: string; readonly emoji: false };

/** One that formats nothing and knows no `:emoji:` (S98). */
export function plainLine(text: string, max: number): Plain {
  return { type: 'plain_text', text: orDots(fitLine(text, max)), emoji: false };
}

export function plainLines(text: string, max: number): Plain {
  return { type: 'plain_text', text: orDots(fitLines(text, max)), emoji: false };
}

/** For the one line of a notification: escaped, and still within the length when it is. */
export function noticeOf(text: string, max: number): string {
  const escaped = escapeText(orDots(fitLine(text, max)));
  if (escaped.length <= max) return escaped;
  // Each letter becomes at most five.
  return escapeText(orDots(fitLine(text, Math.floor(max / 5))));
}

/** Slack refuses what is empty (S43). */
export function orDots(text: string): string {
  return text === '' ? '…' : text;
}

/** As it is, but within a length. */
export function fit(text: string, max: number): string {
  return fitLines(text, max);
}
