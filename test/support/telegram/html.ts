/**
 * Telegram's HTML, as strict as its server: the tags of T51, nothing else, and its own words for what is wrong.
 *
 * After TDLib's `parse_html`; offsets in errors are bytes, those of entities UTF-16 units.
 */
import { badRequest } from './api-error.ts';
import type { Entity, Formatted } from './types.ts';

const typeOf: Readonly<Record<string, string>> = {
  a: 'text_link',
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
  'tg-emoji': 'custom_emoji',
  'tg-time': 'date_time',
};

type Open = {
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly offset: number;
};

export function parseHtml(source: string): Formatted {
  const open: Open[] = [];
  const entities: Entity[] = [];
  let text = '';
  let at = 0;

  const fail = (what: string) => badRequest(`can't parse entities: ${what}`);
  const byteOffset = (index: number) => Buffer.byteLength(source.slice(0, index));
  const isSpace = (index: number) => /\s/.test(source.charAt(index));
  const skipSpace = () => {
    while (at < source.length && isSpace(at)) at += 1;
  };

  while (at < source.length) {
    const char = source.charAt(at);
    if (char === '&') {
      const [decoded, length] = decodeEntity(source, at);
      text += decoded;
      at += length;
    } else if (char !== '<') {
      text += char;
      at += 1;
    } else if (source.charAt(at + 1) === '/') endTag();
    else startTag();
  }
  const unclosed = open.at(-1);
  if (unclosed) throw fail(`Can't find end tag corresponding to start tag "${unclosed.tag}"`);
  return { text, entities: entities.toSorted((one, other) => one.offset - other.offset) };

  function startTag(): void {
    const begin = at;
    at += 1;
    const nameFrom = at;
    while (at < source.length && !isSpace(at) && source.charAt(at) !== '>') at += 1;
    if (at >= source.length) throw fail(`Unclosed start tag at byte offset ${byteOffset(begin)}`);
    const tag = source.slice(nameFrom, at).toLowerCase();
    if (typeOf[tag] === undefined) {
      throw fail(`Unsupported start tag "${tag}" at byte offset ${byteOffset(begin)}`);
    }
    const attributes = new Map<string, string>();
    for (;;) {
      skipSpace();
      if (at >= source.length) throw fail(`Unclosed start tag "${tag}" at byte offset ${byteOffset(begin)}`);
      if (source.charAt(at) === '>') break;
      readAttribute(tag, begin, attributes);
    }
    at += 1;
    if (tag === 'span' && attributes.get('class') !== 'tg-spoiler') {
      throw fail(`Tag "span" must have class "tg-spoiler" at byte offset ${byteOffset(begin)}`);
    }
    // [K]: the words for a time without its number were not seen.
    if (tag === 'tg-time' && !/^\d+$/.test(attributes.get('unix') ?? '')) {
      throw fail(`Invalid unix time in the tag "tg-time" at byte offset ${byteOffset(begin)}`);
    }
    if (tag === 'tg-time' && !/^[rwdDtT]*$/.test(attributes.get('format') ?? '')) {
      throw fail(`Invalid format in the tag "tg-time" at byte offset ${byteOffset(begin)}`);
    }
    open.push({ tag, attributes, offset: text.length });
  }

  function readAttribute(tag: string, begin: number, attributes: Map<string, string>): void {
    const nameFrom = at;
    while (at < source.length && !isSpace(at) && !/[=>/"']/.test(source.charAt(at))) at += 1;
    const name = source.slice(nameFrom, at).toLowerCase();
    if (name === '') {
      throw fail(`Empty attribute name in the tag "${tag}" at byte offset ${byteOffset(begin)}`);
    }
    skipSpace();
    if (source.charAt(at) !== '=') {
      if (at >= source.length) throw fail(`Unclosed start tag "${tag}" at byte offset ${byteOffset(begin)}`);
      attributes.set(name, '');
      return;
    }
    at += 1;
    skipSpace();
    const quote = source.charAt(at);
    if (quote === '') throw fail(`Unclosed start tag "${tag}" at byte offset ${byteOffset(begin)}`);
    if (quote !== '"' && quote !== "'") {
      const tokenFrom = at;
      while (at < source.length && /[A-Za-z0-9.-]/.test(source.charAt(at))) at += 1;
      if (!isSpace(at) && source.charAt(at) !== '>') {
        throw fail(`Unexpected end of name token at byte offset ${byteOffset(tokenFrom)}`);
      }
      attributes.set(name, source.slice(tokenFrom, at).toLowerCase());
      return;
    }
    at += 1;
    let value = '';
    while (at < source.length && source.charAt(at) !== quote) {
      const [decoded, length] =
        source.charAt(at) === '&' ? decodeEntity(source, at) : ([source.charAt(at), 1] as const);
      value += decoded;
      at += length;
    }
    if (at >= source.length) throw fail(`Unclosed start tag at byte offset ${byteOffset(begin)}`);
    at += 1;
    attributes.set(name, value);
  }

  function endTag(): void {
    const begin = at;
    const last = open.pop();
    if (!last) throw fail(`Unexpected end tag at byte offset ${byteOffset(begin)}`);
    at += 2;
    const nameFrom = at;
    while (at < source.length && !isSpace(at) && source.charAt(at) !== '>') at += 1;
    const name = source.slice(nameFrom, at).toLowerCase();
    skipSpace();
    if (source.charAt(at) !== '>') throw fail(`Unclosed end tag at byte offset ${byteOffset(begin)}`);
    at += 1;
    if (name !== '' && name !== last.tag) {
      throw fail(
        `Unmatched end tag at byte offset ${byteOffset(begin)}, expected "</${last.tag}>", found "</${name}>"`,
      );
    }
    const entity = entityOf(last, text.slice(last.offset));
    if (entity) entities.push(entity);
  }
}

function entityOf({ tag, attributes, offset }: Open, inner: string): Entity | null {
  if (inner === '') return null;
  const type = typeOf[tag] ?? tag;
  const entity = { type, offset, length: inner.length };
  if (tag === 'a') {
    const url = attributes.get('href') ?? inner;
    const user = /^tg:\/\/user\?id=(\d+)$/.exec(url)?.[1];
    if (user !== undefined) return { ...entity, type: 'text_mention', userId: Number(user) };
    return /^(https?:\/\/|tg:\/\/)?[^\s/]+\.?[^\s]*$/i.test(url) ? { ...entity, url } : null;
  }
  if (tag === 'tg-time') {
    return { ...entity, unix: Number(attributes.get('unix')), format: attributes.get('format') ?? '' };
  }
  if (tag === 'code') {
    const language = /^language-(.+)$/.exec(attributes.get('class') ?? '')?.[1];
    return language === undefined ? entity : { ...entity, language };
  }
  if (tag === 'blockquote' && attributes.has('expandable')) {
    return { ...entity, type: 'expandable_blockquote' };
  }
  return entity;
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

/** What `&…` at an index stands for, and how long it is; unknown ones stay as they are (T52). */
function decodeEntity(source: string, at: number): readonly [string, number] {
  const found = /^&(?:#x([0-9a-f]{1,8})|#(\d{1,8})|([a-z]+));?/i.exec(source.slice(at, at + 16));
  if (!found) return ['&', 1];
  const [whole, hex, decimal, name] = found;
  if (name !== undefined) {
    const char = named[name];
    return char === undefined ? ['&', 1] : [char, whole.length];
  }
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  if (code === 0 || code >= 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return ['&', 1];
  return [String.fromCodePoint(code), whole.length];
}
