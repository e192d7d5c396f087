/**
 * Two processes write to the same platforms as fast as they may. What could go wrong: together they are faster than
 * allowed, since each counts for itself; much of what is allowed is wasted; what is urgent stands in line behind a
 * thousand announcements; one way of writing that is shut holds up the others.
 *
 * Time goes from timer to timer, so nothing here depends on how fast the machine is.
 */
import { describe, expect, it } from 'vitest';
import { RateLimited, Unreachable } from '../../../src/chat/errors.ts';
import type { Platform } from '../../../src/core/member.ts';
import { outboxDepth } from '../../../src/storage/outbox.ts';
import { insertPlace } from '../../../src/storage/places.ts';
import { command, receiveOne } from '../../support/an-app.ts';
import type { AnApp } from '../../support/an-app.ts';
import type { FakeChat } from '../../support/fake-chat.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { withDatabase } from '../../support/with-database.ts';
import { stages } from './a-stage.ts';
import { until as untilSo, untilCalled, untilSeen } from './patience.ts';

const test = withDatabase();
const stage = stages(test);
const second = 1_000;
const minute = 60 * second;

/** Two deliverers, and as many channels for prospectors as it takes to make the platform the bottleneck. */
async function crowded(platform: Platform, channels: readonly string[]) {
  const { app, delivery, another, slack, telegram } = await stage({ platforms: [platform] });
  const { db } = app.database;
  await db.deleteFrom('places').where('audience', '=', 'prospectors').execute();
  for (const channel of channels) await bind(app, platform, channel);
  const other = another();
  const chat = platform === 'slack' ? slack : telegram;

  /** From timer to timer, until nothing waits or so much time has passed; what is due at a moment is done at it. */
  async function pass(forMs: number, until: () => boolean = () => false): Promise<void> {
    const end = app.clock.now() + forMs;
    for (;;) {
      await Promise.all([delivery.settle(), other.settle()]);
      if (app.clock.now() >= end || until()) return;
      app.clock.forward(Math.min(app.clock.next() ?? end, end) - app.clock.now());
    }
  }
  return { app, chat, pass, stop: () => other.stop() };
}

function bind(app: AnApp, platform: Platform, channel: string) {
  return insertPlace(app.database.db, {
    id: `p_${platform}_${channel}`,
    platform,
    channel,
    thread: null,
    audience: 'prospectors',
    direction: null,
    language: 'en',
    createdAt: app.clock.now(),
  });
}

async function waitingOn(app: AnApp, platform: Platform): Promise<number> {
  const depths = await outboxDepth(app.database.db);
  return depths.find((depth) => depth.platform === platform)?.waiting ?? 0;
}

const channelsNamed = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

/** How many calls were too many: more than so many in some span of so long. */
function over(moments: readonly number[], calls: number, ms: number): number {
  const sorted = moments.toSorted((one, other) => one - other);
  return sorted.filter((at, index) => index >= calls && at - (sorted[index - calls] ?? 0) < ms).length;
}

const momentsOf = (chat: FakeChat, ...types: readonly FakeChat['calls'][number]['type'][]) =>
  chat.calls.filter(({ type }) => types.includes(type)).map(({ at }) => at);

function expectWithinLimits(chat: FakeChat): void {
  const places = new Set(chat.calls.map(({ where }) => where));
  const at = (where: string) =>
    chat.calls.filter((call) => call.where === where && call.type !== 'home' && call.type !== 'find');
  if (chat.name === 'slack') {
    expect(over(momentsOf(chat, 'post', 'direct'), 300, minute)).toBe(0);
    expect(over(momentsOf(chat, 'edit'), 50, minute)).toBe(0);
    expect(over(momentsOf(chat, 'find'), 50, minute)).toBe(0);
    expect(over(momentsOf(chat, 'home'), 100, minute)).toBe(0);
    for (const where of places) {
      const posts = at(where).filter(({ type }) => type !== 'edit');
      expect(
        over(
          posts.map((call) => call.at),
          1,
          second,
        ),
      ).toBe(0);
    }
    return;
  }
  expect(over(momentsOf(chat, 'post', 'direct', 'edit'), 30, second)).toBe(0);
  for (const where of places) {
    const moments = at(where).map((call) => call.at);
    expect(over(moments, 1, second)).toBe(0);
    if (where.startsWith('-')) expect(over(moments, 20, minute)).toBe(0);
  }
}

