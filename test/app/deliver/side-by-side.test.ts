/**
 * Several processes deliver from one database. What could go wrong: two of them take the same card and post it twice;
 * one dies with a call in hand and nobody ever takes it up, or somebody does while it is still at it; a message that was
 * posted by the dead is posted again by the living; an old drawing lands after a newer one.
 */
import { describe, expect, it } from 'vitest';
import { startDelivery } from '../../../src/app/deliver/delivery.ts';
import { leaseMs } from '../../../src/app/deliver/rounds.ts';
import { openDatabase } from '../../../src/storage/open-database.ts';
import { command, receiveOne } from '../../support/an-app.ts';
import { takeWork } from '../../support/take-work.ts';
import { withDatabase } from '../../support/with-database.ts';
import { stages } from './a-stage.ts';
import { untilCalled } from './patience.ts';

const test = withDatabase();
const stage = stages(test);
const second = 1_000;

describe('two deliverers on one database', () => {
  it('never deliver anything twice', async () => {
    const { app, delivery, slack, telegram } = await stage({ platforms: ['slack', 'telegram'] });
    // On a server the other one has connections of its own, as another process has.
    await using own = test.url === null ? null : await opened(test.url);
    const other = startDelivery({ ...app, database: own?.database ?? test.database });
    const leads = await Promise.all(Array.from({ length: 8 }, () => receiveOne(app)));
    const settleBoth = () => Promise.all([delivery.settle(), other.settle()]);
    await settleBoth();
    for (const [index, { ref }] of leads.slice(0, 6).entries()) {
      await command(app, index % 2 === 0 ? 'ana' : 'ben', ref, 'claim');
    }
    for (let passed = 0; passed < 60; passed += 1) {
      app.clock.forward(second);
      await settleBoth();
    }
    await other.stop();
    for (const chat of [slack, telegram]) {
      expect(chat.seen('prospectors')).toHaveLength(8);
      expect(chat.seen('ana')).toHaveLength(3);
      expect(chat.seen('ben')).toHaveLength(3);
      const posted = chat.calls
        .filter(({ type }) => type === 'post' || type === 'direct')
        .map(({ key }) => key);
      expect(new Set(posted).size).toBe(posted.length);
      expect(chat.calls.filter(({ type }) => type === 'find')).toEqual([]);
    }
  });

  it('never have two messages in flight for one place', async () => {
    const { app, delivery, slack, another } = await stage();
    const { promise: until, resolve } = Promise.withResolvers<void>();
    slack.trouble({ where: 'prospectors', times: 1, error: null, until });
    await receiveOne(app);
    await receiveOne(app);
    const first = delivery.settle();
    await untilCalled(slack, 1);
    const other = another();
    app.clock.forward(9 * second);
    await other.settle();
    expect(slack.calls).toHaveLength(1);
    resolve();
    await first;
    await other.stop();
  });
});

describe('a deliverer that is killed with work in hand', () => {
  it('loses it when its lease ends, and not before; then it is drawn as things are then', async () => {
    const { app, delivery, pass, slack } = await stage();
    const { ref } = await receiveOne(app);
    const taken = await take('slack');
    expect(taken).toHaveLength(1);
    await command(app, 'ana', ref, 'claim');
    await pass(leaseMs - second, second);
    expect(slack.seen('prospectors')).toEqual([]);
    await pass(2 * second, second);
    expect(slack.seen('prospectors')).toHaveLength(1);
    expect(slack.seen('prospectors')[0]?.text).toContain('Ana');
    await delivery.settle();

    async function take(platform: 'slack') {
      const now = app.clock.now();
      return takeWork(test.db, { now, worker: 'w_dead', leaseMs, limit: 5, platforms: [platform] });
    }
  });

  it('leaves no twin of what it had posted, where that can be found', async () => {
    const { app, pass, slack } = await stage();
    await receiveOne(app);
    const now = app.clock.now();
    const [work] = await takeWork(test.db, {
      now,
      worker: 'w_dead',
      leaseMs,
      limit: 5,
      platforms: ['slack'],
    });
    await slack.post(
      { channel: 'prospectors', thread: null },
      {
        card: { title: 'Posted by the dead', blocks: [] },
        language: 'en',
        key: work?.key ?? '',
        isPrivate: false,
        signal: new AbortController().signal,
      },
    );
    await pass(leaseMs + second, second);
    expect(slack.seen('prospectors')).toHaveLength(1);
    expect(slack.seen('prospectors')[0]?.text).not.toContain('Posted by the dead');
  });
});

async function opened(url: string): Promise<AsyncDisposable & { database: typeof test.database }> {
  const database = await openDatabase({ databaseUrl: url, dataDir: null });
  return { database, [Symbol.asyncDispose]: () => database.close() };
}
