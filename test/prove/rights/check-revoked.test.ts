import { describe, expect, it } from 'vitest';
import { checkRevoked, usedUntil } from './check-revoked.ts';

const what = 'a role, on Slack';
const trying = (...moments: readonly (readonly [afterMs: number, worked: boolean])[]) => ({
  what,
  tries: moments.map(([afterMs, worked]) => ({ afterMs, worked })),
});

describe('the checker of rights that were taken away', () => {
  it('finds nothing wrong where a right ended at once, or within a second', () => {
    const atOnce = trying([0, false], [500, false], [1_100, false]);
    const soon = trying([0, true], [900, true], [1_100, false]);
    expect(checkRevoked([atOnce, soon])).toEqual({ late: [], untold: [] });
    expect([usedUntil(atOnce), usedUntil(soon)]).toEqual([0, 900]);
  });

  it('counts a use in the very moment in which the right was taken away', () => {
    expect(usedUntil(trying([0, true], [1_100, false]))).toBe(1);
  });

  it('finds a right that is used longer, also where it seemed to have ended before', () => {
    const { late } = checkRevoked([
      trying([0, false], [1_200, true], [1_400, false]),
      trying([0, true], [1_001, true]),
    ]);
    expect(late).toEqual([
      'a role, on Slack: used 1200 ms after it was taken away',
      'a role, on Slack: used 1001 ms after it was taken away',
    ]);
  });

  it('finds a right of which nothing is told: nobody tried, or not long enough', () => {
    const untold = ['a role, on Slack: nobody tried when it must have ended'];
    expect(checkRevoked([trying()])).toEqual({ late: [], untold });
    expect(checkRevoked([trying([0, false], [1_000, false])])).toEqual({ late: [], untold });
  });
});
