/**
 * The deliverer of one platform in one process: takes what is due, carries several out at once, and looks again when
 * it is woken, when a place is free again, and every second as the safety net. Platforms share nothing, so that none
 * waits for another.
 */
import type { ChatAdapter } from '../../chat/port.ts';
import type { Moment } from '../../core/lead.ts';
import { takeWork } from '../../storage/outbox.ts';
import type { Work } from '../../storage/outbox.ts';
import { backOffMs } from './back-off.ts';
import { budgets, makeWindow } from './budget.ts';
import { carryOut } from './carry-out.ts';
import type { CarryApp } from './carry-out.ts';
import { nameOfError } from './name-of-error.ts';

/** Longer than a search and a post together may take, so that nobody else takes what is still in hand. */
export const leaseMs = 30_000;
const pollMs = 1_000;
const longestProbeMs = 5_000;
/** So many calls without an answer in a row make an outage: from then on one call at a time feels the way. */
const failuresOfAnOutage = 3;

export type Lane = {
  wake(): void;
  /** Works until there is nothing more that could be done now; says whether anything was done. */
  settle(): Promise<boolean>;
  /** Takes nothing more; resolves when nothing is in hand. */
  stop(): Promise<void>;
};

export function startLane(app: CarryApp, adapter: ChatAdapter, worker: string): Lane {
  const { clock, log } = app;
  const platform = adapter.name;
  const budget = budgets[platform];
  const window = makeWindow(budget);
  const inHand = new Set<Promise<void>>();
  const timers = new Map<Moment, () => void>();
  let failures = 0;
  let taking: Promise<void> | null = null;
  let isCalled = false;
  let isStopped = false;
  let begun = 0;

  function wake(): void {
    if (isStopped) return;
    isCalled = true;
    taking ??= takeAll().finally(() => {
      taking = null;
      if (isCalled) wake();
    });
  }

  const isWanted = () => isCalled && !isStopped;
  const isBusy = () => taking !== null || inHand.size > 0;

  async function takeAll(): Promise<void> {
    while (isWanted()) {
      isCalled = false;
      const now = clock.now();
      const most = failures >= failuresOfAnOutage ? 1 : budget.inHand;
      const limit = Math.min(most - inHand.size, window.room(now));
      if (limit <= 0) {
        // Whatever is in hand wakes the lane when it is done; only a full window has to be waited for.
        if (inHand.size < most) lookAgainAt(window.freeAt(now));
        continue;
      }
      const works = await take(limit);
      for (const work of works) begin(work);
      if (works.length === limit) isCalled = true;
    }
  }

  async function take(limit: number): Promise<readonly Work[]> {
    try {
      const now = clock.now();
      return await takeWork(app.database.db, { now, worker, leaseMs, limit, platforms: [platform] });
    } catch (error) {
      log.error({ platform, error: nameOfError(error) }, 'The outbox could not be read; it is tried again.');
      return [];
    }
  }

  function begin(work: Work): void {
    begun += 1;
    window.spend(clock.now());
    const doing = carry(work).finally(() => {
      inHand.delete(doing);
      wake();
    });
    inHand.add(doing);
  }

  async function carry(work: Work): Promise<void> {
    try {
      const { isOutage, againAt } = await carryOut(app, adapter, work);
      failures = isOutage ? failures + 1 : 0;
      if (failures >= failuresOfAnOutage) {
        const heldUntil = clock.now() + probeMs();
        window.holdUntil(heldUntil);
        lookAgainAt(heldUntil);
      }
      for (const moment of againAt) lookAgainAt(moment);
    } catch (error) {
      // Its lease runs out, and then somebody takes it again.
      log.error({ platform, work: work.id, error: nameOfError(error) }, 'A delivery could not be settled.');
    }
  }

  function probeMs(): number {
    return Math.min(backOffMs(failures - failuresOfAnOutage + 1, app.random.number()), longestProbeMs);
  }

  function lookAgainAt(moment: Moment): void {
    if (isStopped || timers.has(moment)) return;
    const cancel = clock.at(moment, () => {
      timers.delete(moment);
      wake();
    });
    timers.set(moment, cancel);
  }

  function poll(): void {
    if (isStopped) return;
    const at = clock.now() + pollMs;
    cancelPoll = clock.at(at, () => {
      wake();
      poll();
    });
  }
  let cancelPoll = () => {};
  poll();
  wake();

  return {
    wake,
    async settle() {
      const before = begun;
      let seen: number;
      do {
        seen = begun;
        wake();
        while (isBusy()) {
          await taking;
          await Promise.all(inHand);
        }
      } while (begun > seen);
      return begun > before;
    },
    async stop() {
      isStopped = true;
      cancelPoll();
      for (const cancel of timers.values()) cancel();
      timers.clear();
      await taking;
      await Promise.all(inHand);
    },
  };
}