describe('a burst over two processes', () => {
  it('uses what a Slack workspace allows for posts, and then for edits, and no more', async () => {
    const { app, chat, pass, stop } = await crowded('slack', channelsNamed(12, 'C'));
    const count = 40;
    const refs: string[] = [];
    for (let index = 0; index < count; index += 1) refs.push((await receiveOne(app)).ref);
    const posts = count * 12;
    const began = app.clock.now();
    await pass(5 * minute, () => chat.calls.length === posts);
    expect(chat.seen()).toHaveLength(posts);
    // The first span begins full, so a burst may be a little faster than its rate.
    expect(posts / (app.clock.now() - began)).toBeGreaterThanOrEqual((0.97 * 300) / minute);

    for (const ref of refs) await command(app, 'mo', ref, { type: 'disqualify', reason: 'spam' });
    const edited = app.clock.now();
    await pass(12 * minute, () => momentsOf(chat, 'edit').length === posts);
    expect(chat.seen().every(({ edits }) => edits === 1)).toBe(true);
    expect(posts / (app.clock.now() - edited)).toBeGreaterThanOrEqual((0.97 * 50) / minute);
    expectWithinLimits(chat);
    await stop();
  });

  it('uses the thirty a second that Telegram allows over everything, and no more', async () => {
    const { app, chat, pass, stop } = await crowded('telegram', channelsNamed(100, '-100'));
    for (let index = 0; index < 4; index += 1) await receiveOne(app);
    const began = app.clock.now();
    await pass(minute, () => chat.calls.length === 400);
    expect(chat.seen()).toHaveLength(400);
    expect(400 / (app.clock.now() - began)).toBeGreaterThanOrEqual((0.97 * 30) / second);
    expectWithinLimits(chat);
    await stop();
  });

  it.each([
    ['telegram', '-100', 'its twenty a minute', 20 / minute],
    ['slack', 'C', 'its one a second', 1 / second],
  ] as const)('lets one place on %s (%s) have %s', async (platform, channel, _, allowed) => {
    const { app, chat, pass, stop } = await crowded(platform, [channel]);
    for (let index = 0; index < 200; index += 1) await receiveOne(app);
    const began = app.clock.now();
    await pass(15 * minute, () => chat.calls.length === 200);
    expect(chat.seen()).toHaveLength(200);
    expect(199 / (app.clock.now() - began)).toBeGreaterThanOrEqual(0.97 * allowed);
    expectWithinLimits(chat);
    await stop();
  });
});

describe('a claimer’s contact', () => {
  it.each(['slack', 'telegram'] as const)('overtakes a thousand announcements on %s', async (platform) => {
    const channels = channelsNamed(25, platform === 'slack' ? 'C' : '-100');
    const { app, chat, pass, stop } = await crowded(platform, channels);
    const refs: string[] = [];
    for (let index = 0; index < 40; index += 1) refs.push((await receiveOne(app)).ref);
    await pass(5 * second);
    expect(await waitingOn(app, platform)).toBeGreaterThan(800);
    const waits: number[] = [];
    for (const [index, ref] of refs.slice(0, 20).entries()) {
      const who = index % 2 === 0 ? 'ana' : 'ben';
      const claimedAt = app.clock.now();
      const before = chat.seen(who).length;
      await command(app, who, ref, 'claim');
      await pass(5 * second, () => chat.seen(who).length > before);
      waits.push(app.clock.now() - claimedAt);
      await command(app, 'mo', ref, { type: 'disqualify', reason: 'spam' });
      await pass(700);
    }
    expect(Math.max(...waits)).toBeLessThanOrEqual(2 * second);
    expectWithinLimits(chat);
    await stop();
  });
});

describe('what is urgent', () => {
  it('finds a free hand where all the others wait for an answer', async () => {
    const { app, slack, delivery } = await stage();
    for (let index = 0; index < 12; index += 1) await bind(app, 'slack', `C${index}`);
    const { promise: until, resolve } = Promise.withResolvers<void>();
    slack.trouble({ on: ['post'], error: null, until });
    const { ref } = await receiveOne(app);
    const stuck = delivery.settle();
    // Six begin at once, and two more with the next span.
    await untilCalled(slack, 6);
    app.clock.forward(1_212);
    await untilCalled(slack, 8);
    await command(app, 'ana', ref, 'claim');
    app.clock.forward(1_212);
    void app.database.wake();
    await untilSo(() => slack.seen('ana').length === 1);
    expect(slack.calls.filter(({ type }) => type === 'post')).toHaveLength(8);
    resolve();
    await stuck;
  });
});

