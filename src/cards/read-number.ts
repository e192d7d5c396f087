/** Reads a number as people write it: `1 200,50`, `1,200.50`, `1200`, `-3`. Null for anything else. */
import type { Language } from '../core/member.ts';

/** `1,200` is twelve hundred in English; «1,200» is one and a fifth in Ukrainian. */
const decimalMark: Readonly<Record<Language, '.' | ','>> = { en: '.', uk: ',' };

export function readNumber(text: string, language: Language): number | null {
  const bare = text
    .normalize('NFKC')
    .replaceAll(/[\s'’_]/gu, '')
    .replace(/^[−–]/u, '-');
  const parts = /^(-?)(\d[\d.,]*)$/.exec(bare);
  const digits = parts === null ? null : plain(parts[2] ?? '', decimalMark[language]);
  if (parts === null || digits === null) return null;
  const value = Number(`${parts[1]}${digits}`);
  return Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : null;
}

/** With a point for the decimals and nothing between thousands. */
function plain(text: string, mark: '.' | ','): string | null {
  if (/^\d+$/.test(text)) return text;
  const decimals = decimalsBegin(text, mark);
  const whole = decimals === null ? text : text.slice(0, decimals);
  const fraction = decimals === null ? '' : text.slice(decimals + 1);
  if (!/^\d+$/.test(whole) && !/^\d{1,3}([.,])\d{3}(?:\1\d{3})*$/.test(whole)) return null;
  if (decimals !== null && !/^\d+$/.test(fraction)) return null;
  return `${whole.replaceAll(/[.,]/g, '')}.${fraction === '' ? '0' : fraction}`;
}

/** Where the decimals begin, or null where every mark groups thousands. */
function decimalsBegin(text: string, mark: '.' | ','): number | null {
  const marks = text.replaceAll(/\d/g, '');
  const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','));
  if (new Set(marks).size === 2) return last;
  if (marks.length > 1) return null;
  const looksGrouped = text.length - last === 4 && last <= 3 && !text.startsWith('0');
  return looksGrouped && text[last] !== mark ? null : last;
}
