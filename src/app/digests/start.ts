/** Looks every minute which digests are due. node-cron only wakes it; what has been sent is in the database. */
import { createTask } from 'node-cron';
import type { App } from '../app.ts';
import { cronLog } from '../cron-log.ts';
import { sendDueDigests } from './send-due.ts';

export type Digests = { stop(): Promise<void> };

type DigestsApp = Pick<App, 'database' | 'clock' | 'playbook' | 'wake' | 'log'>;

export function startDigests(app: DigestsApp): Digests {
  const known = new Set<string>();
  let running: Promise<void> = Promise.resolve();
  const look = async () => {
    try {
      const sent = await sendDueDigests(app, known);
      if (sent > 0) app.log.info({ sent }, 'sent digests');
    } catch (error) {
      // The next minute does it.
      app.log.error({ error: error instanceof Error ? error.name : 'unknown' }, 'digests could not be sent');
    }
  };
  const task = createTask('2 * * * * *', () => (running = running.then(look)), {
    noOverlap: true,
    suppressMissedWarning: true,
    unref: true,
    logger: cronLog(app.log),
  });
  void task.start();
  running = look();
  return {
    async stop() {
      await task.destroy();
      await running;
    },
  };
}
