/** From what was sent to what is read: parsing, cleaning, limits, and the links that Telegram makes of plain text by itself. */
import { badRequest } from './api-error.ts';
import { parseHtml } from './html.ts';
import type { Entity, Formatted } from './types.ts';

export const maxTextLength = 4_096;
export const maxCaptionLength = 1_024;
const maxBytesBeforeParsing = 32_768;

export function readFormatted(
  source: string,
  parseMode: string | null,
  limit: { readonly length: number; readonly what: 'message' | 'message caption' },
): Formatted {
  if (Buffer.byteLength(source) > maxBytesBeforeParsing) throw badRequest('text is too long');
  const mode = parseMode?.toLowerCase() ?? '';
  if (mode !== '' && mode !== 'html') throw badRequest('unsupported parse_mode');
  const parsed = mode === 'html' ? parseHtml(source) : { text: source, entities: [] };
  const clean = trimmed(parsed);
  if (clean.text.length > limit.length) throw badRequest(`${limit.what} is too long`);
  return asRead({ text: clean.text, entities: [...clean.entities, ...foundEntities(clean)] });
}

/** Word joiners count and part what they stand in, but nobody sees them: what is read, and looked for, is without. */
function asRead({ text, entities }: Formatted): Formatted {
  const seenBefore = (offset: number) => text.slice(0, offset).replaceAll(joiner, '').length;
  return {
    text: text.replaceAll(joiner, ''),
    entities: entities.map((entity) => {
      const offset = seenBefore(entity.offset);
      return { ...entity, offset, length: seenBefore(entity.offset + entity.length) - offset };
    }),
  };
}

const joiner = '\u2060';

/** Ends without white space, control characters as spaces; entities keep to what they covered. */
function trimmed({ text, entities }: Formatted): Formatted {
  // oxlint-disable-next-line no-control-regex
  const plain = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, ' ');
  const cut = plain.length - plain.trimStart().length;
  const kept = plain.trim();
  return {
    text: kept,
    entities: entities.flatMap((entity): readonly Entity[] => {
      const from = Math.max(entity.offset - cut, 0);
      const to = Math.min(entity.offset + entity.length - cut, kept.length);
      return to > from ? [{ ...entity, offset: from, length: to - from }] : [];
    }),
  };
}

/** Within these nothing is found. */
const opaque = new Set(['code', 'pre', 'text_link', 'text_mention']);

/** Links, addresses, mentions and commands in plain text become live by themselves. */
function foundEntities({ text, entities }: Formatted): readonly Entity[] {
  const taken = entities.filter(({ type }) => opaque.has(type));
  const found: Entity[] = [];
  for (const [type, pattern] of patterns) {
    for (const match of text.matchAll(pattern)) {
      const entity = { type, offset: match.index, length: match[0].length };
      if (![...taken, ...found].some((other) => overlaps(entity, other))) found.push(entity);
    }
  }
  return found;
}

const patterns: readonly (readonly [string, RegExp])[] = [
  ['email', /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b/giu],
  ['url', /\bhttps?:\/\/[^\s<>"]+/giu],
  [
    'url',
    /(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:com|org|net|info|example|io|dev|app|me|ua|ru|de|uk|eu|pl|co|biz|xyz)\b(?:\/[^\s<>"]*)?/giu,
  ],
  ['mention', /(?<![\w@])@[a-z][a-z0-9_]{3,31}\b/giu],
  ['bot_command', /(?<![\w/])\/[a-z0-9_]{1,64}(?:@[a-z0-9_]{3,32})?(?![\w/])/giu],
  ['hashtag', /(?<![\w#])#[\p{L}_][\p{L}\d_]*/gu],
];

export function overlaps(one: Pick<Entity, 'offset' | 'length'>, other: Pick<Entity, 'offset' | 'length'>) {
  return one.offset < other.offset + other.length && other.offset < one.offset + one.length;
}
