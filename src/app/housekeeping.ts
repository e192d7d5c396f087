/**
 * What has to be done from time to time, whoever presses or not: throwing away what has served its time, and finishing
 * what a process began and did not live to end.
 *
 * node-cron only wakes it. What is to be done is in the database, so a tick that was missed is caught up by the next
 * one, and one that comes twice, or in two processes at once, finds nothing left to do.
 */
import { setImmediate as pause } from 'node:timers/promises';
import { createTask } from 'node-cron';
import { listMembers } from '../storage/members.ts';
import { purge } from '../storage/purge.ts';
import type { App } from './app.ts';
import { audit } from './audit.ts';
import { cronLog } from './cron-log.ts';
import { releaseAll } from './release-all.ts';

export type Housekeeping = {
  /** Does now what the clock would do. */
  tick(): Promise<void>;
  /** Waits for what is in hand. */
  stop(): Promise<void>;
};

type HousekeepingApp = Pick<App, 'database' | 'clock' | 'playbook' | 'log' | 'wake' | 'adapters'>;

export function startHousekeeping(app: HousekeepingApp): Housekeeping {
  let isStopping = false;
  let ticks = 0;
  let running: Promise<unknown> = Promise.resolve();
  const tick = async () => {
    // The first round and one an hour look at everybody, the others at those who have left alone.
    const isThorough = ticks % 60 === 0;
    ticks += 1;
    const round = running.then(() => keepHouse(app, { isThorough, isOver: () => isStopping }));
    running = Promise.allSettled([round]);
    await round;
  };
  // The second of a minute is spread, so that processes that were started together do not all work at once.
  const task = createTask('17 * * * * *', () => quietly(app, tick), {
    noOverlap: true,
    suppressMissedWarning: true,
    unref: true,
    logger: cronLog(app.log),
  });
  void task.start();
  void quietly(app, tick);
  return {
    tick,
    async stop() {
      isStopping = true;
      await task.destroy();
      await running;
    },
  };
}

async function keepHouse(
  app: HousekeepingApp,
  { isThorough, isOver }: { readonly isThorough: boolean; readonly isOver: () => boolean },
): Promise<void> {
  let [gone, freed] = [0, 0];
  for (let count = 1; count > 0 && !isOver(); gone += count) {
    count = await purge(app.database.db, app.clock.now());
    await pause();
  }
  for (const member of await listMembers(app.database.db, isThorough ? {} : { seated: false })) {
    if (isOver()) break;
    freed += await releaseAll(app, member, { by: null, via: 'clock' });
  }
  if (!isOver()) await audit(app);
  if (gone + freed > 0) app.log.info({ gone, freed }, 'kept house');
}

/** A round that failed is told in the log; the next tick does its work. */
async function quietly(app: HousekeepingApp, tick: () => Promise<void>): Promise<void> {
  try {
    await tick();
  } catch (error) {
    app.log.error({ error: error instanceof Error ? error.name : 'unknown' }, 'housekeeping failed');
  }
}
