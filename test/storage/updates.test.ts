/**
 * Updates are worked on by any number of processes. What could go wrong: two of them have updates of one lane in hand
 * at once, and a person's words are answered in the wrong order; an update whose worker died is lost, or kills every
 * worker after it; one that came twice acts twice.
 */
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { giveBackLease, holdLease } from '../../src/storage/leases.ts';
import { openDatabase } from '../../src/storage/open-database.ts';
import { purge } from '../../src/storage/purge.ts';
import { telegramStore } from '../../src/storage/telegram-store.ts';
import { failUpdate, finishUpdate, keepUpdates, takeUpdates } from '../../src/storage/updates.ts';
import { withDatabase } from '../support/with-database.ts';
import { letIn, seatTeam } from './deeds.ts';

const test = withDatabase();
const platform = 'telegram';

const keep = (...updates: readonly (readonly [id: number, lane: string])[]) =>
  keepUpdates(
    test.db,
    platform,
    updates.map(([id, lane]) => ({ id, lane, body: { text: `words of ${id}` } })),
  );
const take = async (worker = 'w1', atMost = 10) =>
  (await takeUpdates(test.db, { platform, worker, atMost })).map(({ id }) => id);
const done = (id: number, worker = 'w1') => finishUpdate(test.db, { platform, id, worker });
const failed = (id: number, worker = 'w1') => failUpdate(test.db, { platform, id, worker });
const leaseEnds = () => sql`update updates set leased_until = 1 where leased_by is not null`.execute(test.db);
const pauseEnds = () => sql`update updates set next_at = 0`.execute(test.db);
const rows = () => test.db.selectFrom('updates').select(['id', 'state', 'body']).orderBy('id').execute();

