/** Makes text from outside harmless to show: no control characters, nothing that reorders or hides what stands around it. */

/** Cleaned text of at most `max` characters; longer text is cut between whole characters. With `lines`, line breaks stay. */
export function cleanText(
  text: string,
  { lines, max }: { readonly lines: boolean; readonly max: number },
): string {
  const readable = text
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(lineBreaks, '\n')
    .replaceAll('\t', ' ')
    .replaceAll(unseen, '');
  const tidy = lines
    ? readable.replaceAll(/[^\S\n]+$/gmu, '').replaceAll(/\n{3,}/gu, '\n\n')
    : readable.replaceAll(/\s+/gu, ' ');
  return cut(tidy.trim(), max).trimEnd();
}

const lineBreaks = /\r\n|[\n-\r\u0085\u2028\u2029]/gu;

/**
 * Control characters but the line break; whatever is invisible or steers the writing direction. The joiners U+200C and
 * U+200D and the variation selectors stay: scripts and emoji are written with them.
 */
const unseen =
  /(?!\n|\u200C|\u200D|\p{Variation_Selector})[\p{Cc}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/gu;

function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  let end = 0;
  for (const { index, segment } of characters.segment(text.slice(0, max + longestCharacter))) {
    if (index + segment.length > max) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}

const characters = new Intl.Segmenter('en');

/** Enough to see where the character at the cut ends; a longer pile of marks is cut away as a whole. */
const longestCharacter = 64;
