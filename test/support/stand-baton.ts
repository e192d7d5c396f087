/** The whole of Baton within the test's own process, so that a test may lay hands on its database; else as `runBaton`. */
import { systemClock } from '../../src/app/clock.ts';
import type { Clock } from '../../src/app/clock.ts';
import { systemRandom } from '../../src/app/random.ts';
import { startBaton } from '../../src/baton.ts';
import type { Baton } from '../../src/baton.ts';
import { readPlaybookAside } from '../../src/playbook/read-aside.ts';
import { readSettings } from '../../src/settings.ts';
import { memoryLog } from './memory-log.ts';
import { testToken } from './run-baton.ts';
import type { Running } from './run-baton.ts';

export type Standing = Running & { readonly app: Baton['app'] };

export async function standBaton(
  environment: NodeJS.ProcessEnv,
  clock: Clock = systemClock(),
): Promise<Standing> {
  const read = readSettings(environment);
  if (!read.ok) throw new Error(`These settings are refused: ${JSON.stringify(read.problems)}`);
  const log = memoryLog();
  const baton = await startBaton(read.settings, {
    random: systemRandom(),
    log,
    playbook: readPlaybookAside(read.settings.playbook),
    lock: null,
    clock: () => clock,
  });
  const { promise: ended, resolve } = Promise.withResolvers<number>();
  const { url } = baton.ready;
  let stopping: Promise<void> | null = null;
  return {
    app: baton.app,
    url,
    pid: process.pid,
    printed: () => `/baton manager ${baton.ready.managerCode}\n${log.text()}`,
    ended,
    async stop() {
      stopping ??= baton.stop();
      await stopping;
      resolve(0);
      return 0;
    },
    api(path, init = {}) {
      const headers = new Headers(init.headers);
      headers.set('authorization', `Bearer ${testToken}`);
      if (typeof init.body === 'string') headers.set('content-type', 'application/json');
      return fetch(`${url}${path}`, { ...init, headers });
    },
  };
}
