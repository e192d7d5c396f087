/** Text with marks, turned into Telegram's HTML in one place: cut first, then escaped (T51, T52, T54). */
import { fitLines } from '../../src/cards/fit-text.ts';

/** A stretch of plain text and the tags around it. Stretches are never nested, so no cut can leave a tag open. */
export type Span = { readonly text: string; readonly open: string; readonly close: string };

/** T40, in UTF-16 units after the tags are read. */
export const longestText = 4096;
export const longestCaption = 1024;

export const plain = (text: string): Span => ({ text, open: '', close: '' });
export const bold = (text: string): Span => ({ text, open: '<b>', close: '</b>' });
export const italic = (text: string): Span => ({ text, open: '<i>', close: '</i>' });
export const code = (text: string): Span => ({ text, open: '<code>', close: '</code>' });
/** Folded to a few lines until it is opened. */
export const quote = (text: string): Span => ({
  text,
  open: '<blockquote expandable>',
  close: '</blockquote>',
});
/** T96: in the reader's zone where the client can; `text` elsewhere. */
export const time = (text: string, unix: number): Span => ({
  text,
  open: `<tg-time unix="${Math.round(unix)}" format="Dt">`,
  close: '</tg-time>',
});

/** What stands before a value; a question keeps its own mark. */
export function labelled(label: string): Span {
  return bold(/[\p{P}]$/u.test(label) && !label.endsWith(')') ? label : `${label}:`);
}

/** `end` is said behind what had to be cut, and fits as well. */
export function toHtml(spans: readonly Span[], most: number, end: readonly Span[] = []): string {
  const all = tidy(spans);
  const isWhole = lengthOf(all) <= most;
  const room = isWhole ? most : most - lengthOf(end);
  let left = room;
  const kept: Span[] = [];
  for (const span of all) {
    const text = span.text.length <= left ? span.text : fitted(span.text, left);
    if (text !== '') kept.push({ ...span, text });
    left -= text.length;
    if (text !== span.text) break;
  }
  return [...kept, ...(isWhole ? [] : end)].map(tagged).join('');
}

function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((all, { text }) => all + text.length, 0);
}

/** Half letters would be refused, and so would characters that XML does not know. */
function tidy(spans: readonly Span[]): readonly Span[] {
  return spans.map((span) => ({
    ...span,
    // oxlint-disable-next-line no-control-regex -- they are what must not be sent
    text: span.text.toWellFormed().replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, ''),
  }));
}

function fitted(text: string, left: number): string {
  return left < 2 ? '' : fitLines(text, left);
}

/** Tags around nothing would be refused, or be nothing. */
function tagged({ text, open, close }: Span): string {
  return text.trim() === '' ? escaped(text) : `${open}${escaped(text)}${close}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
