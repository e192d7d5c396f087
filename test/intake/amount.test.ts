/** Amounts of programs: exact, or refused. A rounded price is a wrong one. */
import fc from '../support/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { minorUnitsOf } from '../../src/intake/amount.ts';

describe('an amount from a program', () => {
  it.each([
    [1500, 'UAH', 150_000],
    ['1500.50', 'UAH', 150_050],
    [0.1, 'EUR', 10],
    [0, 'EUR', 0],
    ['1.500', 'EUR', 150],
    ['7', 'JPY', 7],
    ['1.234', 'BHD', 1234],
  ])('%s %s is %i of the smallest unit', (amount, currency, minor) => {
    expect(minorUnitsOf(amount, currency)).toBe(minor);
  });

  it.each([
    ['1.005', 'EUR'],
    [0.005, 'EUR'],
    ['1.5', 'JPY'],
    [1e21, 'EUR'],
    [-1, 'EUR'],
    [Number.NaN, 'EUR'],
    ['1,500', 'EUR'],
    ['', 'EUR'],
    ['999999999999999', 'EUR'],
    ['1', 'XYZ'],
  ])('%s %s is refused', (amount, currency) => {
    expect(minorUnitsOf(amount, currency)).toBeNull();
  });

  it('is the same as a number and as a text, to the last kopeck', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000_00 }), (minor) => {
        const text = `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`;
        expect(minorUnitsOf(text, 'UAH')).toBe(minor);
        expect(minorUnitsOf(Number(text), 'UAH')).toBe(minor);
      }),
    );
  });
});
