/** The machine's clock, which a test can make leap: waiting that takes half a minute is over at once, in its order. */
import type { Clock } from '../../src/app/clock.ts';
import type { Moment } from '../../src/core/lead.ts';

export type LeapingClock = Clock & { leap(ms: number): void };

export function leapingClock(): LeapingClock {
  let ahead = 0;
  const timers = new Set<{ readonly moment: Moment; readonly run: () => void; timer: NodeJS.Timeout }>();
  const now = () => Date.now() + ahead;
  /** Longer than that a timer of Node cannot wait. */
  const longest = 2 ** 31 - 1;

  return {
    now,
    at(moment, run) {
      const one = {
        moment,
        run: () => {
          timers.delete(one);
          run();
        },
        timer: setTimeout(() => one.run(), Math.min(longest, Math.max(0, moment - now()))),
      };
      timers.add(one);
      return () => {
        clearTimeout(one.timer);
        timers.delete(one);
      };
    },
    leap(ms) {
      ahead += ms;
      for (const one of [...timers].toSorted((a, b) => a.moment - b.moment)) {
        clearTimeout(one.timer);
        one.timer = setTimeout(() => one.run(), Math.min(longest, Math.max(0, one.moment - now())));
      }
    },
  };
}
