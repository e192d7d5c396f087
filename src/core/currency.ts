/** Money as whole numbers of a currency's smallest unit (kopecks, cents). Never a fraction, never a float of the whole. */

import { onceEach } from './once-each.ts';

export type Money = { readonly value: number; readonly currency: string };

/** Whether this is a currency by its ISO 4217 code, in capitals. */
export function isCurrency(code: string): boolean {
  return known.has(code);
}

/** How many digits the smallest unit has after the point: 2 for UAH, 0 for JPY. */
export function minorDigits(currency: string): number {
  const { maximumFractionDigits = 2 } = formatOf(currency).resolvedOptions();
  return maximumFractionDigits;
}

/**
 * Reads what a person typed: `12 500,50`, `$1,200.5`, `500 грн`, `1.200.000 EUR`. A sign or code of another currency wins
 * over `currency`. Null if it is no amount, is negative, or is finer than the smallest unit.
 */
export function parseMoney(text: string, currency: string): Money | null {
  const parts = shape.exec(text.normalize('NFKC').trim());
  if (!parts) return null;
  const [, before = '', amount = '', behind = ''] = parts;
  const marks = [before, behind].map((mark) => mark.trim()).filter((mark) => mark !== '');
  if (marks.length > 1) return null;
  const [mark] = marks;
  const named = mark === undefined ? currency : currencyNamed(mark, currency);
  if (named === null || !isCurrency(named)) return null;
  const value = minorUnits(amount, minorDigits(named));
  return value === null ? null : { value, currency: named };
}

const formatOf = onceEach((currency: string) => new Intl.NumberFormat('en', { style: 'currency', currency }));

const known: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

const shape = /^([^\d\s.,'’+-]{1,5}\.?\s?)?(\d[\d\s.,'’]*)([^\d\s+-]{1,5})?$/u;

const signs: Readonly<Record<string, string>> = {
  '₴': 'UAH',
  грн: 'UAH',
  'грн.': 'UAH',
  гривень: 'UAH',
  '€': 'EUR',
  '£': 'GBP',
  zł: 'PLN',
  kč: 'CZK',
};

/** Many countries' money is a dollar, so the direction's own is meant where it is one. */
const dollars = ['USD', 'CAD', 'AUD', 'NZD', 'SGD', 'HKD', 'MXN'];

function currencyNamed(mark: string, currency: string): string | null {
  if (mark === '$') return dollars.includes(currency) ? currency : 'USD';
  const code = mark.toUpperCase();
  return signs[mark.toLowerCase()] ?? (isCurrency(code) ? code : null);
}

function minorUnits(amount: string, digits: number): number | null {
  const bare = amount.replaceAll(/[\s'’]/gu, '');
  const parts = split(bare, digits);
  if (!parts || parts.fraction.length > digits) return null;
  const value = Number(parts.whole + parts.fraction.padEnd(digits, '0'));
  return Number.isSafeInteger(value) ? value : null;
}

/** Which of points and commas group thousands, and which one begins the fraction. */
function split(bare: string, digits: number): { whole: string; fraction: string } | null {
  const marks = bare.replaceAll(/\d/gu, '');
  if (marks === '') return { whole: bare, fraction: '' };
  const last = Math.max(bare.lastIndexOf('.'), bare.lastIndexOf(','));
  const tail = bare.slice(last + 1);
  if (tail === '') return null;
  const repeatsLast = marks.length > 1 && new Set(marks.split('')).size === 1;
  const looksGrouped =
    tail.length === 3 && !bare.startsWith('0') && (repeatsLast || (marks.length === 1 && digits !== 3));
  const whole = looksGrouped ? bare : bare.slice(0, last);
  if (!isGrouped(whole)) return null;
  return { whole: whole.replaceAll(/[.,]/gu, ''), fraction: looksGrouped ? '' : tail };
}

/** `1250`, `1,250`, `1.250.000`: one kind of mark, three digits after each. */
function isGrouped(whole: string): boolean {
  return /^\d+$/u.test(whole) || /^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*$/u.test(whole);
}
