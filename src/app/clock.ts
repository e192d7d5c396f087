/** The clock, handed in everywhere: this file alone reads the machine's time. */
import type { Moment } from '../core/lead.ts';

export interface Clock {
  now(): Moment;
  /** Runs something once, at a moment or at once if it is past. What it gives back cancels it. */
  at(moment: Moment, run: () => void): () => void;
}

/** `offsetMs`: how far the database's clock is ahead of this machine's; between processes the database's counts. */
export function systemClock(offsetMs = 0): Clock {
  const now = () => Date.now() + Math.round(offsetMs);
  return {
    now,
    at(moment, run) {
      let timer: NodeJS.Timeout | undefined;
      const arm = () => {
        const waitMs = moment - now();
        // A timer holds 31 bits; a longer wait is made of several.
        timer = setTimeout(waitMs > longestMs ? arm : run, Math.min(Math.max(waitMs, 0), longestMs));
      };
      arm();
      return () => clearTimeout(timer);
    },
  };
}

const longestMs = 2 ** 31 - 1;
