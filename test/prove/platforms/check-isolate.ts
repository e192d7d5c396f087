/** Judges whether one platform waits while the other is in trouble, and how fast what was left is made up for. */
import { percentile } from '../../support/percentile.ts';

export type Waits = { readonly quiet: readonly number[]; readonly beside: readonly number[] };

/** How much longer it takes beside a platform in trouble, at this share of all. Not a number where nothing was shown. */
export function slowdown({ quiet, beside }: Waits, share: number): number {
  const at = (waits: readonly number[]) =>
    percentile(
      waits.toSorted((a, b) => a - b),
      share,
    ) ?? Number.NaN;
  return at(beside) / at(quiet);
}

/** From the first to the last, against what the limit allows for as many. */
export function drainRatio(moments: readonly number[], everyMs: number): number {
  if (moments.length < 2) return Number.NaN;
  return (Math.max(...moments) - Math.min(...moments)) / ((moments.length - 1) * everyMs);
}