describe('a platform that leaves some calls without an answer', () => {
  it('is called for other places meanwhile, though one call hangs and others failed', async () => {
    const { app, slack, delivery } = await stage();
    for (let index = 0; index < 6; index += 1) await bind(app, 'slack', `C${index}`);
    const { promise: until, resolve } = Promise.withResolvers<void>();
    slack.trouble({ on: ['post'], times: 1, error: null, until });
    slack.trouble({ on: ['post'], times: 5, error: () => new Unreachable('It is away.', false) });
    await receiveOne(app);
    const settled = delivery.settle();
    await untilCalled(slack, 6);
    app.clock.forward(1_212);
    await untilSeen(slack, 6);
    resolve();
    await settled;
    expect(slack.seen()).toHaveLength(7);
  });
});

describe('a method that is shut', () => {
  it('is left alone for exactly as long wherever it goes; other methods go on', async () => {
    const { app, chat, pass, stop } = await crowded('slack', ['C0', 'C1']);
    const [first, other] = [await receiveOne(app), await receiveOne(app)];
    await pass(5 * second);
    const shutAt = app.clock.now();
    chat.trouble({ on: ['edit'], times: 1, error: () => new RateLimited(30 * second, 'method') });
    await command(app, 'ana', first.ref, 'claim');
    await command(app, 'ben', other.ref, 'claim');
    await receiveOne(app);
    await pass(40 * second);
    const since = chat.calls.filter(({ at }) => at >= shutAt);
    const edits = since.filter(({ type }) => type === 'edit').map(({ at }) => at - shutAt);
    // Two may have been under way when it was shut.
    expect(edits.filter((at) => at > 0 && at < 30 * second)).toEqual([]);
    expect(edits.filter((at) => at === 30 * second).length).toBeGreaterThan(0);
    const others = since.filter(({ type }) => type !== 'edit').map(({ at }) => at - shutAt);
    expect(others).toHaveLength(4);
    expect(Math.max(...others)).toBeLessThanOrEqual(2 * second);
    await stop();
  });

  it('does not hold up a post in the channel in which an edit waits for it', async () => {
    const { app, chat, pass, stop } = await crowded('slack', ['C0']);
    const refs: string[] = [];
    for (let index = 0; index < 15; index += 1) refs.push((await receiveOne(app)).ref);
    await pass(20 * second);
    for (const ref of refs) await command(app, 'mo', ref, { type: 'disqualify', reason: 'spam' });
    await pass(second);
    // Ten edits were allowed, five wait for the next span.
    expect(momentsOf(chat, 'edit')).toHaveLength(10);
    const cameAt = app.clock.now();
    await receiveOne(app);
    await pass(2 * second);
    expect(momentsOf(chat, 'post').at(-1)).toBeLessThanOrEqual(cameAt + second);
    expect(momentsOf(chat, 'edit')).toHaveLength(10);
    await pass(20 * second);
    expect(momentsOf(chat, 'edit')).toHaveLength(15);
    await stop();
  });
});

describe('random bursts over two processes', () => {
  it.each([1, 2, 3])('never go over any limit of either platform (%i)', async (seed) => {
    const random = seededRandom(seed);
    const platform = seed % 2 === 0 ? 'slack' : 'telegram';
    const channels = channelsNamed(platform === 'slack' ? 10 : 40, platform === 'slack' ? 'C' : '-100');
    const { app, chat, pass, stop } = await crowded(platform, channels);
    const refs: string[] = [];
    const pick = (list: readonly string[]) => list[Math.floor(random.number() * list.length)] ?? '';
    for (let burst = 0; burst < 12; burst += 1) {
      const size = Math.floor(random.number() * 6);
      for (let index = 0; index < size; index += 1) refs.push((await receiveOne(app)).ref);
      for (let deed = 0; deed < size * 2; deed += 1) {
        const who = pick(['ana', 'ben']);
        await command(app, who, pick(refs), random.number() < 0.6 ? 'claim' : 'release');
      }
      await pass(Math.floor(random.number() * 8 * second));
    }
    await pass(20 * minute, () => false);
    expectWithinLimits(chat);
    expect(await waitingOn(app, platform)).toBe(0);
    await stop();
  });
});
