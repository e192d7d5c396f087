/**
 * Quantiles of whole numbers that stand in several lists, each sorted, without putting them together: by halving the
 * span of values in which the one that is looked for lies.
 */
export type Sorted = ArrayLike<number>;

/** As SQL's `percentile_cont`: between two values the point on the line. Null for no values. */
export function quantileOf(lists: readonly Sorted[], share: number): number | null {
  const count = lists.reduce((sum, list) => sum + list.length, 0);
  if (count === 0) return null;
  const position = share * (count - 1);
  const below = Math.floor(position);
  const first = valueAt(lists, below);
  const isBetween = position > below;
  return isBetween ? first + (valueAt(lists, below + 1) - first) * (position - below) : first;
}

/** The smallest value with more than `rank` values that are not above it. */
function valueAt(lists: readonly Sorted[], rank: number): number {
  let low = Math.min(...lists.map((list) => list[0] ?? Infinity));
  let high = Math.max(...lists.map((list) => list[list.length - 1] ?? -Infinity));
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const upTo = lists.reduce((sum, list) => sum + countUpTo(list, middle), 0);
    if (upTo > rank) high = middle;
    else low = middle + 1;
  }
  return low;
}

function countUpTo(list: Sorted, value: number): number {
  let [from, to] = [0, list.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (Number(list[middle]) <= value) from = middle + 1;
    else to = middle;
  }
  return from;
}
