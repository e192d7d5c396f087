/** Judges moments at which a platform was called: how many fell into any window, and which came before they were let. */

/** The most within any window of this length, wherever it begins. */
export function busiest(moments: readonly number[], windowMs: number): number {
  const sorted = moments.toSorted((a, b) => a - b);
  let most = 0;
  let from = 0;
  for (const [to, at] of sorted.entries()) {
    while ((sorted[from] ?? at) <= at - windowMs) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

/** How many windows are over: each call that makes one more than `limit` within `windowMs` counts. */
export function over(moments: readonly number[], limit: number, windowMs: number): number {
  const sorted = moments.toSorted((a, b) => a - b);
  return sorted.filter((at, index) => index >= limit && at - (sorted[index - limit] ?? 0) < windowMs).length;
}

/** Of what could have been done at this rate between the first and the last of them. */
export function shareUsed(moments: readonly number[], everyMs: number): number {
  const sorted = moments.toSorted((a, b) => a - b);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined || last === first) return 0;
  return (sorted.length - 1) / ((last - first) / everyMs);
}
