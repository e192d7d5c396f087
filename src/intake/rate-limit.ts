/**
 * How often something may be done: a bucket for each name, which fills again evenly. Kept in memory, for this process
 * alone; it guards against a flood, and is no book of accounts.
 */
import type { Moment } from '../core/lead.ts';

export type RateLimit = {
  /** Takes one for this name: 0, or how many milliseconds there is to wait. */
  take(name: string, now: Moment): number;
};

/** Names that are remembered at once; beyond, the one that was quiet the longest is forgotten. */
const namesAtMost = 10_000;

type Bucket = { level: number; at: Moment };

export function makeRateLimit({ perMinute }: { readonly perMinute: number }): RateLimit {
  const buckets = new Map<string, Bucket>();
  const msForOne = 60_000 / perMinute;
  return {
    take(name, now) {
      const { level, at } = buckets.get(name) ?? { level: perMinute, at: now };
      // A clock that was put back fills nothing, and empties nothing either.
      const filled = Math.min(level + Math.max(now - at, 0) / msForOne, perMinute);
      const isFree = filled >= 1;
      // Written anew, so that the map's order tells who was quiet the longest.
      buckets.delete(name);
      buckets.set(name, { level: isFree ? filled - 1 : filled, at: now });
      if (buckets.size > namesAtMost) forgetOldest(buckets);
      return isFree ? 0 : Math.ceil((1 - filled) * msForOne);
    },
  };
}

function forgetOldest(buckets: Map<string, Bucket>): void {
  for (const name of buckets.keys()) {
    buckets.delete(name);
    return;
  }
}
