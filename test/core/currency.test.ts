import * as fc from '../support/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { isCurrency, minorDigits, parseMoney } from '../../src/core/currency.ts';

describe('money', () => {
  it.each([
    ['12500', 1_250_000, 'UAH'],
    ['12 500,50', 1_250_050, 'UAH'],
    ['12 500', 1_250_000, 'UAH'],
    ['12,500', 1_250_000, 'UAH'],
    ['12.500', 1_250_000, 'UAH'],
    ['12.5', 1250, 'UAH'],
    ['0,05', 5, 'UAH'],
    ['1.200.000,5', 120_000_050, 'UAH'],
    ['1,200,000.50', 120_000_050, 'UAH'],
    ["1'200", 120_000, 'UAH'],
    ['0', 0, 'UAH'],
    ['500 грн', 50_000, 'UAH'],
    ['500грн.', 50_000, 'UAH'],
    ['₴500', 50_000, 'UAH'],
    ['$1,200.5', 120_050, 'USD'],
    ['1.200.000 EUR', 120_000_000, 'EUR'],
    ['eur 99', 9900, 'EUR'],
    ['€ 99', 9900, 'EUR'],
    ['100 JPY', 100, 'JPY'],
    ['1.500 KWD', 1500, 'KWD'],
    ['１２', 1200, 'UAH'],
  ])('reads %j', (text, value, currency) => {
    expect(parseMoney(text, 'UAH')).toEqual({ value, currency });
  });

  it('takes a dollar for the direction’s own where it has one', () => {
    expect(parseMoney('$5', 'CAD')).toEqual({ value: 500, currency: 'CAD' });
  });

  it.each([
    '',
    ' ',
    'a lot',
    '-5',
    '+5',
    '5 doubloons',
    '$5 USD',
    '1.2.3',
    '1,23,456',
    '12,5000',
    '0.001',
    '.5',
    '5.',
    '1e9',
    '0x10',
    'Infinity',
    '99999999999999999999',
    '5 5 5 €€',
    '100.5 JPY',
    '١٢',
  ])('does not read %j', (text) => {
    expect(parseMoney(text, 'UAH')).toBe(null);
  });

  it('reads back every amount that is written out', () => {
    fc.assert(
      fc.property(
        fc.nat(999_999_999_99),
        fc.constantFrom('en-US', 'de-DE', 'uk-UA', 'de-CH'),
        (value, locale) => {
          const written = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(value / 100);
          expect(parseMoney(written, 'UAH')).toEqual({ value, currency: 'UAH' });
        },
      ),
    );
  });

  it('never throws, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const money = parseMoney(text, 'UAH');
        expect(money === null || (Number.isSafeInteger(money.value) && money.value >= 0)).toBe(true);
      }),
    );
  });

  it('knows currencies by their code in capitals, and their smallest units', () => {
    expect([isCurrency('UAH'), isCurrency('uah'), isCurrency('ABC'), isCurrency('')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect([minorDigits('UAH'), minorDigits('JPY'), minorDigits('KWD')]).toEqual([2, 0, 3]);
  });
});