describe('kept updates', () => {
  it('come lane by lane, oldest first, and each lane one at a time', async () => {
    expect(await keep([3, 'ana'], [1, 'ana'], [2, 'ben'])).toBe(3);
    expect(await take()).toEqual([1, 2]);
    expect(await take('w2')).toEqual([]);
    expect(await done(1)).toBe('done');
    expect(await take('w2')).toEqual([3]);
    await done(2);
    await done(3, 'w2');
    expect(await take()).toEqual([]);
  });

  it('are kept once, and not again after they were worked on', async () => {
    await keep([1, 'ana']);
    expect(await keep([1, 'ana'])).toBe(0);
    await take();
    await done(1);
    expect(await keep([1, 'ana'])).toBe(0);
    expect(await take()).toEqual([]);
  });

  it('forget what was written as soon as they are worked on', async () => {
    await keep([1, 'ana']);
    await take();
    await done(1);
    expect(await rows()).toEqual([{ id: 1, state: 'done', body: null }]);
  });

  it('hold a lane up while one in it is in hand, also one with a higher number', async () => {
    await keep([5, 'ana']);
    expect(await take()).toEqual([5]);
    await keep([4, 'ana']);
    expect(await take('w2')).toEqual([]);
    await done(5);
    expect(await take('w2')).toEqual([4]);
  });

  it('that failed come again after a pause, and are put aside after five tries', async () => {
    await keep([1, 'ana'], [2, 'ana']);
    for (let tried = 1; tried < 5; tried += 1) {
      expect(await take()).toEqual([1]);
      expect(await failed(1)).toBe('again');
      expect(await take()).toEqual([]);
      await pauseEnds();
    }
    expect(await take()).toEqual([1]);
    expect(await failed(1)).toBe('put aside');
    expect((await rows())[0]).toEqual({ id: 1, state: 'aside', body: null });
    expect(await take()).toEqual([2]);
  });

  it('whose worker died come to another, and are not settled by the dead', async () => {
    await keep([1, 'ana']);
    await take('dead');
    await leaseEnds();
    expect(await take('living')).toEqual([1]);
    expect(await done(1, 'dead')).toBe('late');
    expect(await failed(1, 'dead')).toBe('late');
    expect(await done(1, 'living')).toBe('done');
  });

  it('that kill every worker are put aside, too', async () => {
    await keep([1, 'ana'], [2, 'ana']);
    for (let tried = 0; tried < 5; tried += 1) {
      expect(await take(`w${tried}`)).toEqual([1]);
      await leaseEnds();
    }
    expect(await take('last')).toEqual([2]);
    expect((await rows())[0]).toEqual({ id: 1, state: 'aside', body: null });
  });

  it('of different platforms have nothing to do with each other', async () => {
    await keep([1, 'ana']);
    await keepUpdates(test.db, 'slack', [{ id: 1, lane: 'ana', body: {} }]);
    expect(await take()).toEqual([1]);
    expect(await takeUpdates(test.db, { platform: 'slack', worker: 'w1', atMost: 9 })).toHaveLength(1);
  });

  it('that still quote a person are forgotten when the person is erased', async () => {
    await seatTeam(test.db);
    await letIn(test.db, { ref: 'l_1', phone: '+380671234567', email: 'olena@acme.ua' });
    const bodies = ['067 123-45-67', 'write to Olena@ACME.ua', 'something else', 'just now: 0671234567'];
    await keepUpdates(
      test.db,
      platform,
      bodies.map((text, id) => ({ id, lane: `${id}`, body: { message: { text } } })),
    );
    await sql`update updates set kept_at = kept_at - 120000 where id < 3`.execute(test.db);
    await sql`select forget('l_1', 2, 0)`.execute(test.db);
    expect((await rows()).map(({ state }) => state)).toEqual(['aside', 'aside', 'waiting', 'waiting']);
    expect((await rows()).slice(0, 2).map(({ body }) => body)).toEqual([null, null]);
  });

  it('are forgotten after a day and go after a week', async () => {
    const dayMs = 24 * 3_600_000;
    await keep([1, 'ana'], [2, 'ben']);
    await take('w1', 1);
    await done(1);
    const { keptAt = 0 } =
      (await test.db.selectFrom('updates').select('kept_at as keptAt').executeTakeFirst()) ?? {};
    await purge(test.db, keptAt + dayMs - 1);
    expect((await rows()).map(({ state }) => state)).toEqual(['done', 'waiting']);
    await purge(test.db, keptAt + dayMs + 60_000);
    expect(await rows()).toEqual([
      { id: 1, state: 'done', body: null },
      { id: 2, state: 'aside', body: null },
    ]);
    await purge(test.db, keptAt + 7 * dayMs + 60_000);
    expect(await rows()).toEqual([]);
  });

  it('are never two of one lane in hand, however many take at once', async () => {
    await using other = test.url === null ? null : await opened(test.url);
    const databases = [test.db, other?.db ?? test.db];
    const lanes = ['a', 'b', 'c', 'd'];
    const inHand = new Set<string>();
    const order = new Map<string, number[]>();
    await keep(...Array.from({ length: 80 }, (_, id) => [id + 1, lanes[id % 4] ?? 'a'] as const));
    const work = async (worker: string, db = test.db) => {
      for (let idle = 0; idle < 20;) {
        const taken = await takeUpdates(db, { platform, worker, atMost: 3 });
        idle = taken.length === 0 ? idle + 1 : 0;
        for (const { lane } of taken) {
          expect(inHand.has(lane)).toBe(false);
          inHand.add(lane);
        }
        for (const { id, lane } of taken) {
          order.set(lane, [...(order.get(lane) ?? []), id]);
          inHand.delete(lane);
          expect(await finishUpdate(db, { platform, id, worker })).toBe('done');
        }
      }
    };
    await Promise.all(Array.from({ length: 6 }, (_, at) => work(`w${at}`, databases[at % 2])));
    expect([...order.values()].flat()).toHaveLength(80);
    for (const ids of order.values()) expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  });
});

