import { describe, expect, it } from 'vitest';
import { early, shareOfAllowance } from './check-storm.ts';

const call = (at: number, retryAfterMs: number | null = null, lane = 'C1', heldMs = 0) => ({
  at,
  lane,
  retryAfterMs,
  heldMs,
});

describe('the checker of storms', () => {
  it('finds whoever comes before their time, in that lane alone', () => {
    expect(early([call(0), call(1_000, 3_000), call(4_000), call(2_000, null, 'C2')])).toBe(0);
    expect(early([call(0), call(1_000, 3_000), call(3_999)])).toBe(1);
    expect(early([call(0), call(1_000, 3_000), call(3_999)], 10)).toBe(0);
  });

  it('tells how much of the time that was open was used', () => {
    expect(shareOfAllowance([call(0), call(1_000), call(2_000)], 1_000)).toBe(1);
    expect(shareOfAllowance([call(0), call(1_000, 5_000), call(6_000), call(7_000)], 1_000)).toBe(1);
    expect(shareOfAllowance([call(0), call(1_000, null, 'C1', 10_000), call(11_000)], 1_000)).toBe(1);
    expect(shareOfAllowance([call(0), call(4_000)], 1_000)).toBe(0.25);
    expect(shareOfAllowance([], 1_000)).toBeNaN();
  });
});
