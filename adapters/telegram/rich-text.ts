/** Text with marks, turned into Telegram's HTML in one place: cut first, then escaped (T51, T52, T54). */
import { fitLines } from '../../src/cards/fit-text.ts';
import { ownCommands } from './command.ts';

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
  const withShown = (span: Span) => ({ ...span, shown: shownIn(span) });
  const all = spans.map(withShown);
  const isWhole = lengthOf(all.map(({ shown }) => shown)) <= most;
  const ending = isWhole ? [] : end.map(withShown);
  let left = most - lengthOf(ending.map(({ shown }) => shown));
  const kept: string[] = [];
  for (const span of all) {
    const isFitting = span.shown.length <= left;
    const text = isFitting ? span.shown : cut(span, left);
    kept.push(tagged(span, text));
    left -= text.length;
    if (!isFitting) break;
  }
  return [...kept, ...ending.map((span) => tagged(span, span.shown))].join('');
}

function lengthOf(texts: readonly string[]): number {
  return texts.reduce((all, { length }) => all + length, 0);
}

/** Half letters would be refused, and so would characters that XML does not know. */
function shownIn({ text, open }: Span): string {
  // oxlint-disable-next-line no-control-regex -- they are what must not be sent
  const clean = text.toWellFormed().replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '');
  return open === '<code>' ? clean : inert(clean);
}

/**
 * Telegram makes links, mentions and tags of plain text by itself, also of what a stranger wrote (P15). Behind a word joiner,
 * which nobody sees, it finds none; whoever sends such a text back to us has it taken out again.
 */
function inert(text: string): string {
  return text.replace(live, '$&\u2060');
}

/** A touch on a command sends it: our own may be touched, a stranger's may not. */
const live = new RegExp(
  String.raw`@(?=\w)|#(?=[\p{L}\p{N}_])|\$(?=[A-Z])|(?<=[\p{L}\p{N}-])\.(?=\p{L})|:(?=//)|(?<![\w/])/(?=\w)(?!(?:baton|${ownCommands.join('|')})\b)`,
  'gu',
);

/** To so many units, the joiners included. */
function cut(span: Span, left: number): string {
  for (let room = left; room >= 2;) {
    const text = shownIn({ ...span, text: fitLines(span.text, room) });
    if (text.length <= left) return text;
    room -= text.length - left;
  }
  return '';
}

/** Tags around nothing would be refused, or be nothing. */
function tagged({ open, close }: Span, text: string): string {
  return text.trim() === '' ? escaped(text) : `${open}${escaped(text)}${close}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
