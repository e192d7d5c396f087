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

export type Spent = {
  /** One call each. */
  readonly usedMs: number;
  /** Told to come back later. */
  readonly shutMs: number;
  /** A call was under way that was never answered; until it is given up nothing else goes to that place. */
  readonly heldMs: number;
  /** A call might have been made, and was not. */
  readonly lostMs: number;
};

/** Of the time in which a lane was open, how much of its allowance was used. */
export function shareOfAllowance({ usedMs, lostMs }: Spent): number {
  return usedMs / (usedMs + lostMs);
}

/** Where the time of a lane went between the first call and the last. */
export function whereItWent(attempts: readonly Attempt[], everyMs: number): Spent {
  const sorted = attempts.toSorted((a, b) => a.at - b.at);
  const [first, last] = [sorted[0]?.at ?? 0, sorted.at(-1)?.at ?? 0];
  let [shutMs, held, from] = [0, 0, first];
  for (const { at, retryAfterMs, heldMs } of sorted) {
    // The call itself takes up its share; what comes on top is time in which none could be made.
    const until = Math.min(at + Math.max((retryAfterMs ?? heldMs) - everyMs, 0), last);
    const ms = Math.max(until - Math.max(at, from), 0);
    if (retryAfterMs === null) held += ms;
    else shutMs += ms;
    from = Math.max(from, until);
  }
  const usedMs = Math.max(sorted.length - 1, 0) * everyMs;
  return { usedMs, shutMs, heldMs: held, lostMs: last - first - shutMs - held - usedMs };
}
