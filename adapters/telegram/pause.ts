/** Waiting by the clock that was handed in, and trying again what may be tried again. */
import { RateLimited, Unreachable } from '../../src/chat/errors.ts';
import type { Clock } from './telegram.ts';

/** Resolves after `ms`, or at once when it is called off. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) return Promise.resolve();
  const done = () => {
    cancel();
    signal.removeEventListener('abort', done);
    resolve();
  };
  const cancel = clock.at(clock.now() + ms, done);
  signal.addEventListener('abort', done, { once: true });
  return promise;
}

/** Each failure waits longer, up to a bound. */
export function backOff(failures: number, fromMs: number, mostMs: number): number {
  return Math.min(mostMs, fromMs * 2 ** Math.min(16, Math.max(0, failures - 1)));
}

const answersAtMost = 3;
const longestWaitMs = 8_000;

/** For answers to somebody who waits: a short trouble is sat out; one that lasts is the caller's. T62: as long as is asked. */
export async function patiently<T>(clock: Clock, signal: AbortSignal, doIt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await doIt();
    } catch (error) {
      const waitMs =
        error instanceof RateLimited ? error.retryAfterMs : error instanceof Unreachable ? 500 * tries : null;
      if (waitMs === null || waitMs > longestWaitMs || tries >= answersAtMost || signal.aborted) throw error;
      await pause(clock, waitMs, signal);
    }
  }
}
