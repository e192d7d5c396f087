/**
 * Works on the updates that are kept: several lanes side by side, each in order. What fails comes again by itself, and one
 * that never succeeds stops nobody (L34, L35). It knows nothing of what an update says.
 */
import { kindOf } from './error-kind.ts';
import { handleUpdate } from './handle-update.ts';
import type { Update } from './store.ts';
import type { Telegram } from './telegram.ts';

export type Work = { readonly wake: () => void; readonly stop: () => Promise<void> };

const lanesAtOnce = 8;
/** The safety net: what was to come again after a pause, and wakes that were lost. */
const lookEveryMs = 1_000;
/** Shorter than the lease of what is in hand, so that nobody works on it at the same time. */
const longestWorkMs = 20_000;
/** What is in hand when it stops may be finished (DESIGN 9). */
const lastWorkMs = 8_000;

export function startWork(tg: Telegram): Work {
  const worker = tg.random.id('w');
  const inHand = new Map<number, { readonly done: Promise<void>; readonly end: () => void }>();
  let isStopped = false;
  let isLooking = false;
  let isLookingAgain = false;
  let cancelLook = () => {};

  const wake = () => {
    if (isStopped) return;
    if (isLooking) {
      isLookingAgain = true;
      return;
    }
    isLooking = true;
    void look();
  };
  const unsubscribe = tg.store.onWake(wake);
  wake();

  async function look(): Promise<void> {
    cancelLook();
    try {
      do {
        isLookingAgain = false;
        const free = lanesAtOnce - inHand.size;
        if (free <= 0 || isStopped) break;
        const taken = await tg.store.take(worker, free);
        for (const update of taken) begin(update);
      } while (isLookingAgain);
    } catch (error) {
      tg.log.warn({ error: kindOf(error) }, 'The updates of Telegram could not be read from the database.');
    }
    isLooking = false;
    if (!isStopped) cancelLook = tg.clock.at(tg.clock.now() + lookEveryMs, wake);
  }

  function begin(update: Update): void {
    const ends = new AbortController();
    const cancel = tg.clock.at(tg.clock.now() + longestWorkMs, () => ends.abort());
    const done = workOn(update, ends.signal).finally(() => {
      cancel();
      inHand.delete(update.id);
      wake();
    });
    inHand.set(update.id, { done, end: () => ends.abort() });
  }

  async function workOn(update: Update, signal: AbortSignal): Promise<void> {
    try {
      await handleUpdate(tg, update, signal);
      await tg.store.done(update.id, worker);
    } catch (error) {
      await putBack(update, error);
    }
  }

  async function putBack(update: Update, error: unknown): Promise<void> {
    try {
      const outcome = await tg.store.failed(update.id, worker);
      const fields = { update: update.id, tries: update.tries, error: kindOf(error) };
      if (outcome === 'put aside')
        tg.log.error(fields, 'An update of Telegram failed too often and is put aside.');
      else tg.log.warn(fields, 'An update of Telegram failed and comes again.');
    } catch (storing) {
      // Its lease runs out, and it comes again.
      tg.log.warn({ update: update.id, error: kindOf(storing) }, 'The database did not take an update back.');
    }
  }

  return {
    wake,
    async stop() {
      isStopped = true;
      unsubscribe();
      cancelLook();
      const all = [...inHand.values()];
      const cancel = tg.clock.at(tg.clock.now() + lastWorkMs, () => all.forEach(({ end }) => end()));
      await Promise.all(all.map(({ done }) => done));
      cancel();
    },
  };
}
