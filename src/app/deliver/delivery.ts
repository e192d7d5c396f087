/**
 * Carries out what the outbox holds, on every platform that is configured. Any number of processes do so side by side:
 * leases are rows, and nothing here is remembered that the database does not know.
 */
import type { Platform } from '../../core/member.ts';
import type { App } from '../app.ts';
import { countCalls } from './count-calls.ts';
import { startLane } from './lane.ts';
import type { Lane } from './lane.ts';

export type Delivery = {
  /** Takes nothing more and finishes what is in hand, within ten seconds. */
  stop(): Promise<void>;
  /** Runs until the outbox is empty, or all that is left waits for a later moment; of one platform, or of all. */
  settle(platform?: Platform): Promise<void>;
};

const stopMs = 10_000;

export function startDelivery(app: App): Delivery {
  const worker = app.random.id('w');
  const lanes = new Map(
    [...app.adapters].map(([name, adapter]) => [
      name,
      startLane(app, countCalls(adapter, app.counts), worker),
    ]),
  );
  const wakeAll = () => {
    for (const lane of lanes.values()) lane.wake();
  };
  const stopListening = app.database.onWake((topic) => {
    if (topic === 'outbox') wakeAll();
  });

  return {
    async stop() {
      stopListening();
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const cancel = app.clock.at(app.clock.now() + stopMs, resolve);
      await Promise.race([Promise.all([...lanes.values()].map((lane) => lane.stop())), late]);
      cancel();
    },
    async settle(platform) {
      const chosen = [...lanes].flatMap(([name, lane]) => (platform && platform !== name ? [] : [lane]));
      // What one platform does may give another something to tell.
      while (await settleOnce(chosen));
    },
  };
}

async function settleOnce(lanes: readonly Lane[]): Promise<boolean> {
  const done = await Promise.all(lanes.map((lane) => lane.settle()));
  return done.includes(true);
}
