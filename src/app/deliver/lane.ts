/**
 * The lane of one platform in one process: how much may be begun there now, what is in hand, and whether the platform
 * answers at all. Platforms share nothing here, so that none waits for another. Neither takes work nor settles it.
 */
import type { ChatAdapter } from '../../chat/port.ts';
import type { Moment } from '../../core/lead.ts';
import type { Platform } from '../../core/member.ts';
import type { Finished, Work } from '../../storage/outbox.ts';
import { backOffMs } from './back-off.ts';
import { budgets } from './budget.ts';
import { forgetLostPlatform } from '../lost-platform.ts';
import { carryOut } from './carry-out.ts';
import type { CarryApp } from './carry-out.ts';
import { nameOfError } from './name-of-error.ts';

const longestProbeMs = 5_000;
/**
 * So many calls without an answer in a row make an outage: from then on one call at a time feels the way, with waits
 * between. A platform that still answers some of them is not to be slowed by it.
 */
export const failuresOfAnOutage = 8;

export type Lane = {
  readonly platform: Platform;
  /** How many pieces of work may begin now, and how many of them that are not urgent. */
  room(now: Moment): { readonly all: number; readonly ordinary: number };
  /** From when on more may begin; null while as much is in hand as may be: then it is when some of that is done. */
  roomAt(now: Moment): Moment | null;
  begin(work: Work): void;
  /** Each resolves when that piece is done, whatever came of it. */
  inHand(): readonly Promise<void>[];
};

/** `onDone` is told what there is to settle; null: nothing any more. */
export function makeLane(
  app: CarryApp,
  adapter: ChatAdapter,
  onDone: (finished: Finished | null) => void,
): Lane {
  const { clock, log } = app;
  const platform = adapter.name;
  const budget = budgets[platform];
  const inHand = new Map<Work, Promise<void>>();
  let failures = 0;
  let wasLost = false;
  let heldUntil: Moment = Number.NEGATIVE_INFINITY;

  const isOut = () => failures >= failuresOfAnOutage;
  const placesLeft = (atMost: number) => Math.max((isOut() ? 1 : atMost) - inHand.size, 0);

  async function carryAndTell(work: Work): Promise<void> {
    const finished = await carry(work);
    inHand.delete(work);
    onDone(finished);
  }

  async function carry(work: Work): Promise<Finished | null> {
    try {
      const { isOutage, isLost = false, outcome } = await carryOut(app, adapter, work);
      if (wasLost && !isOutage) await beFound();
      wasLost = isLost || wasLost;
      failures = isOutage ? failures + 1 : 0;
      const at = clock.now();
      if (isOut()) heldUntil = Math.max(heldUntil, at + probeMs());
      return outcome && { work, outcome, at };
    } catch (error) {
      // Its lease runs out, and then somebody takes it again.
      log.error({ platform, work: work.id, error: nameOfError(error) }, 'A delivery could not be settled.');
      return null;
    }
  }

  /** Only a note about it: what was delivered is not put at stake for that. */
  async function beFound(): Promise<void> {
    try {
      await forgetLostPlatform(app, platform);
      wasLost = false;
    } catch (error) {
      log.warn({ platform, error: nameOfError(error) }, 'It could not be noted that the platform is back.');
    }
  }

  function probeMs(): number {
    return Math.min(backOffMs(failures - failuresOfAnOutage + 1, app.random.number()), longestProbeMs);
  }

  return {
    platform,
    room(now) {
      if (now < heldUntil) return { all: 0, ordinary: 0 };
      return { all: placesLeft(budget.inHand + budget.inHandUrgent), ordinary: placesLeft(budget.inHand) };
    },
    roomAt: (now) => (placesLeft(budget.inHand) === 0 ? null : Math.max(heldUntil, now)),
    begin(work) {
      inHand.set(work, carryAndTell(work));
    },
    inHand: () => [...inHand.values()],
  };
}
