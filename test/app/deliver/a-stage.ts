/**
 * A Slack and a Telegram that are in memory, with a channel for each audience, the team in its seats, and the delivery
 * between. Nothing waits: the test moves the clock.
 */
import { afterEach } from 'vitest';
import { startDelivery } from '../../../src/app/deliver/delivery.ts';
import type { Delivery } from '../../../src/app/deliver/delivery.ts';
import { audiences } from '../../../src/core/member.ts';
import type { Platform } from '../../../src/core/member.ts';
import type { Database } from '../../../src/storage/open-database.ts';
import { anApp } from '../../support/an-app.ts';
import type { AnApp } from '../../support/an-app.ts';
import { bindAudiences } from '../../support/bind-audiences.ts';
import { makeFakeChat } from '../../support/fake-chat.ts';
import type { FakeChat } from '../../support/fake-chat.ts';
import { scriptedInbox } from '../../adapters/conformance/scripted-inbox.ts';
import { testClock } from '../../support/test-clock.ts';
import type { TestDatabase } from '../../support/with-database.ts';

export type DeliveryStage = {
  readonly app: AnApp;
  readonly slack: FakeChat;
  readonly telegram: FakeChat;
  readonly delivery: Delivery;
  /** A second process on the same database, with the same platforms. */
  readonly another: () => Delivery;
  /** Time passes in steps; after each, all is done that can be done by then. */
  readonly pass: (ms: number, stepMs?: number) => Promise<void>;
  /** The same from timer to timer, which is faster where little happens. */
  readonly leap: (ms: number) => Promise<void>;
};

type Options = {
  readonly platforms?: readonly Platform[];
  readonly managersHavePlace?: boolean;
};

/** For a test file: makes stages, and takes down after each test what it has put up. */
export function stages(test: Pick<TestDatabase, 'database'>): (options?: Options) => Promise<DeliveryStage> {
  const open: DeliveryStage[] = [];
  afterEach(async () => {
    for (const { app, delivery } of open.splice(0)) {
      const stopped = delivery.stop();
      // A test that failed may have left a call that nobody answers.
      app.clock.forward(10_000);
      await stopped;
      // With that its patience is over, too, and a statement may still be under way.
      await delivery.settle();
    }
  });
  return async (options = {}) => {
    const stage = await aStage(test.database, options);
    open.push(stage);
    return stage;
  };
}

/** Slack finds messages by their key, Telegram cannot. */
async function aStage(database: Database, options: Options): Promise<DeliveryStage> {
  const { platforms = ['slack'], managersHavePlace = true } = options;
  const clock = testClock();
  const now = () => clock.now();
  const slack = makeFakeChat({ platform: 'slack', now });
  const telegram = makeFakeChat({ platform: 'telegram', now, canFind: false });
  const chats = [slack, telegram].filter(({ name }) => platforms.includes(name));
  const app = await anApp(database, { adapters: chats, clock });
  for (const chat of chats) {
    await chat.start(scriptedInbox());
    const bound = audiences.filter((audience) => audience !== 'managers' || managersHavePlace);
    await bindAudiences(database.db, chat.name, bound, clock.now());
  }
  const delivery = startDelivery(app);
  await delivery.settle();
  return {
    app,
    slack,
    telegram,
    delivery,
    another: () => startDelivery(app),
    async pass(ms, stepMs = 250) {
      await delivery.settle();
      for (let passed = 0; passed < ms; passed += stepMs) {
        clock.forward(Math.min(stepMs, ms - passed));
        await delivery.settle();
      }
    },
    async leap(ms) {
      const end = clock.now() + ms;
      for (;;) {
        await delivery.settle();
        if (clock.now() >= end) return;
        clock.forward(Math.min(clock.next() ?? end, end) - clock.now());
      }
    },
  };
}
