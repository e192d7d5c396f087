import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeTelegramChat } from '../../../adapters/telegram/index.ts';
import type { TelegramChat } from '../../../adapters/telegram/index.ts';
import { systemClock } from '../../../src/app/clock.ts';
import { systemRandom } from '../../../src/app/random.ts';
import { openTelegram } from '../../support/telegram/index.ts';
import type { TelegramStandIn } from '../../support/telegram/index.ts';
import { memoryStore } from '../../support/telegram/memory-store.ts';
import type { MemoryTelegramStore } from '../../support/telegram/memory-store.ts';
import { scriptedInbox } from '../conformance/scripted-inbox.ts';

const secret = 'a-secret-of-the-webhook';
const quiet = () => {};
let telegram: TelegramStandIn;
let server: FastifyInstance;
let chat: TelegramChat;
let store: MemoryTelegramStore;
let inbox: ReturnType<typeof scriptedInbox>;

beforeEach(async () => {
  telegram = await openTelegram({ mode: 'webhook' });
  store = memoryStore();
  inbox = scriptedInbox();
  chat = makeTelegramChat({
    botToken: telegram.token,
    webhook: { url: 'https://baton.example/telegram/webhook', secret },
    apiRoot: telegram.apiRoot,
    store,
    clock: systemClock(),
    random: systemRandom(),
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  });
  server = fastify();
  await chat.register(server);
  await chat.start(inbox);
});
afterEach(async () => {
  await chat.stop();
  await server.close();
  await telegram.close();
});

const update = (id: number, text: string) => ({
  update_id: id,
  message: {
    message_id: id,
    date: 1,
    chat: { id: 42, type: 'private' },
    from: { id: 42, is_bot: false, first_name: 'Оля' },
    text,
  },
});

const deliver = (payload: object | string, headers: Record<string, string> = {}) =>
  server.inject({
    method: 'POST',
    url: '/telegram/webhook',
    headers: {
      'content-type': 'application/json',
      'x-telegram-bot-api-secret-token': secret,
      ...headers,
    },
    payload,
  });

describe('the webhook', () => {
  it('is told to Telegram with its secret and the updates it wants', async () => {
    await vi.waitFor(() => expect(telegram.webhookTarget()?.secret).toBe(secret), 5_000);
    expect(telegram.bench.webhook.info()).toMatchObject({
      url: 'https://baton.example/telegram/webhook',
      allowed_updates: ['message', 'callback_query', 'my_chat_member', 'chat_member'],
    });
    expect(telegram.bench.updates.isPolled()).toBe(false);
  });

  it('takes nothing without the secret, whatever it looks like', async () => {
    for (const wrong of ['', 'a-secret-of-the-webhooK', `${secret}x`, 'я'.repeat(9)]) {
      const answer = await deliver(update(1, 'mine'), {
        'x-telegram-bot-api-secret-token': Buffer.from(wrong).toString('latin1'),
      });
      expect(answer.statusCode).toBe(403);
    }
    const without = await server.inject({
      method: 'POST',
      url: '/telegram/webhook',
      payload: update(1, 'mine'),
    });
    expect(without.statusCode).toBe(403);
    expect(store.updates.size).toBe(0);
  });

  it('keeps an update before it says 200, in whatever alphabet, and acts once on a repeated one', async () => {
    for (let times = 0; times < 3; times += 1) {
      expect((await deliver(update(7, 'знайти Київ 😀'))).statusCode).toBe(200);
    }
    expect(store.updates.size).toBe(1);
    await vi.waitFor(() => expect(inbox.asks).toHaveLength(1), 5_000);
    expect(inbox.asks[0]).toMatchObject({ text: 'знайти Київ 😀', person: { id: '42', name: 'Оля' } });
  });

  it('asks for it again when it could not be kept', async () => {
    store.fail(1);
    const answer = await deliver(update(8, 'mine'));
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('5');
    expect((await deliver(update(8, 'mine'))).statusCode).toBe(200);
  });

  it('is done with what is no update, or of a kind that means nothing here', async () => {
    expect((await deliver({ hello: 'world' })).statusCode).toBe(200);
    expect((await deliver({ update_id: 9, poll: { id: 'x' } })).statusCode).toBe(200);
    expect((await deliver({ update_id: 10, message: { message_id: 'x' } })).statusCode).toBe(200);
    expect(store.updates.size).toBe(0);
  });

  it('refuses a body that is too large', async () => {
    const answer = await deliver(update(11, 'x'.repeat(600 * 1024)));
    expect(answer.statusCode).toBe(413);
  });
});
