import { describe, expect, it } from 'vitest';
import { busiest, over, shareUsed } from './check-pace.ts';

describe('the checker of paces', () => {
  const everySecond = [0, 1_000, 2_000, 3_000];

  it('finds nothing over where each keeps its distance', () => {
    expect(over(everySecond, 1, 1_000)).toBe(0);
    expect(busiest(everySecond, 1_000)).toBe(1);
    expect(shareUsed(everySecond, 1_000)).toBe(1);
  });

  it('finds a call that came too early, wherever the window begins', () => {
    expect(over([0, 1_000, 1_900, 3_000], 1, 1_000)).toBe(1);
    expect(over([0, 900, 950, 1_850, 1_900], 2, 1_000)).toBe(3);
    expect(busiest([0, 900, 950, 1_850, 1_900], 1_000)).toBe(3);
  });

  it('finds time that was left unused', () => {
    expect(shareUsed([0, 1_000, 4_000], 1_000)).toBe(0.5);
    expect(shareUsed([5], 1_000)).toBe(0);
  });
});
