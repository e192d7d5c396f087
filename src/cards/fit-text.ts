/** Cuts a text to a length without breaking a letter, and takes out what could disturb the text around it. */
import { cleanText } from '../core/plain-text.ts';

/** One line, with an ellipsis where it was cut. */
export function fitLine(text: string, max: number): string {
  return cut(calm(cleanText(begin(text, max), { lines: false, max: roomy(max) })), max);
}

/** Several lines, with no more than one empty one between them. */
export function fitLines(text: string, max: number): string {
  const clean = calm(cleanText(begin(text, max), { lines: true, max: roomy(max) }));
  return cut(clean.replace(/\n{3,}/g, '\n\n'), max);
}

/** Marks that pile up on one letter ("zalgo") run over the lines above and below. */
function calm(text: string): string {
  return text.replace(/(\p{M}{3})\p{M}+/gu, '$1');
}

/** Enough to see that something is cut; the rest of 100 kB need not be looked at. */
function begin(text: string, max: number): string {
  return text.length <= roomy(max) ? text : text.slice(0, roomy(max));
}

function roomy(max: number): number {
  return max * 8 + 64;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Lengths are in UTF-16 units, as Telegram counts (T54); an emoji or a letter with its marks stays whole. */
function cut(text: string, max: number): string {
  const whole = text.toWellFormed();
  if (whole.length <= max) return whole;
  let kept = '';
  for (const { segment } of graphemes.segment(whole.slice(0, max + 64))) {
    if (kept.length + segment.length > max - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
