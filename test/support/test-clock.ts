/** A clock that a test moves. Nothing in a test waits: what was to run at a moment runs when the clock passes it. */
import type { Clock } from '../../src/app/clock.ts';
import type { Moment } from '../../src/core/lead.ts';

export type TestClock = Clock & {
  /** Moves on, and runs in order what falls due on the way. */
  forward(ms: number): void;
  /** When the next timer is due; null if none is set. */
  next(): Moment | null;
  /** How many timers are set. */
  waiting(): number;
};

/** Wednesday, 4 March 2026, noon in Kyiv: working time. */
export const wednesdayNoon: Moment = Date.UTC(2026, 2, 4, 10, 0, 0);

export function testClock(from: Moment = wednesdayNoon): TestClock {
  let now = from;
  let timers: readonly { readonly moment: Moment; readonly run: () => void }[] = [];
  return {
    now: () => now,
    at(moment, run) {
      const timer = { moment, run };
      timers = [...timers, timer];
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    forward(ms) {
      const until = now + ms;
      for (;;) {
        const next = timers
          .filter((timer) => timer.moment <= until)
          .toSorted((a, b) => a.moment - b.moment)[0];
        if (!next) break;
        timers = timers.filter((timer) => timer !== next);
        now = Math.max(now, next.moment);
        next.run();
      }
      now = until;
    },
    next: () => (timers.length === 0 ? null : Math.min(...timers.map(({ moment }) => moment))),
    waiting: () => timers.length,
  };
}
