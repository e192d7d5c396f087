/**
 * A process of the program inside the simulation: its inbox and its deliverer, over a clock, randomness, database and
 * platforms that are handed in. It can be killed at any moment: from then on nothing that it asked for is answered, nothing
 * that it had in mind happens, and what it had done already stays done. How long each statement and each call takes, in
 * turns of the event loop, is drawn.
 */
import { setImmediate as othersTurn } from 'node:timers/promises';
import type { App } from '../../../src/app/app.ts';
import type { Clock } from '../../../src/app/clock.ts';
import { bringAllBack, cover } from '../../../src/app/clock-work/absences.ts';
import { takeSteps } from '../../../src/app/clock-work/take-steps.ts';
import { noCounts } from '../../../src/app/counts.ts';
import { startDelivery } from '../../../src/app/deliver/delivery.ts';
import { sendDueDigests } from '../../../src/app/digests/send-due.ts';
import { makeInbox } from '../../../src/app/inbox.ts';
import { releaseAll } from '../../../src/app/release-all.ts';
import { RateLimited, type RateScope } from '../../../src/chat/errors.ts';
import type { ChatAdapter, Inbox, Posting } from '../../../src/chat/port.ts';
import type { Moment } from '../../../src/core/lead.ts';
import type { Playbook } from '../../../src/core/policy.ts';
import { listMembers } from '../../../src/storage/members.ts';
import type { Database } from '../../../src/storage/open-database.ts';
import { readableText, type FakeChat } from '../../support/fake-chat.ts';
import { memoryLog, type MemoryLog } from '../../support/memory-log.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { drawsFrom } from '../floor/draws.ts';

export type Surroundings = {
  readonly database: Database;
  readonly clock: Clock;
  readonly chats: readonly FakeChat[];
  readonly playbook: Playbook;
  /** What is asked of a platform, told before it is done. */
  readonly onCall: (asked: Asked) => void;
  /** It stands there, and the program does not know it. */
  readonly onLost: (lost: Lost) => void;
  /** The platform has said that it is too much. */
  readonly onLimited: (limited: Limited) => void;
  /** Whoever heard it died before it was kept. */
  readonly onForgotten: (limited: Limited) => void;
};
export type Asked = {
  readonly platform: string;
  readonly type: 'post' | 'edit' | 'direct' | 'find' | 'home';
  readonly where: string;
  readonly key: string;
  readonly text: string;
};
/** What stands there now, without the program knowing it. */
export type Lost = Asked & { readonly message: string };

/** Nothing of the kind may be asked before `until`. */
export type Limited = Asked & { readonly scope: RateScope; readonly toldAt: Moment; readonly until: Moment };

export type SimProcess = {
  readonly app: App;
  readonly inbox: Inbox;
  readonly log: MemoryLog;
  kill(): void;
  isDead(): boolean;
  /** All that can be delivered by now; it waits for calls that are slow to be answered. */
  settle(): Promise<void>;
  /** It grows with each statement and call that begins or ends. */
  stirs(): number;
  /** When there is more to deliver, as the outbox told last; null: nothing waits. */
  moreAt(): Moment | null;
  /** Steps of ladders that are due. */
  takeSteps(): Promise<void>;
  /** Those whose hour has come: what it does at its start and every minute. */
  sendDigests(): Promise<void>;
  /** Who is back, who is away and who has left: what the clock and the housekeeping do about their leads. */
  keepPeople(): Promise<void>;
};

/** Whoever is dead learns nothing any more. */
class Killed extends Error {
  override readonly name = 'Killed';
}

