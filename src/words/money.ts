/** Money and numbers in words. Amounts are whole numbers of the currency's smallest unit. */
import type { Language } from '../core/member.ts';
import { onceEach } from '../core/once-each.ts';

/** "₴1,200.50", «1 200,50 ₴»; no decimals where there are none. */
export function sayMoney(minor: number, currency: string, language: Language): string {
  const format = moneyFormat(currency, language);
  const digits = format.resolvedOptions().maximumFractionDigits ?? 0;
  return format.format(minor / 10 ** digits);
}

export function sayNumber(value: number, language: Language): string {
  return numberFormat(language).format(value);
}

const numberFormat = onceEach((language: Language) => new Intl.NumberFormat(language));

const moneyFormat = onceEach(
  (currency: string, language: Language) =>
    new Intl.NumberFormat(language, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      trailingZeroDisplay: 'stripIfInteger',
    }),
);