describe('a lease', () => {
  const name = 'polling';

  it('is held by one of ten who want it at once, and renewed by that one alone', async () => {
    const holders = Array.from({ length: 10 }, (_, at) => `p${at}`);
    const held = await Promise.all(
      holders.map((holder) => holdLease(test.db, { name, holder, forMs: 60_000 })),
    );
    expect(held.filter(Boolean)).toHaveLength(1);
    const winner = holders[held.indexOf(true)] ?? '';
    expect(await holdLease(test.db, { name, holder: winner, forMs: 60_000 })).toBe(true);
    expect(await holdLease(test.db, { name, holder: 'late', forMs: 60_000 })).toBe(false);
  });

  it('passes on when it has run out, or was given back by who had it', async () => {
    await holdLease(test.db, { name, holder: 'a', forMs: 0 });
    expect(await holdLease(test.db, { name, holder: 'b', forMs: 60_000 })).toBe(true);
    await giveBackLease(test.db, name, 'a');
    expect(await holdLease(test.db, { name, holder: 'c', forMs: 60_000 })).toBe(false);
    await giveBackLease(test.db, name, 'b');
    expect(await holdLease(test.db, { name, holder: 'c', forMs: 60_000 })).toBe(true);
  });
});

describe('the store of Telegram', () => {
  it('wakes who works when something new is kept, and not for a repeated one', async () => {
    const store = telegramStore(test.database, () => 0);
    let woken = 0;
    const stop = store.onWake(() => {
      woken += 1;
    });
    await store.keep([{ id: 1, lane: 'ana', body: {} }]);
    expect(woken).toBe(1);
    await store.keep([{ id: 1, lane: 'ana', body: {} }]);
    await store.keep([]);
    expect(woken).toBe(1);
    stop();
    expect(await store.take('w', 5)).toEqual([{ id: 1, lane: 'ana', body: {}, tries: 1 }]);
    expect(await store.failed(1, 'w')).toBe('again');
  });

  it('gives what is kept to who keeps it, as long as its lane is free, and wakes nobody for that', async () => {
    const store = telegramStore(test.database, () => 0);
    let woken = 0;
    const stop = store.onWake(() => {
      woken += 1;
    });
    const update = (id: number, lane: string) => ({ id, lane, body: {} });
    const taking = { worker: 'w1', atMost: 1 };
    expect(await store.keep([update(1, 'ana')], taking)).toEqual([{ ...update(1, 'ana'), tries: 1 }]);
    expect(await store.keep([update(1, 'ana')], taking)).toEqual([]);
    expect(woken).toBe(0);
    expect(await store.keep([update(2, 'ana')], taking)).toEqual([]);
    expect(woken).toBe(1);
    // More than there is room for.
    expect(await store.keep([update(3, 'ben'), update(4, 'cyril')], taking)).toMatchObject([{ id: 3 }]);
    expect(woken).toBe(2);
    expect(await store.done(1, 'w1', 5)).toMatchObject([{ id: 2 }, { id: 4 }]);
    // Who has lost it settles nothing, and takes what is there all the same.
    await keep([5, 'dora']);
    expect(await store.done(2, 'another', 5)).toMatchObject([{ id: 5 }]);
    expect((await rows()).find(({ id }) => id === 2)).toMatchObject({ state: 'waiting' });
    expect(await store.done(2, 'w1', 0)).toEqual([]);
    stop();
  });

  it.skipIf(process.env['DATABASE_URL'] === undefined)('wakes other processes, too', async () => {
    await using other = await opened(test.url ?? '');
    const { promise: heard, resolve } = Promise.withResolvers<void>();
    // Whether it listens already is not told; kept again and again until it has heard.
    telegramStore(other, () => 0).onWake(resolve);
    const store = telegramStore(test.database, () => 0);
    let id = 0;
    const timer = setInterval(() => void store.keep([{ id: (id += 1), lane: 'ana', body: {} }]), 20);
    await heard;
    clearInterval(timer);
  });

  it('keeps one form for each person until it runs out', async () => {
    let now = 1_000;
    const store = telegramStore(test.database, () => now);
    const form = { person: '7', ref: 'f1', lead: null, state: { step: 1 }, expiresAt: 2_000 };
    await store.saveForm(form);
    await store.saveForm({ ...form, ref: 'f2' });
    expect(await store.findForm('7')).toMatchObject({ ref: 'f2', state: { step: 1 } });
    now = 2_000;
    expect(await store.findForm('7')).toBeNull();
    await store.deleteForm('7');
  });
});

async function opened(url: string) {
  const database = await openDatabase({ databaseUrl: url, dataDir: null });
  return { ...database, [Symbol.asyncDispose]: () => database.close() };
}
