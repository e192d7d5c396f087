/** How updates come, and what can go wrong on the way: polling, the webhook, order, repetition, faults. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../project-files.ts';
import { openTelegram } from './index.ts';
import type { TelegramStandIn } from './index.ts';
import { memoryStore } from './memory-store.ts';
import { sayOk, saying } from './say.ts';

type Got = { readonly update_id: number } & Readonly<Record<string, unknown>>;

let telegram: TelegramStandIn;
let ana: number;
let ben: number;
let group: number;
const call = (method: string, params: object = {}) => saying(telegram, method, params);
const poll = async (params: object = {}): Promise<readonly Got[]> => {
  const got = await sayOk(telegram, 'getUpdates', params);
  if (!Array.isArray(got)) throw new Error('No list of updates.');
  return got;
};
const kinds = (got: readonly Got[]) => got.map((update) => Object.keys(update)[1]);

beforeEach(async () => {
  telegram = await openTelegram();
  ana = telegram.addPerson({ name: 'Ana' });
  ben = telegram.addPerson({ name: 'Ben' });
  group = telegram.addGroup({ title: 'Prospectors', members: [ana, ben] });
});
afterEach(() => telegram.close());

describe('polling the stand-in', () => {
  it('confirms by the offset, gives a hundred at most, and waits for the next', async () => {
    telegram.start({ person: ana });
    const [, first] = await poll();
    expect(first).toMatchObject({ message: { text: '/start', from: { id: ana } } });
    expect(await poll()).toHaveLength(2);
    const offset = (first?.update_id ?? 0) + 1;
    expect(await poll({ offset })).toEqual([]);
    const waiting = poll({ offset, timeout: 20 });
    await telegram.until('somebody waits', () => telegram.bench.updates.isPolled());
    telegram.say({ person: ana, text: '/mine' });
    expect(await waiting).toMatchObject([{ message: { text: '/mine' } }]);
    for (let at = 0; at < 101; at += 1) telegram.say({ person: ana, text: `${at}` });
    expect(await poll({ offset })).toHaveLength(100);
  });

  it('cuts off the older of two, and any while there is a webhook', async () => {
    const older = call('getUpdates', { timeout: 20 });
    await poll({ offset: 0 });
    const waiting = call('getUpdates', { offset: 999_999_999, timeout: 20 });
    await telegram.until('somebody waits', () => telegram.bench.updates.isPolled());
    const newer = call('getUpdates', { offset: 999_999_999, timeout: 20 });
    expect(await waiting).toBe(
      '409 Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    );
    expect(await older).toBe('ok');
    expect(await call('setWebhook', { url: telegram.apiRoot })).toBe('ok');
    expect(await newer).toBe('409 Conflict: terminated by setWebhook request');
    expect(await call('getUpdates')).toBe(
      "409 Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
  });

  it('tells of members only where it is named and the bot is an admin, and remembers what was named', async () => {
    telegram.leave({ chat: group, person: ben });
    expect(kinds(await poll())).toEqual(['my_chat_member', 'message']);
    await poll({ allowed_updates: ['message', 'chat_member'] });
    telegram.join({ chat: group, person: ben });
    expect(kinds(await poll())).toEqual(['my_chat_member', 'message', 'message']);
    telegram.promoteBot({ chat: group });
    telegram.leave({ chat: group, person: ben });
    expect(kinds(await poll({})).slice(3)).toEqual(['chat_member', 'message']);
  });

  it('forgets presses after 150 seconds and all else after a day', async () => {
    await sayOk(telegram, 'sendMessage', {
      chat_id: group,
      text: 'x',
      reply_markup: { inline_keyboard: [[{ text: 'Claim', callback_data: 'claim:abc' }]] },
    });
    const message = telegram.cards(group)[0]?.message ?? 0;
    telegram.press({ person: ana, chat: group, message, button: 'claim:abc' });
    expect(kinds(await poll())).toEqual(['my_chat_member', 'callback_query']);
    telegram.passTime(151_000);
    expect(kinds(await poll())).toEqual(['my_chat_member']);
    telegram.passTime(24 * 3_600_000);
    expect(await poll()).toEqual([]);
  });

  it('keeps from the bot what privacy mode keeps, and says who is anonymous', async () => {
    await poll();
    telegram.say({ person: ana, chat: group, text: 'just talking' });
    telegram.say({ person: ana, chat: group, text: '/baton here prospectors', anonymously: true });
    telegram.promoteBot({ chat: group });
    telegram.say({ person: ana, chat: group, text: 'talking again' });
    const messages = (await poll()).filter((update) => 'message' in update);
    expect(messages).toMatchObject([
      { message: { from: { username: 'GroupAnonymousBot' }, sender_chat: { id: group } } },
      { message: { text: 'talking again', from: { id: ana } } },
    ]);
  });

  it('mixes lanes but keeps each in order, and repeats', async () => {
    for (const person of [ana, ben]) telegram.start({ person });
    await poll({ offset: 999_999_999 });
    telegram.hold();
    for (const text of ['1', '2', '3']) for (const person of [ana, ben]) telegram.say({ person, text });
    expect(await poll()).toEqual([]);
    telegram.letGo({ seed: 5, times: 2 });
    const got = await poll();
    const texts = (person: number) =>
      got.flatMap((update) =>
        JSON.stringify(update).includes(`"id":${person}`)
          ? /"text":"(\d)"/.exec(JSON.stringify(update))?.[1]
          : [],
      );
    expect(texts(ana)).toEqual(['1', '1', '2', '2', '3', '3']);
    expect(texts(ben)).toEqual(['1', '1', '2', '2', '3', '3']);
    expect(new Set(got.map(({ update_id }) => update_id)).size).toBe(6);
    const [first] = got;
    telegram.redeliver(first?.update_id ?? 0);
    expect(await poll({ offset: 999_999_999 })).toEqual([first]);
  });
});

describe('the webhook of the stand-in', () => {
  it('delivers with the secret, again until it is taken, and each lane in order', async () => {
    const got: { readonly text: string; readonly secret: unknown }[] = [];
    let failures = 2;
    const server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (part: string) => (body += part));
      request.on('end', () => {
        got.push({
          text: /"text":"([^"]*)"/.exec(body)?.[1] ?? '',
          secret: request.headers['x-telegram-bot-api-secret-token'],
        });
        failures -= 1;
        response.writeHead(failures >= 0 ? 503 : 200).end();
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    telegram.route('https://baton.example', `http://127.0.0.1:${port}`);

    const set = (secret_token: string) =>
      call('setWebhook', { url: 'https://baton.example/hook', secret_token, allowed_updates: ['message'] });
    expect(await set('ü')).toBe('400 Bad Request: secret token contains unallowed characters');
    expect(await set('x'.repeat(257))).toBe('400 Bad Request: secret token is too long');
    expect(await call('setWebhook', { url: 'http://baton.example/hook' })).toContain('An HTTPS URL must');
    expect(await set('the-secret')).toBe('ok');
    expect(await set('the-secret')).toBe('429 Too Many Requests: retry after 1');
    await telegram.until('the first has gone', () => telegram.isDrained());
    got.length = 0;
    failures = 2;
    telegram.start({ person: ana });
    telegram.say({ person: ana, text: 'second' });
    await telegram.until('all is taken', () => telegram.isDrained());
    expect(got.map(({ text }) => text)).toEqual(['/start', '/start', '/start', 'second']);
    expect(got[0]?.secret).toBe('the-secret');
    expect(await sayOk(telegram, 'getWebhookInfo')).toMatchObject({
      url: 'https://baton.example/hook',
      pending_update_count: 0,
      last_error_message: 'Wrong response from the webhook: 503',
    });
    server.close();
  });
});

describe('faults of the stand-in', () => {
  const send = () => call('sendMessage', { chat_id: group, text: 'x' }).catch(() => 'broken');
  const there = () => telegram.cards(group).length;

  it.each([
    ['answer lost', 'broken', 1],
    ['reset', 'broken', 0],
    ['500', '500 Internal Server Error: internal error', 0],
    ['502', 'broken', 0],
    ['502 after', 'broken', 1],
    ['401', '401 Unauthorized', 0],
    ['403', '403 Forbidden: bot was kicked from the supergroup chat', 0],
    ['slow', 'ok', 1],
  ] as const)('%s meets the calls it is for', async (kind, says, stands) => {
    telegram.fault({ kind, times: 1, after: 1, ms: 10 });
    expect(await send()).toBe('ok');
    expect(await call('getMe')).toBe('ok');
    expect(await send()).toBe(says);
    expect(there()).toBe(1 + stands);
    expect(await send()).toBe('ok');
  });

  it('hangs until whoever called gives up', async () => {
    telegram.fault({ kind: 'hang after', times: 1 });
    const signal = AbortSignal.timeout(100);
    await expect(
      fetch(`${telegram.apiRoot}/bot${telegram.token}/sendMessage?chat_id=${group}&text=x`, { signal }),
    ).rejects.toThrow(/abort|timeout/i);
    expect(there()).toBe(1);
  });

  it('refuses connections while it is shut', async () => {
    await telegram.shut();
    expect(await send()).toBe('broken');
    await telegram.reopen();
    expect(await send()).toBe('ok');
  });

  it('notes whoever does not wait as long as they were told', async () => {
    telegram.fault({ kind: '429', times: 1, seconds: 7, chat: group });
    expect(await send()).toBe('429 Too Many Requests: retry after 7');
    telegram.passTime(7_001);
    expect(await send()).toBe('ok');
    expect(telegram.violations()).toEqual([]);
    telegram.fault({ kind: '429', times: 1, seconds: 7 });
    await send();
    await send();
    expect(telegram.violations()).toHaveLength(1);
  });
});

describe('the stand-in as a process', () => {
  it('is driven from outside', async () => {
    const child = spawn(
      process.execPath,
      [join(root, 'test/support/telegram/stand-in.ts'), '--rates', 'real'],
      {
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    const [line] = await once(createInterface(child.stdout), 'line');
    const { apiRoot, control, token } = JSON.parse(String(line));
    const deed = async (name: string, given: unknown) => {
      const answer = await fetch(`${control}/${name}`, { method: 'POST', body: JSON.stringify(given) });
      const { result, problem } = await answer.json();
      return answer.ok ? result : problem;
    };
    const person = await deed('addPerson', { name: 'Ana' });
    await deed('start', { person });
    await fetch(`${apiRoot}/bot${token}/sendMessage?chat_id=${person}&text=hello`);
    expect(await deed('cards', person)).toMatchObject([{ text: 'hello', isBots: true }]);
    expect(await deed('start', { person, payload: 'no spaces' })).toContain('T49');
    expect(await deed('shut', null)).toBeNull();
    await expect(fetch(apiRoot)).rejects.toThrow('fetch failed');
    const ended = once(child, 'exit');
    child.stdin.end();
    expect((await ended)[0]).toBe(0);
  });
});

describe('the store in memory', () => {
  const update = (id: number, lane: string) => ({ id, lane, body: { update_id: id } });

  it('gives the oldest of each lane, one at a time, and none twice', async () => {
    const store = memoryStore();
    await store.keep([update(2, 'a'), update(1, 'a'), update(3, 'b')]);
    await store.keep([update(1, 'a')]);
    const ids = async (worker: string) => (await store.take(worker, 10)).map(({ id }) => id);
    expect(await ids('w1')).toEqual([1, 3]);
    expect(await ids('w2')).toEqual([]);
    await store.done(1, 'w1', 0);
    expect(await ids('w2')).toEqual([2]);
    await store.keep([update(1, 'a')]);
    await store.done(2, 'w2', 0);
    expect(await ids('w2')).toEqual([]);
  });

  it('puts aside what fails again and again, and lets its lane go on', async () => {
    let now = 0;
    const store = memoryStore(() => now);
    await store.keep([update(1, 'a'), update(2, 'a')]);
    const outcomes = [];
    for (let tries = 0; tries < 5; tries += 1) {
      expect((await store.take('w', 10)).map(({ id }) => id)).toEqual([1]);
      outcomes.push(await store.failed(1, 'w'));
      now += 1_000;
    }
    expect(outcomes).toEqual(['again', 'again', 'again', 'again', 'put aside']);
    expect((await store.take('w', 10)).map(({ id }) => id)).toEqual([2]);
  });

  it('leases to one at a time, and hands over when the time is up', async () => {
    let now = 0;
    const store = memoryStore(() => now);
    expect(await store.lease('poll', 'one', 100)).toBe(true);
    expect(await store.lease('poll', 'two', 100)).toBe(false);
    now = 101;
    expect(await store.lease('poll', 'two', 100)).toBe(true);
    await store.giveBack('poll', 'one');
    expect(await store.lease('poll', 'one', 100)).toBe(false);
    await store.giveBack('poll', 'two');
    expect(await store.lease('poll', 'one', 100)).toBe(true);
  });
});
