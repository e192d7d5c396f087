/**
 * Wakes the clock's work every second. What is to be done is in the database, so a tick that was missed is caught up by
 * the next one, and one that comes twice finds nothing left to do.
 */
import { createTask } from 'node-cron';
import { cronLog } from '../cron-log.ts';
import { clockRounds, type ClockWork } from './rounds.ts';
import type { ClockApp } from './take-steps.ts';

export function startClockWork(app: ClockApp): ClockWork {
  const rounds = clockRounds(app);
  const task = createTask('* * * * * *', () => quietly(app, rounds.tick), {
    noOverlap: true,
    suppressMissedWarning: true,
    unref: true,
    logger: cronLog(app.log),
  });
  void task.start();
  return {
    tick: rounds.tick,
    async stop() {
      await task.destroy();
      await rounds.stop();
    },
  };
}

/** A round that failed is told in the log; the next tick does its work. */
async function quietly(app: ClockApp, tick: () => Promise<void>): Promise<void> {
  try {
    await tick();
  } catch (error) {
    app.log.error({ error: error instanceof Error ? error.name : 'unknown' }, 'the clock’s work failed');
  }
}
