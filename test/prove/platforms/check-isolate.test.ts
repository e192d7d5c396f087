import { describe, expect, it } from 'vitest';
import { isMet } from '../figure.ts';
import { drainRatio, slowdown } from './check-isolate.ts';

describe('the checker of isolation', () => {
  it('tells how much slower it is beside a platform in trouble', () => {
    expect(slowdown({ quiet: [10, 10, 10], beside: [11, 10, 10] }, 1)).toBeCloseTo(1.1);
    expect(slowdown({ quiet: [10, 10, 10], beside: [10, 10_000, 10] }, 1)).toBe(1_000);
    expect(slowdown({ quiet: [10, 10, 10], beside: [10, 10_000, 10] }, 0.5)).toBe(1);
  });

  it('takes nothing shown for nothing proven', () => {
    const goal = { is: 'at most', than: 1.2 } as const;
    const value = slowdown({ quiet: [10], beside: [] }, 0.99);
    expect(isMet({ row: 'R12', name: 'x', value, goal })).toBe(false);
  });

  it('tells how fast a backlog goes', () => {
    expect(drainRatio([3_000, 0, 1_000, 2_000], 1_000)).toBe(1);
    expect(drainRatio([0, 1_000, 5_000], 1_000)).toBe(2.5);
  });
});
