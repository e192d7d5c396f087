import { afterEach, describe, expect, it, vi } from 'vitest';
import { makeTelegramChat } from '../../../adapters/telegram/index.ts';
import type { TelegramChat } from '../../../adapters/telegram/index.ts';
import { systemClock } from '../../../src/app/clock.ts';
import { systemRandom } from '../../../src/app/random.ts';
import { openTelegram } from '../../support/telegram/index.ts';
import type { TelegramStandIn } from '../../support/telegram/index.ts';
import { memoryStore } from '../../support/telegram/memory-store.ts';
import type { MemoryTelegramStore } from '../../support/telegram/memory-store.ts';
import { scriptedInbox } from '../conformance/scripted-inbox.ts';

const quiet = () => {};
let telegram: TelegramStandIn;
let chats: TelegramChat[] = [];
const log: string[] = [];

/** A process of Baton, as far as Telegram is concerned. */
async function aProcess(store: MemoryTelegramStore): Promise<{
  readonly chat: TelegramChat;
  readonly inbox: ReturnType<typeof scriptedInbox>;
}> {
  const inbox = scriptedInbox();
  const write = (fields: object, message: string) => void log.push(`${JSON.stringify(fields)} ${message}`);
  const chat = makeTelegramChat({
    botToken: telegram.token,
    webhook: null,
    apiRoot: telegram.apiRoot,
    store,
    clock: systemClock(),
    random: systemRandom(),
    log: { debug: quiet, info: quiet, warn: write, error: write },
  });
  chats.push(chat);
  await chat.start(inbox);
  return { chat, inbox };
}

afterEach(async () => {
  await Promise.all(chats.map((chat) => chat.stop()));
  chats = [];
  log.length = 0;
  await telegram.close();
});

const asksOf = (...processes: readonly { readonly inbox: ReturnType<typeof scriptedInbox> }[]) =>
  processes.flatMap(({ inbox }) => inbox.asks.map(({ text }) => text)).sort();

describe('long polling', () => {
  it('names the updates it wants in full, and takes a webhook away that stands in its way', async () => {
    telegram = await openTelegram();
    await fetch(`${telegram.apiRoot}/bot${telegram.token}/setWebhook?url=https://old.example/x`);
    const { inbox } = await aProcess(memoryStore());
    const ana = telegram.addPerson({ name: 'Ana' });
    telegram.start({ person: ana });
    await vi.waitFor(() => expect(inbox.asks).toHaveLength(1), 5_000);
    expect(telegram.bench.updates.allowed()).toEqual([
      'message',
      'callback_query',
      'my_chat_member',
      'chat_member',
    ]);
    expect(telegram.calls('deleteWebhook')[0]?.params['drop_pending_updates']).not.toBe(true);
  });

  it('starts at once while Telegram is down, and listens as soon as it is back', async () => {
    telegram = await openTelegram();
    await telegram.shut();
    const { inbox } = await aProcess(memoryStore());
    const ana = telegram.addPerson({ name: 'Ana' });
    telegram.start({ person: ana });
    await telegram.reopen();
    await vi.waitFor(() => expect(inbox.asks).toHaveLength(1), 10_000);
  }, 15_000);

  it('confirms nothing before it is kept: a database that is away loses no update', async () => {
    telegram = await openTelegram();
    const store = memoryStore();
    const { inbox } = await aProcess(store);
    const ana = telegram.addPerson({ name: 'Ana' });
    await vi.waitFor(() => expect(telegram.bench.updates.isPolled()).toBe(true), 5_000);
    store.fail(3);
    telegram.start({ person: ana });
    await vi.waitFor(() => expect(inbox.asks).toHaveLength(1), 10_000);
    expect(log.join('\n')).not.toMatch(/stand-in-token|Ana/);
  }, 15_000);

  it('is done by one of several processes, and each update is worked on once', async () => {
    telegram = await openTelegram();
    const store = memoryStore();
    const [one, other] = [await aProcess(store), await aProcess(store)];
    const people = Array.from({ length: 20 }, (_, index) => telegram.addPerson({ name: `P${index}` }));
    for (const person of people) telegram.start({ person });
    await vi.waitFor(() => expect(asksOf(one, other)).toHaveLength(20), 10_000);
    // Nobody was cut off by the other.
    expect(log).toEqual([]);
  }, 15_000);

  it('is taken over within ten seconds when the process that did it dies', async () => {
    telegram = await openTelegram();
    const store = memoryStore();
    // A process that died: it has the turn, and will never give it back.
    await store.lease('telegram-poll', 't_dead', 7_000);
    const { inbox } = await aProcess(store);
    const ana = telegram.addPerson({ name: 'Ana' });
    const began = Date.now();
    telegram.start({ person: ana });
    await vi.waitFor(() => expect(inbox.asks).toHaveLength(1), { timeout: 12_000, interval: 50 });
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(Date.now() - began).toBeGreaterThan(5_000);
  }, 20_000);

  it('does not fight another program with the same token, and says so (T2)', async () => {
    telegram = await openTelegram();
    const mine = await aProcess(memoryStore());
    const theirs = await aProcess(memoryStore());
    await vi.waitFor(() => expect(log.join('\n')).toContain('Another program asks Telegram'), 10_000);
    const people = Array.from({ length: 5 }, (_, index) => telegram.addPerson({ name: `P${index}` }));
    for (const person of people) telegram.start({ person });
    await vi.waitFor(() => expect(new Set(asksOf(mine, theirs)).size).toBeGreaterThan(0), 10_000);
    // Each conflict is waited out for seconds, so there can't be many of them.
    expect(log.filter((line) => line.includes('Another program')).length).toBeLessThanOrEqual(3);
  }, 25_000);

  it('waits out a token that is refused, and tells that the platform is lost', async () => {
    telegram = await openTelegram();
    telegram.fault({ kind: '401', methods: ['*'] });
    const { inbox } = await aProcess(memoryStore());
    await vi.waitFor(
      () => expect(inbox.happenings.map(({ type }) => type)).toContain('platform lost'),
      5_000,
    );
    expect(log.join('\n')).toContain('TELEGRAM_BOT_TOKEN');
  });

  it('is not stopped by an update that always fails, nor are the others of its lane', async () => {
    telegram = await openTelegram();
    const store = memoryStore();
    const { inbox, chat } = await aProcess(store);
    await chat.stop();
    await chat.start({
      ...inbox,
      async happened(happening) {
        if (happening.type === 'private closed') throw new Error('It never works.');
      },
    });
    const ana = telegram.addPerson({ name: 'Ana' });
    const ben = telegram.addPerson({ name: 'Ben' });
    telegram.block({ person: ana });
    telegram.start({ person: ana });
    telegram.start({ person: ben });
    await vi.waitFor(() => expect(inbox.asks).toHaveLength(2), 10_000);
    expect([...store.updates.values()].map(({ state }) => state)).toContain('put aside');
  }, 15_000);
});
