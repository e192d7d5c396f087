/**
 * The rounds of the deliverer of one process. A round is one statement for all platforms: it settles what is finished
 * and takes what may begin. One is made when somebody wakes the deliverer, when something is finished, when the
 * database said that there would be more, and every two seconds as the safety net, should a wake have been lost.
 *
 * Only one statement is under way at a time; what happens meanwhile is gathered for the next.
 */
import { setImmediate as othersTurn } from 'node:timers/promises';
import type { ChatAdapter } from '../../chat/port.ts';
import type { Moment } from '../../core/lead.ts';
import type { Platform } from '../../core/member.ts';
import { settleAndTake } from '../../storage/outbox.ts';
import type { Finished, Rates, Round, Work } from '../../storage/outbox.ts';
import { budgets } from './budget.ts';
import type { CarryApp } from './carry-out.ts';
import { makeLane } from './lane.ts';
import { nameOfError } from './name-of-error.ts';

/** Longer than a search and a post together may take, so that nobody else takes what is still in hand. */
export const leaseMs = 30_000;
export const pollMs = 2_000;
/** What others were just writing to is looked for again soon, and once at once what a single mishap has spoiled. */
const passedOverMs = 100;
/** So often the same is tried to be settled, before its lease has to run out. */
const triesAtMost = 4;

export type Rounds = {
  wake(): void;
  /** Works until there is nothing more that could be done now: on these platforms, or on all. */
  settle(platforms?: readonly Platform[]): Promise<void>;
  /** Takes nothing more; resolves when nothing is in hand. */
  stop(): Promise<void>;
};

export function startRounds(app: CarryApp, adapters: readonly ChatAdapter[], worker: string): Rounds {
  const { clock, log } = app;
  let finished: readonly (Finished & { readonly tried: number })[] = [];
  let going: Promise<void> | null = null;
  let isCalled = false;
  let isStopped = false;
  let failures = 0;
  let cancelNext = () => {};
  const rates = ratesOf(adapters.map(({ name }) => name));
  const lanes = adapters.map((adapter) =>
    makeLane(app, adapter, (done) => {
      if (done) finished = [...finished, { ...done, tried: 0 }];
      call();
    }),
  );

  function call(): void {
    isCalled = true;
    going ??= goRound().finally(() => {
      going = null;
      if (isCalled) call();
    });
  }

  async function goRound(): Promise<void> {
    while (isCalled) {
      // What ends together is settled together.
      await othersTurn();
      isCalled = false;
      const now = clock.now();
      const room = lanes.map(({ platform, room }) => [platform, isStopped ? noRoom : room(now)] as const);
      const isRoom = room.some(([, { all }]) => all > 0);
      const limits = Object.fromEntries(room.map(([platform, { all }]) => [platform, all]));
      const ordinary = Object.fromEntries(room.map(([platform, { ordinary }]) => [platform, ordinary]));
      goAgainAt(now, isRoom || finished.length > 0 ? await makeRound(now, { limits, ordinary }) : {});
    }
  }

  /** Answers when there will be more. */
  async function makeRound(now: Moment, room: Room): Promise<Round['next']> {
    const handedIn = finished;
    finished = [];
    try {
      const { db } = app.database;
      const round = await settleAndTake(db, { now, worker, leaseMs, rates, finished: handedIn, ...room });
      failures = 0;
      finished = [
        ...handedIn.filter(({ work }) => round.busy.some((busy) => busy.work === work)),
        ...finished,
      ];
      if (round.busy.length > 0) isCalled = true;
      const isWaitedFor = ({ kind }: Work) => kind === 'private card';
      begin(round.works.filter((work) => isWaitedFor(work)));
      const rest = round.works.filter((work) => !isWaitedFor(work));
      // Whoever waits for a contact has it on its way before the cards for everybody are drawn.
      if (rest.length > 0 && rest.length < round.works.length) await othersTurn();
      begin(rest);
      return round.next;
    } catch (error) {
      failures += 1;
      log.error({ error: nameOfError(error) }, 'The outbox could not be read; it is tried again.');
      const triedOnce = handedIn.map((one) => ({ ...one, tried: one.tried + 1 }));
      finished = [...triedOnce.filter(({ tried }) => tried < triesAtMost), ...finished];
      for (const { work } of triedOnce.filter(({ tried }) => tried >= triesAtMost)) {
        // Its lease runs out, and then somebody takes it again.
        log.error({ work: work.id, error: nameOfError(error) }, 'A delivery could not be settled.');
      }
      return {};
    }
  }

  function begin(works: readonly Work[]): void {
    for (const work of works) lanes.find(({ platform }) => platform === work.platform)?.begin(work);
  }

  /** Whatever is in hand calls when it is done, so a platform with its hands full needs no time of its own. */
  function goAgainAt(from: Moment, next: Round['next']): void {
    cancelNext();
    if (isStopped) return;
    const now = clock.now();
    const moments = lanes.flatMap((lane) => {
      // What opened since the round began, has not been looked into.
      const roomAt = lane.roomAt(from);
      if (roomAt === null) return [];
      const there = next[lane.platform] ?? null;
      if (there === null) return roomAt > from ? [roomAt] : [];
      return [Math.max(there, roomAt, there <= from ? now + passedOverMs : now)];
    });
    const repeat = failures === 1 ? [now + passedOverMs] : [];
    cancelNext = clock.at(Math.min(from + pollMs, ...moments, ...repeat), call);
  }

  function wake(): void {
    if (!isStopped && lanes.length > 0) call();
  }

  wake();

  return {
    wake,
    async settle(platforms) {
      const chosen = lanes.filter(({ platform }) => platforms?.includes(platform) ?? true);
      wake();
      await untilDone(chosen);
    },
    async stop() {
      isStopped = true;
      cancelNext();
      await untilDone(lanes);
    },
  };

  async function untilDone(chosen: typeof lanes): Promise<void> {
    for (;;) {
      const inHand = chosen.flatMap((lane) => lane.inHand());
      if (going === null && inHand.length === 0) return;
      await Promise.all([going, ...inHand]);
    }
  }
}

type Room = Readonly<Record<'limits' | 'ordinary', Partial<Record<Platform, number>>>>;
const noRoom = { all: 0, ordinary: 0 } as const;

function ratesOf(platforms: readonly Platform[]): Partial<Record<Platform, Rates>> {
  return Object.fromEntries(
    platforms.flatMap((platform) => {
      const { rates } = budgets[platform];
      return rates === null ? [] : [[platform, rates] as const];
    }),
  );
}
