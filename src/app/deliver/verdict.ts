/** What follows from a failed call: a table of the five errors, and of everything else. Decides nothing about whom to tell. */
import { MessageGone, NotAuthorized, RateLimited, Rejected, Unreachable } from '../../chat/errors.ts';
import type { RateScope } from '../../chat/errors.ts';
import { backOffMs } from './back-off.ts';

export type Verdict =
  | {
      readonly type: 'later';
      readonly afterMs: number;
      /** How long nobody may write: to this place, in this way, or to the whole platform. */
      readonly hold: { readonly scope: RateScope; readonly ms: number } | null;
      /** It may have been done all the same. */
      readonly unsure: boolean;
      /** False where the platform only said when to come again. */
      readonly isFailure: boolean;
      /** Whether it says that the platform as a whole is in trouble. */
      readonly isOutage: boolean;
      /** The platform takes nothing from us any more: somebody has to do something about it. */
      readonly isLost?: boolean;
    }
  /** The message is not there any more. */
  | { readonly type: 'gone' }
  /** This place or this person can't be written to until somebody does something about it. */
  | { readonly type: 'shut out' }
  /** As it is, it can never succeed. */
  | { readonly type: 'refused' };

/** `failures`: in a row, this one included; `chance`: from 0 up to, but not including, 1. */
export function verdictOn(error: unknown, failures: number, chance: number): Verdict {
  const afterMs = backOffMs(failures, chance);
  if (error instanceof RateLimited) {
    // Exactly the told time, neither doubled nor spread: hammering lengthens it, more waiting wastes it (S76, T62).
    const toldMs = Math.max(error.retryAfterMs, 0);
    const hold = { scope: error.scope, ms: toldMs };
    return { type: 'later', afterMs: toldMs, hold, unsure: false, isFailure: false, isOutage: false };
  }
  if (error instanceof Unreachable) {
    return {
      type: 'later',
      afterMs,
      hold: null,
      unsure: error.mayHaveActed,
      isFailure: true,
      isOutage: true,
    };
  }
  if (error instanceof MessageGone) return { type: 'gone' };
  if (error instanceof NotAuthorized) {
    if (error.scope === 'place') return { type: 'shut out' };
    // A dead token (S73): nothing on this platform can succeed, and nothing of it is thrown away either.
    const hold = { scope: 'platform', ms: afterMs } as const;
    return { type: 'later', afterMs, hold, unsure: false, isFailure: true, isOutage: true, isLost: true };
  }
  if (error instanceof Rejected) return { type: 'refused' };
  // Nobody knows how far it got.
  return { type: 'later', afterMs, hold: null, unsure: true, isFailure: true, isOutage: false };
}
