/** Threads that live days side by side, each with a database of its own; a thread gets the next day when it is done with one. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { DayAsked, DayLived } from './live-once.ts';

const script = new URL('hand.ts', import.meta.url);

export type Hand = AsyncDisposable & { live(asked: DayAsked): Promise<DayLived> };

export function aHand(): Hand {
  const thread = new Worker(script);
  return {
    async live(asked) {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
      thread.postMessage(asked);
      const [day] = await once(thread, 'message');
      return day;
    },
    async [Symbol.asyncDispose]() {
      await thread.terminate();
    },
  };
}

/** Each seed is lived once; `onDay` hears of them as they end, in no order. */
export async function liveSeeds(
  seeds: readonly number[],
  hands: number,
  onDay: (day: DayLived) => void,
): Promise<void> {
  const left = [...seeds];
  await Promise.all(
    Array.from({ length: Math.min(hands, seeds.length) }, async () => {
      await using hand = aHand();
      for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
        onDay(await hand.live({ seed, only: null }));
      }
    }),
  );
}
