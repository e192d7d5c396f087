/** Amounts as programs write them: plain decimals, where a point is always the decimal one. People's way is read elsewhere. */
import { isCurrency, minorDigits } from '../core/currency.ts';

/** `1500.5` UAH to 150050. Null for what is finer than the currency, or larger than can be counted exactly. */
export function minorUnitsOf(amount: number | string, currency: string): number | null {
  const parts = /^(\d{1,15})(?:\.(\d{1,9}))?$/.exec(String(amount));
  if (!parts || !isCurrency(currency)) return null;
  const digits = minorDigits(currency);
  const fraction = (parts[2] ?? '').replace(/0+$/, '');
  if (fraction.length > digits) return null;
  const value = Number(`${parts[1]}${fraction.padEnd(digits, '0')}`);
  return Number.isSafeInteger(value) ? value : null;
}
