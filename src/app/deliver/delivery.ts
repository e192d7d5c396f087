/**
 * Carries out what the outbox holds, on every platform that is configured. Any number of processes do so side by side:
 * leases are rows, and nothing here is remembered that the database does not know.
 */
import type { Platform } from '../../core/member.ts';
import type { App } from '../app.ts';
import { countCalls } from './count-calls.ts';
import { startRounds } from './rounds.ts';

export type Delivery = {
  /** Takes nothing more and finishes what is in hand, within ten seconds. */
  stop(): Promise<void>;
  /** Runs until the outbox is empty, or all that is left waits for a later moment; of one platform, or of all. */
  settle(platform?: Platform): Promise<void>;
};

const stopMs = 10_000;

export function startDelivery(app: App): Delivery {
  const adapters = [...app.adapters.values()].map((adapter) => countCalls(adapter, app.counts));
  const rounds = startRounds(app, adapters, app.random.id('w'));
  const stopListening = app.database.onWake((topic) => {
    if (topic === 'outbox') rounds.wake();
  });

  return {
    async stop() {
      stopListening();
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const cancel = app.clock.at(app.clock.now() + stopMs, resolve);
      await Promise.race([rounds.stop(), late]);
      cancel();
    },
    settle: (platform) => rounds.settle(platform && [platform]),
  };
}