export function startProcess(around: Surroundings, seed: number): SimProcess {
  const { database, clock, chats, playbook } = around;
  const { draw } = drawsFrom(seededRandom(seed ^ 0x5eed));
  const cancels = new Set<() => void>();
  const log = memoryLog();
  /** As the last round told: of platforms for which nothing waits it says nothing. */
  let next: Answer['next'] = {};
  /** Answered since the last round, and since the one before: who dies may not have settled them yet. */
  let [answered, before]: [Lost[], Lost[]] = [[], []];
  let [limited, limitedBefore]: [Limited[], Limited[]] = [[], []];
  let isDead = false;
  let stirs = 0;
  const death = Promise.withResolvers<never>();
  // Of calls that nobody makes any more nobody hears it.
  death.promise.catch(() => {});
  const sentDigests = new Set<string>();
  const turns = async (atMost: number) => {
    for (let turn = draw(atMost); turn > 0; turn -= 1) await othersTurn();
  };
  const alive = () => {
    if (isDead) throw new Killed('This process is dead.');
  };

  const ownDb = database.db.withPlugin({
    transformQuery({ node }) {
      alive();
      stirs += 1;
      return node;
    },
    async transformResult({ result }) {
      stirs += 1;
      // Most are quick; now and then one takes so long that much happens meanwhile.
      if (draw(3) === 0) await turns(24);
      alive();
      const answer = result.rows[0]?.['answer'];
      if (isRound(answer)) {
        ({ next } = answer);
        [answered, before] = [[], answered];
        [limited, limitedBefore] = [[], limited];
      }
      return result;
    },
  });

  const throughTheNet = (chat: FakeChat): ChatAdapter => {
    async function call<T>(asked: Omit<Asked, 'platform'>, act: () => Promise<T>): Promise<T> {
      const about = { platform: chat.name, ...asked };
      await turns(6);
      alive();
      stirs += 1;
      around.onCall(about);
      const stood = chat.seen().length;
      const doing = act();
      // What the platform does it does at once; what takes time is that it says so.
      const message = chat.seen().length > stood ? chat.seen().at(-1)?.id.message : undefined;
      const posted = message === undefined ? null : { ...about, message };
      try {
        // A slow platform says so later.
        const done = await Promise.race([doing, death.promise]);
        stirs += 1;
        await turns(6);
        alive();
        if (posted) answered.push(posted);
        return done;
      } catch (error) {
        stirs += 1;
        if (posted) around.onLost(posted);
        if (error instanceof RateLimited) {
          const told = {
            ...about,
            scope: error.scope,
            toldAt: clock.now(),
            until: clock.now() + error.retryAfterMs,
          };
          limited.push(told);
          around.onLimited(told);
        }
        throw error;
      }
    }
    const of = ({ key, card }: Posting) => ({ key, text: readableText(card) });
    return {
      ...chat,
      post: (place, posting) =>
        call({ type: 'post', where: place.channel, ...of(posting) }, () => chat.post(place, posting)),
      edit: (message, posting) =>
        call({ type: 'edit', where: message.channel, ...of(posting) }, () => chat.edit(message, posting)),
      direct: (person, posting) =>
        call({ type: 'direct', where: person, ...of(posting) }, () => chat.direct(person, posting)),
      home: (person, posting) =>
        call({ type: 'home', where: person, ...of(posting) }, () => chat.home(person, posting)),
      find: (place, key, signal) =>
        call({ type: 'find', where: place.channel, key, text: '' }, () => chat.find(place, key, signal)),
    };
  };

  const app: App = {
    database: {
      ...database,
      db: ownDb,
      onWake(listener) {
        const stop = database.onWake(listener);
        cancels.add(stop);
        return stop;
      },
    },
    clock: {
      now: () => clock.now(),
      at(moment, run) {
        if (isDead) return () => {};
        const cancel = clock.at(moment, run);
        cancels.add(cancel);
        return () => {
          cancels.delete(cancel);
          cancel();
        };
      },
    },
    random: seededRandom(seed),
    playbook: () => playbook,
    log,
    counts: noCounts,
    adapters: new Map(chats.map((chat) => [chat.name, throughTheNet(chat)])),
    connections: new Map(),
    wake: () => {
      if (!isDead) void database.wake();
    },
  };
  const delivery = startDelivery(app);
  // Which process may is the lease's matter, which goes by the database's own clock.
  const mayGoOn = async () => !isDead;
  const untilDeath = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      if (!isDead) throw error;
    }
  };

  return {
    app,
    inbox: makeInbox(app),
    log,
    kill() {
      isDead = true;
      for (const posted of [...before, ...answered]) around.onLost(posted);
      for (const told of [...limitedBefore, ...limited]) around.onForgotten(told);
      for (const cancel of cancels) cancel();
      death.reject(new Killed('This process is dead.'));
    },
    stirs: () => stirs,
    isDead: () => isDead,
    settle: () => delivery.settle(),
    moreAt() {
      const moments = Object.values(next).filter((at) => at !== null);
      return moments.length === 0 ? null : Math.min(...moments);
    },
    async takeSteps() {
      await takeSteps(app, mayGoOn);
    },
    sendDigests: () => untilDeath(() => sendDueDigests(app, sentDigests)),
    keepPeople: () =>
      untilDeath(async () => {
        await bringAllBack(app, mayGoOn);
        await cover(app, null, mayGoOn);
        for (const member of await listMembers(ownDb, { seated: false })) {
          await releaseAll(app, member, { by: null, via: 'clock' });
        }
      }),
  };
}

type Answer = { readonly next: Readonly<Record<string, Moment | null>>; readonly works: unknown };
function isRound(answer: unknown): answer is Answer {
  return typeof answer === 'object' && answer !== null && 'next' in answer && 'works' in answer;
}
