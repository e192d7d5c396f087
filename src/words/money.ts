/** Money and numbers in words. Amounts are whole numbers of the currency's smallest unit. */
import type { Language } from '../core/member.ts';

/** "₴1,200.50", «1 200,50 ₴»; no decimals where there are none. */
export function sayMoney(minor: number, currency: string, language: Language): string {
  const format = moneyFormat(currency, language);
  const digits = format.resolvedOptions().maximumFractionDigits ?? 0;
  return format.format(minor / 10 ** digits);
}

export function sayNumber(value: number, language: Language): string {
  return new Intl.NumberFormat(language).format(value);
}

const formats = new Map<string, Intl.NumberFormat>();

function moneyFormat(currency: string, language: Language): Intl.NumberFormat {
  const key = `${language} ${currency}`;
  const known =
    formats.get(key) ??
    new Intl.NumberFormat(language, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      trailingZeroDisplay: 'stripIfInteger',
    });
  formats.set(key, known);
  return known;
}
