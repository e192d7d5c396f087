import { array, assert, double, integer, property } from '../support/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { quantileOf } from '../../src/core/quantile.ts';
import { percentile } from '../support/percentile.ts';

const hour = 60 * 60_000;
const lists = array(
  array(integer({ min: -hour, max: 400 * 24 * hour })).map((list) => list.toSorted((a, b) => a - b)),
  { maxLength: 8 },
);

describe('a quantile of sorted lists', () => {
  it('is that of all their values together', () => {
    assert(
      property(lists, double({ min: 0, max: 1, noNaN: true }), (some, share) => {
        const together = some.flat().sort((a, b) => a - b);
        expect(quantileOf(some, share)).toEqual(percentile(together, share));
      }),
    );
  });

  it('is nothing of no values', () => {
    expect(quantileOf([], 0.5)).toBeNull();
    expect(quantileOf([[], []], 0.5)).toBeNull();
  });
});
