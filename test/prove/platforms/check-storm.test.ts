import { describe, expect, it } from 'vitest';
import type { Attempt } from './check-storm.ts';
import { early, shareOfAllowance, whereItWent } from './check-storm.ts';

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
    const share = (...attempts: readonly Attempt[]) => shareOfAllowance(whereItWent(attempts, 1_000));
    expect(share(call(0), call(1_000), call(2_000))).toBe(1);
    expect(share(call(0), call(1_000, 5_000), call(6_000), call(7_000))).toBe(1);
    expect(share(call(0), call(1_000, null, 'C1', 10_000), call(11_000))).toBe(1);
    expect(share(call(0), call(4_000))).toBe(0.25);
    expect(share()).toBeNaN();
  });

  it('tells where the rest went', () => {
    const attempts = [call(0, 5_000), call(5_000, null, 'C1', 10_000), call(17_000)];
    expect(whereItWent(attempts, 1_000)).toEqual({
      usedMs: 2_000,
      shutMs: 4_000,
      heldMs: 9_000,
      lostMs: 2_000,
    });
  });
});
