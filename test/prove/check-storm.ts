/** Judges a storm: whatever a platform answered, everything arrives, nobody comes back before the time they were told. */
export type Attempt = {
  readonly at: number;
  /** The place, or another lane that a refusal shuts. */
  readonly lane: string;
  /** Told to come back after so long; null where it was not. */
  readonly retryAfterMs: number | null;
  /** Never answered, so that the place was held until it was given up. */
  readonly heldMs: number;
};

/** Calls that came before the time that a refusal in their lane had named. */
export function early(attempts: readonly Attempt[], toleranceMs = 0): number {
  const shutUntil = new Map<string, number>();
  let count = 0;
  for (const { at, lane, retryAfterMs } of attempts.toSorted((a, b) => a.at - b.at)) {
    if (at + toleranceMs < (shutUntil.get(lane) ?? Number.NEGATIVE_INFINITY)) count += 1;
    if (retryAfterMs !== null) shutUntil.set(lane, at + retryAfterMs);
  }
  return count;
}

/**
 * Of the time in which a lane was open, how much of its allowance was used: calls, against what would have been let
 * through between the first and the last, without the times that it was shut.
 */
export function shareOfAllowance(attempts: readonly Attempt[], everyMs: number): number {
  const sorted = attempts.toSorted((a, b) => a.at - b.at);
  const [first, last] = [sorted[0]?.at, sorted.at(-1)?.at];
  if (first === undefined || last === undefined || last === first) return Number.NaN;
  let shutMs = 0;
  let from = first;
  for (const { at, retryAfterMs, heldMs } of sorted) {
    // The call itself takes up its share; what comes on top is time that was shut.
    const shut = Math.max((retryAfterMs ?? heldMs) - everyMs, 0);
    const until = Math.min(at + shut, last);
    shutMs += Math.max(until - Math.max(at, from), 0);
    from = Math.max(from, until);
  }
  return (sorted.length - 1) / ((last - first - shutMs) / everyMs);
}
