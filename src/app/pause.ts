/** Waits for a while of the clock, or until it is told to stop; answers at once when it was told before. */
import type { Clock } from './clock.ts';

export async function pause(clock: Clock, forMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = clock.at(clock.now() + forMs, resolve);
  const stop = () => resolve();
  signal.addEventListener('abort', stop, { once: true });
  await promise;
  signal.removeEventListener('abort', stop);
  cancel();
}
