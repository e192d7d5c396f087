/**
 * How often the deliverer asks the database, and what becomes of finished work when the database does not answer. What
 * could go wrong: it asks once more for every message; what was posted is forgotten, and posted a second time.
 */
import type { KyselyPlugin } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { startDelivery, type Delivery } from '../../../src/app/deliver/delivery.ts';
import { failuresOfAnOutage } from '../../../src/app/deliver/lane.ts';
import { leaseMs, pollMs } from '../../../src/app/deliver/rounds.ts';
import { Unreachable } from '../../../src/chat/errors.ts';
import type { Platform } from '../../../src/core/member.ts';
import { command, receiveOne } from '../../support/an-app.ts';
import { answeredAfter } from '../../support/answered-after.ts';
import { withDatabase } from '../../support/with-database.ts';
import { stages } from './a-stage.ts';
import { until, untilCalled } from './patience.ts';

const test = withDatabase();
const stage = stages(test);
const second = 1_000;
const slackPauseMs = 1_020;
const own: Delivery[] = [];

afterEach(async () => {
  await Promise.all(own.splice(0).map((delivery) => delivery.stop()));
});

/** A stage whose deliverer's statements are counted, and may be made to fail or to be answered late. */
async function watched(platforms: readonly Platform[] = ['slack', 'telegram']) {
  const { app, slack, telegram, delivery } = await stage({ platforms });
  await delivery.stop();
  let [asked, failing] = [0, 0];
  let afterReading: (() => Promise<unknown>) | null = null;
  let glances: readonly number[] = [];
  const watch: KyselyPlugin = {
    transformQuery({ node }) {
      asked += 1;
      if (failing === 0) return node;
      failing -= 1;
      throw new Error('The database is away.');
    },
    transformResult: async ({ result }) => result,
  };
  const rounds = startDelivery({
    ...app,
    clock: {
      ...app.clock,
      now() {
        const [passed = 0, ...later] = glances;
        glances = glances.length > 1 ? later : glances;
        return app.clock.now() + passed;
      },
    },
    database: {
      ...app.database,
      db: answeredAfter(app.database.db.withPlugin(watch), async () => {
        const run = afterReading;
        afterReading = null;
        await run?.();
      }),
    },
  });
  own.push(rounds);
  await rounds.settle();
  return {
    app,
    slack,
    telegram,
    rounds,
    fail: (times: number) => {
      failing = times;
    },
    /** Before the next statement's answer is heard; it has read by then. */
    afterReading: (run: () => Promise<unknown>) => {
      afterReading = run;
    },
    /** So far the deliverer's clock is ahead each time it is looked at, and from the last on. No timer has run by then. */
    glance: (...ahead: readonly number[]) => {
      glances = ahead;
    },
    asksIn: async (deed: () => Promise<void>) => {
      const before = asked;
      await deed();
      return asked - before;
    },
  };
}

