/**
 * Reads mrkdwn the way Slack's clients do: what of it is shown, and what of it is alive, that is, leads or reaches
 * somewhere or looks different from what was typed (PLATFORMS S96–S98). It judges nobody.
 */

import { onceEach } from '../../../src/core/once-each.ts';

export type Live = {
  readonly kind: 'link' | 'mention' | 'broadcast' | 'channel' | 'date' | 'format' | 'emoji' | 'unknown';
  readonly of: string;
};

export type ReadText = { readonly text: string; readonly live: readonly Live[] };

export type Reading = {
  /** Bare addresses become links: `verbatim` and `parse: none` stop that. */
  readonly linksAddresses: boolean;
  /** `@name` and `#channel` become mentions. */
  readonly linksNames: boolean;
  /** The viewer's zone, for dates. */
  readonly timeZone: string;
};

const usual: Reading = { linksAddresses: true, linksNames: false, timeZone: 'UTC' };

export function readMrkdwn(source: string, reading: Partial<Reading> = {}): ReadText {
  const how = { ...usual, ...reading };
  const live: Live[] = [];
  // What stood in angle brackets is put aside, so that nothing further is read in it.
  const aside: string[] = [];
  const keep = (shown: string) => `\u{E000}${aside.push(shown) - 1}\u{E001}`;
  let text = source.replaceAll(/<([^<>]+)>/g, (_, inside: string) => keep(readAngle(inside, how, live)));
  text = text.replaceAll(/```([\s\S]+?)```/g, (_, code: string) => {
    live.push({ kind: 'format', of: code });
    return keep(unescape(code));
  });
  text = readFormats(text, live);
  text = text.replaceAll(/(^|\n)(?:&gt;|>)(?:&gt;&gt;|>>)? ?/g, (_, start: string) => {
    live.push({ kind: 'format', of: 'quote' });
    return start;
  });
  text = readEmoji(text, live);
  text = unescape(text);
  readAddresses(text, how, live);
  return {
    text: text.replaceAll(/\u{E000}(\d+)\u{E001}/gu, (_, at: string) => aside[Number(at)] ?? ''),
    live,
  };
}

/** What plain text shows: only emoji are read in it. */
export function readPlain(source: string, readsEmoji: boolean): ReadText {
  const live: Live[] = [];
  return { text: readsEmoji ? readEmoji(source, live) : source, live };
}

function readAngle(inside: string, how: Reading, live: Live[]): string {
  const [target = '', label] = [inside.split('|', 1)[0], /\|([\s\S]*)$/.exec(inside)?.[1]];
  if (target.startsWith('@')) {
    live.push({ kind: 'mention', of: target });
    return `@${label ?? target.slice(1)}`;
  }
  if (target.startsWith('#')) {
    live.push({ kind: 'channel', of: target });
    return `#${label ?? target.slice(1)}`;
  }
  if (target.startsWith('!date^')) {
    live.push({ kind: 'date', of: target });
    return formatDate(target, how.timeZone);
  }
  if (target.startsWith('!')) {
    live.push({ kind: 'broadcast', of: target });
    return `@${label ?? target.slice(1)}`;
  }
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) {
    live.push({ kind: 'link', of: target });
    return unescape(label ?? target);
  }
  live.push({ kind: 'unknown', of: target });
  return unescape(label ?? target);
}

const styles = [
  { mark: '`', name: 'code' },
  { mark: '*', name: 'bold' },
  { mark: '_', name: 'italic' },
  { mark: '~', name: 'strike' },
] as const;

const pairOf = onceEach((mark: string) => {
  const sign = RegExp.escape(mark);
  return new RegExp(
    `(?<![\\p{L}\\p{N}${sign}])${sign}(?=[^\\s${sign}])([^\\n${sign}]*[^\\s${sign}])${sign}(?![\\p{L}\\p{N}${sign}])`,
    'gu',
  );
});

/** A mark opens after a space or a sign and before a letter, and closes the other way round, in one line. */
function readFormats(source: string, live: Live[]): string {
  return styles.reduce((text, { mark }) => {
    return text.replaceAll(pairOf(mark), (_, inside: string) => {
      live.push({ kind: 'format', of: inside });
      return inside;
    });
  }, source);
}

function readEmoji(source: string, live: Live[]): string {
  return source.replaceAll(
    /(?<![\p{L}\p{N}:]):([a-z0-9_+-]*[a-z][a-z0-9_+-]*):(?![\p{L}\p{N}:])/gu,
    (_, name: string) => {
      live.push({ kind: 'emoji', of: name });
      return `\u{FFFC}${name}\u{FFFC}`;
    },
  );
}

/** Addresses stay readable as they are; that they are alive is what matters. */
function readAddresses(text: string, how: Reading, live: Live[]): void {
  if (how.linksAddresses) {
    const address =
      /\bhttps?:\/\/[^\s<>|]+|\bwww\.[^\s<>|]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w.@/-])(?:[\w-]+\.)+(?:com|org|net|io|ua|example|info|biz|app|dev|co)\b/giu;
    for (const [found] of text.matchAll(address)) live.push({ kind: 'link', of: found });
  }
  if (how.linksNames) {
    for (const [found] of text.matchAll(/(?<![\w@])[@#][\p{L}\p{N}._-]+/gu))
      live.push({ kind: 'mention', of: found });
  }
}

/** S96: three entities and no other. */
export function unescape(text: string): string {
  return text.replaceAll(/&(lt|gt|amp);/g, (_, name: string) =>
    name === 'lt' ? '<' : name === 'gt' ? '>' : '&',
  );
}

export function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** `!date^unix^{date_short} {time}`: in the zone of whoever looks. */
function formatDate(target: string, timeZone: string): string {
  const [, seconds = '', format = ''] = target.split('^');
  return showDate(Number(seconds), format, timeZone);
}

const dateShapes = {
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  digits: { year: 'numeric', month: '2-digit', day: '2-digit' },
  date: { year: 'numeric', month: 'short', day: 'numeric' },
  medium: { dateStyle: 'medium' },
} as const satisfies Readonly<Record<string, Intl.DateTimeFormatOptions>>;

const dateFormat = onceEach(
  (timeZone: string, shape: keyof typeof dateShapes) =>
    new Intl.DateTimeFormat('en-GB', { timeZone, ...dateShapes[shape] }),
);

export function showDate(seconds: number, format: string, timeZone: string): string {
  const moment = new Date(seconds * 1000);
  const part = (shape: keyof typeof dateShapes) => dateFormat(timeZone, shape).format(moment);
  return format.replaceAll(/\{(\w+)\}/g, (whole, token: string) => {
    if (token.startsWith('time')) return part('time');
    if (token === 'date_num') return part('digits');
    if (token.startsWith('date')) return part('date');
    return token === 'day_divider_pretty' || token === 'ago' ? part('medium') : whole;
  });
}
