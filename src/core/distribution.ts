/**
 * How what is free comes into somebody's hands, and who is the next: by the first press, by the presses of a few
 * seconds, or by turns. Chance is handed in.
 */
import type { Lead, MemberId, Moment } from './lead.ts';

export const distributions = ['claim', 'fair claim', 'turn'] as const;
export type DistributionKind = (typeof distributions)[number];

export type Distribution = {
  readonly kind: DistributionKind;
  /** How long presses are gathered. Time of the clock. */
  readonly gatherMs: number;
  /** How long an offer stands. Working time. */
  readonly offerMs: number;
};

export const declineReasons = ['busy', 'not_my_field', 'knows_them', 'other'] as const;
export type DeclineReason = (typeof declineReasons)[number];

/** Somebody who holds the role, as they are now. */
export type Candidate = {
  readonly id: MemberId;
  /** Not away, not switched off, under their limit. */
  readonly isFree: boolean;
  /** How many offers they had; null: none yet. */
  readonly turns: number | null;
  /** When they were offered, or got, the last one. */
  readonly lastAt: Moment | null;
};

export type NextOffer =
  | { readonly type: 'offer'; readonly to: MemberId }
  /** Whoever could take it has passed: it is for all now. */
  | { readonly type: 'open' }
  /** All are full or away: it waits for the first who is not. */
  | { readonly type: 'hold' };

/**
 * Whose turn it is: of those who are free and have not passed, whoever had the fewest turns; then whoever waits
 * longest. Somebody new, who had none, stands at the average: not before everybody else.
 */
export function nextOffer(
  { passed = [], offer }: Pick<Lead, 'passed' | 'offer'>,
  candidates: readonly Candidate[],
  lot: () => number,
): NextOffer {
  const free = candidates.filter(({ isFree }) => isFree);
  const left = free.filter(({ id }) => !passed.includes(id) && offer?.to !== id);
  const usual = averageTurns(candidates);
  const [first] = left
    .map((one) => ({ ...one, turns: one.turns ?? usual, lot: lot() }))
    .toSorted(
      (one, other) =>
        one.turns - other.turns || (one.lastAt ?? 0) - (other.lastAt ?? 0) || one.lot - other.lot,
    );
  if (first) return { type: 'offer', to: first.id };
  return { type: free.length === 0 ? 'hold' : 'open' };
}

/** Where somebody stands who comes new, or comes back. */
export function averageTurns(candidates: readonly Candidate[]): number {
  const turns = candidates.flatMap((one) => (one.turns === null ? [] : [one.turns]));
  return turns.length === 0 ? 0 : turns.reduce((sum, one) => sum + one, 0) / turns.length;
}

/** Of those who pressed in the same seconds: whoever waits longest since their last lead comes first; ties by lot. */
export function fairOrder(
  asked: readonly { readonly id: MemberId; readonly lastAt: Moment | null }[],
  lot: () => number,
): readonly MemberId[] {
  return asked
    .map((one) => ({ ...one, lot: lot() }))
    .toSorted((one, other) => (one.lastAt ?? 0) - (other.lastAt ?? 0) || one.lot - other.lot)
    .map(({ id }) => id);
}
