/** Threads that live days side by side, each with a database of its own; a thread gets the next seed when it is done with one. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { DayLived } from './live-once.ts';

const script = new URL('hand.ts', import.meta.url);

/** Each seed is lived once; `onDay` hears of them as they end, in no order. */
export async function liveSeeds(
  seeds: readonly number[],
  hands: number,
  onDay: (day: DayLived) => void,
): Promise<void> {
  const left = [...seeds];
  await Promise.all(
    Array.from({ length: Math.min(hands, seeds.length) }, async () => {
      const hand = new Worker(script);
      try {
        for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
          // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
          hand.postMessage(seed);
          const [day] = await once(hand, 'message');
          onDay(day);
        }
      } finally {
        await hand.terminate();
      }
    }),
  );
}
