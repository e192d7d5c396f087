/**
 * Works on the updates that are kept: several lanes side by side, each in order. What fails comes again by itself, and one
 * that never succeeds stops nobody (L34, L35). It knows nothing of what an update says.
 */
import { kindOf } from './error-kind.ts';
import { handleUpdate } from './handle-update.ts';
import type { KeptUpdate, Taking, Update } from './store.ts';
import type { Telegram } from './telegram.ts';

export type Work = {
  /** Resolves when they are kept; what there is room for is begun at once. */
  readonly keep: (updates: readonly KeptUpdate[]) => Promise<void>;
  readonly wake: () => void;
  readonly stop: () => Promise<void>;
};

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
  const asking = new Set<Promise<readonly Update[]>>();
  let promised = 0;
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
        await begins(async (taking) => (taking ? tg.store.take(taking.worker, taking.atMost) : []));
      } while (isLookingAgain);
    } catch (error) {
      tg.log.warn({ error: kindOf(error) }, 'The updates of Telegram could not be read from the database.');
    }
    isLooking = false;
    if (!isStopped) cancelLook = tg.clock.at(tg.clock.now() + lookEveryMs, wake);
  }

  /** Begins what is taken. Asked for is no more than there is room for, however many ask at once; `freed`: what is just over. */
  async function begins(
    ask: (taking: Taking | null) => Promise<readonly Update[]>,
    freed = 0,
  ): Promise<void> {
    const atMost = isStopped ? 0 : Math.max(0, lanesAtOnce - inHand.size - promised + freed);
    promised += atMost;
    const asked = ask(atMost > 0 ? { worker, atMost } : null);
    asking.add(asked);
    try {
      for (const update of await asked) begin(update);
    } finally {
      promised -= atMost;
      asking.delete(asked);
    }
  }

  function begin(update: Update): void {
    const ends = new AbortController();
    const cancel = tg.clock.at(tg.clock.now() + longestWorkMs, () => ends.abort());
    const done = workOn(update, ends.signal).finally(() => {
      cancel();
      inHand.delete(update.id);
    });
    inHand.set(update.id, { done, end: () => ends.abort() });
  }

  async function workOn(update: Update, signal: AbortSignal): Promise<void> {
    try {
      await handleUpdate(tg, update, signal);
      await begins((taking) => tg.store.done(update.id, worker, taking?.atMost ?? 0), 1);
    } catch (error) {
      await putBack(update, error);
      wake();
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
    keep: (updates) => begins((taking) => tg.store.keep(updates, taking)),
    wake,
    async stop() {
      isStopped = true;
      unsubscribe();
      cancelLook();
      const cancel = tg.clock.at(tg.clock.now() + lastWorkMs, () => inHand.forEach(({ end }) => end()));
      // What was asked for before may still bring something.
      while (asking.size > 0 || inHand.size > 0) {
        await Promise.allSettled([...asking, ...[...inHand.values()].map(({ done }) => done)]);
      }
      cancel();
    },
  };
}
