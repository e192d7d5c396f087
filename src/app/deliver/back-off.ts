/** How long a failed delivery waits before it is tried again: doubling, capped, and spread so that many don't return at once. */

export const firstBackOffMs = 1_000;
export const longestBackOffMs = 5 * 60_000;

/** `failures`: how many have failed in a row, this one included. `chance`: from 0 up to, but not including, 1. */
export function backOffMs(failures: number, chance: number): number {
  // Beyond the cap the power only grows; bounded, it can't become Infinity.
  const doublings = Math.min(Math.max(failures - 1, 0), 20);
  const fullMs = Math.min(firstBackOffMs * 2 ** doublings, longestBackOffMs);
  return Math.round(fullMs / 2 + (fullMs / 2) * chance);
}