describe('a round', () => {
  it('takes for all platforms at once, and settles together what ended together', async () => {
    const { app, slack, telegram, rounds, asksIn } = await watched();
    const { ref } = await receiveOne(app);
    expect(await asksIn(() => rounds.settle())).toBe(2);
    expect([...slack.seen('prospectors'), ...telegram.seen('prospectors')]).toHaveLength(2);
    app.clock.forward(1.5 * second);
    await command(app, 'ana', ref, 'claim');
    expect(await asksIn(() => rounds.settle())).toBe(2);
    expect([...slack.seen('ana'), ...telegram.seen('ana')]).toHaveLength(2);
    expect(slack.seen('prospectors')[0]?.edits).toBe(1);
  });

  it('begins on every platform with the contact that somebody waits for', async () => {
    const { app, slack, telegram, rounds } = await watched();
    const { ref } = await receiveOne(app);
    await rounds.settle();
    const begun: string[] = [];
    for (const chat of [slack, telegram]) {
      const { direct, edit } = chat;
      chat.direct = async (person, posting) => {
        begun.push(`direct ${chat.name}`);
        return direct(person, posting);
      };
      chat.edit = async (message, posting) => {
        begun.push(`edit ${chat.name}`);
        return edit(message, posting);
      };
    }
    app.clock.forward(1.5 * second);
    await command(app, 'ana', ref, 'claim');
    await rounds.settle();
    expect(begun).toEqual(['direct slack', 'direct telegram', 'edit slack', 'edit telegram']);
  });

  it('takes the next with the settling of the one before', async () => {
    const { app, slack, rounds, asksIn } = await watched();
    await app.database.db.deleteFrom('places').where('id', 'like', 'p_telegram%').execute();
    for (let count = 0; count < 4; count += 1) await receiveOne(app);
    const asked = await asksIn(async () => {
      await rounds.settle();
      for (let passed = 0; passed < 4; passed += 1) {
        app.clock.forward(slackPauseMs);
        await rounds.settle();
      }
    });
    expect(slack.seen('prospectors')).toHaveLength(4);
    // Each waits for the pause of its channel, so each is taken and settled; and once it is asked for nothing.
    expect(asked).toBe(9);
  });

  it('is not made while nothing happens, but for the poll', async () => {
    const { app, rounds, asksIn } = await watched();
    const asked = await asksIn(async () => {
      for (let passed = 0; passed < 20; passed += 1) {
        app.clock.forward(0.99 * pollMs * 0.1);
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
    expect(asked).toBeLessThanOrEqual(1);
    await rounds.settle();
  });

  it('gathers all wakes that come while it is made', async () => {
    const { app, rounds, asksIn } = await watched();
    const asked = await asksIn(async () => {
      for (let count = 0; count < 50; count += 1) void app.database.wake();
      await rounds.settle();
    });
    expect(asked).toBeLessThanOrEqual(2);
  });
});

describe('a wake', () => {
  it('is not lost where a round has read already and has not heard what', async () => {
    const { app, slack, telegram, afterReading } = await watched();
    afterReading(async () => {
      await receiveOne(app);
      await app.database.wake();
    });
    await app.database.wake();
    await until(() => slack.calls.length + telegram.calls.length === 2);
  });

  it('is not lost where a platform may be called again by the time a round is over that began just before', async () => {
    const { app, slack, rounds, glance } = await watched(['slack']);
    const outage = failuresOfAnOutage + 1;
    slack.trouble({ error: () => new Unreachable('It is away.', false), times: outage });
    for (let count = 0; count <= outage; count += 1) await receiveOne(app);
    while (slack.calls.length < outage) {
      await rounds.settle();
      app.clock.forward(slackPauseMs);
    }
    await rounds.settle();
    const opensAt = app.clock.next() ?? 0;
    app.clock.forward(opensAt - 1 - app.clock.now());
    glance(0, 1);
    await app.database.wake();
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(app.clock.next()).toBe(opensAt);
    app.clock.forward(1);
    await untilCalled(slack, outage + 1);
  });
});

describe('what is finished while the database is away', () => {
  it('is settled when it is back, and neither posted nor looked for again', async () => {
    const { app, slack, rounds, fail } = await watched();
    const { promise: answered, resolve } = Promise.withResolvers<void>();
    slack.trouble({ on: ['post'], times: 1, acts: true, error: null, until: answered });
    await receiveOne(app);
    const settling = rounds.settle();
    await untilCalled(slack, 1);
    fail(1);
    resolve();
    await settling;
    app.clock.forward(pollMs);
    await rounds.settle();
    app.clock.forward(2 * leaseMs);
    await rounds.settle();
    expect(slack.calls.map(({ type }) => type)).toEqual(['post']);
    expect(app.log.lines.map(({ message }) => message)).toContain(
      'The outbox could not be read; it is tried again.',
    );
  });

  it('is looked into again in a moment where only one statement failed', async () => {
    const { app, slack, rounds, fail } = await watched();
    fail(1);
    await receiveOne(app);
    await rounds.settle();
    expect(slack.calls).toEqual([]);
    app.clock.forward(100);
    await untilCalled(slack, 1);
  });

  it('is let go after four tries, so that it stands in nobody’s way; its lease runs out, and it is looked for', async () => {
    const { app, slack, telegram, rounds, fail } = await watched();
    const { promise: answered, resolve } = Promise.withResolvers<void>();
    slack.trouble({ on: ['post'], times: 1, acts: true, error: null, until: answered });
    await receiveOne(app);
    const settling = rounds.settle();
    await untilCalled(slack, 1);
    await until(() => telegram.seen('prospectors').length === 1);
    fail(4);
    resolve();
    await settling;
    for (let passed = 0; passed < 3; passed += 1) {
      app.clock.forward(pollMs);
      await rounds.settle();
    }
    app.clock.forward(leaseMs);
    await rounds.settle();
    expect(slack.calls.map(({ type }) => type)).toEqual(['post', 'find', 'edit']);
    expect(slack.seen('prospectors')).toHaveLength(1);
  });
});
