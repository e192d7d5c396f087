import { describe, expect, it } from 'vitest';
import { deleteFormSession, findFormSession, saveFormSession } from '../../src/storage/form-sessions.ts';
import { abandon, begin, finish, inFlightMs, keptMs } from '../../src/storage/idempotency.ts';
import {
  deleteInstance,
  listInstance,
  readInstance,
  settleInstance,
  swapInstance,
  writeInstance,
} from '../../src/storage/instance.ts';
import { codeLastsMs, insertCode, useCode, voidCode } from '../../src/storage/join-codes.ts';
import { isDelivered, recordDelivery } from '../../src/storage/ledger.ts';
import { purge } from '../../src/storage/purge.ts';
import { webMessages } from '../../src/storage/web-messages.ts';
import { aMoment, hourMs } from '../support/a-lead.ts';
import { withDatabase } from '../support/with-database.ts';
import { seatTeam } from './deeds.ts';

const test = withDatabase();
const now = aMoment;

describe('an idempotency key', () => {
  const asked = { owner: 'api', key: 'k', bodyHash: 'a', now };

  it('begins once of ten at once, and replays what was answered', async () => {
    const begun = await Promise.all(Array.from({ length: 10 }, () => begin(test.db, asked)));
    expect(begun.filter(({ state }) => state === 'begun')).toHaveLength(1);
    expect(begun.filter(({ state }) => state === 'in_flight')).toHaveLength(9);
    await finish(test.db, { ...asked, status: 201, answer: { ref: 'l_1' } });
    expect(await begin(test.db, asked)).toEqual({ state: 'replay', status: 201, answer: { ref: 'l_1' } });
  });

  it('is refused for another body, and is another one for another owner', async () => {
    await begin(test.db, asked);
    expect(await begin(test.db, { ...asked, bodyHash: 'b' })).toEqual({ state: 'mismatch' });
    expect(await begin(test.db, { ...asked, owner: 'form' })).toEqual({ state: 'begun' });
  });

  it('is free again when it was given up, when whoever began it died, and after a day', async () => {
    await begin(test.db, asked);
    await abandon(test.db, asked);
    expect(await begin(test.db, asked)).toEqual({ state: 'begun' });
    expect(await begin(test.db, { ...asked, now: now + inFlightMs - 1 })).toEqual({ state: 'in_flight' });
    expect(await begin(test.db, { ...asked, now: now + inFlightMs })).toEqual({ state: 'begun' });
    await finish(test.db, { ...asked, status: 200, answer: null });
    await abandon(test.db, asked);
    expect(await begin(test.db, { ...asked, now: now + keptMs })).toMatchObject({ state: 'replay' });
    const other = { ...asked, bodyHash: 'b', now: now + inFlightMs + keptMs };
    expect(await begin(test.db, other)).toEqual({ state: 'begun' });
  });
});

describe('a one-time code', () => {
  const code = 'ABCD-EFGH-JKLM';
  const use = (more: { person?: string; code?: string; now?: number } = {}) =>
    useCode(test.db, { code, kind: 'join', platform: 'slack', person: 'U1', now, ...more });
  const make = () =>
    insertCode(test.db, {
      code,
      kind: 'join',
      member: null,
      createdBy: 'm_mo',
      expiresAt: now + codeLastsMs,
    });

  it('lets one in of ten who send it at once', async () => {
    await seatTeam(test.db);
    await make();
    const uses = await Promise.all(Array.from({ length: 10 }, (_, index) => use({ person: `U${index}` })));
    expect(uses.filter(({ ok }) => ok)).toEqual([
      { ok: true, kind: 'join', member: null, createdBy: 'm_mo' },
    ]);
    expect(uses.filter(({ ok }) => !ok)).toEqual(
      Array.from({ length: 9 }, () => ({ ok: false, why: 'used' })),
    );
  });

  it('is read as people copy it, and kept as a hash alone', async () => {
    await seatTeam(test.db);
    await make();
    const rows = await test.db.selectFrom('join_codes').selectAll().execute();
    expect(JSON.stringify(rows)).not.toMatch(/ABCD|abcd/);
    expect(await use({ code: ' abcd efgh jklm ' })).toMatchObject({ ok: true });
  });

  it('gives a person five tries in a quarter of an hour', async () => {
    await seatTeam(test.db);
    await make();
    for (let tried = 0; tried < 5; tried += 1) {
      expect(await use({ code: `WRONG${tried}` })).toEqual({ ok: false, why: 'unknown' });
    }
    expect(await use()).toEqual({ ok: false, why: 'too_many_tries' });
    expect(await use({ now: now + codeLastsMs - 1 })).toEqual({ ok: false, why: 'too_many_tries' });
    expect(await use({ person: 'U2' })).toMatchObject({ ok: true });
    expect(await use({ now: now + codeLastsMs })).toEqual({ ok: false, why: 'used' });
  });

  it('is worthless when it is too old, voided, or of another kind', async () => {
    await seatTeam(test.db);
    await make();
    const asked = { code, platform: 'slack', person: 'U1', now } as const;
    expect(await useCode(test.db, { ...asked, kind: 'manager' })).toEqual({ ok: false, why: 'unknown' });
    expect(await use({ now: now + codeLastsMs })).toEqual({ ok: false, why: 'expired' });
    await voidCode(test.db, code, now);
    expect(await use()).toEqual({ ok: false, why: 'used' });
  });
});

describe('the ledger', () => {
  it('writes a delivery down once', async () => {
    const delivery = { platform: 'telegram', id: '17' } as const;
    expect(await isDelivered(test.db, delivery)).toBe(false);
    const written = await Promise.all(Array.from({ length: 5 }, () => recordDelivery(test.db, delivery)));
    expect(written.filter(Boolean)).toHaveLength(1);
    expect(await isDelivered(test.db, delivery)).toBe(true);
    expect(await isDelivered(test.db, { ...delivery, platform: 'slack' })).toBe(false);
  });
});

describe('what an instance keeps', () => {
  it('is settled by one of several that start at once', async () => {
    const settled = await Promise.all(
      Array.from({ length: 5 }, (_, index) => settleInstance(test.db, 'api_token', `t${index}`)),
    );
    expect(new Set(settled).size).toBe(1);
    expect(await readInstance(test.db, 'api_token')).toBe(settled[0]);
  });

  it('is swapped by one of several that saw the same', async () => {
    const key = 'last_run:digest';
    expect(await swapInstance(test.db, key, null, 1)).toBe(true);
    const swaps = await Promise.all(Array.from({ length: 5 }, () => swapInstance(test.db, key, 1, 2)));
    expect(swaps.filter(Boolean)).toHaveLength(1);
    expect(await swapInstance(test.db, key, null, 3)).toBe(false);
  });

  it('is written, listed by the beginning of its name, and deleted', async () => {
    await writeInstance(test.db, 'intake_token:site_1', { hash: 'x' });
    await writeInstance(test.db, 'intake_token:site_1', { hash: 'y' });
    await writeInstance(test.db, 'install_id', 'i');
    expect(await listInstance(test.db, 'intake_token:')).toEqual([
      { key: 'intake_token:site_1', value: { hash: 'y' } },
    ]);
    expect(await deleteInstance(test.db, 'intake_token:site_1')).toBe(true);
    expect(await deleteInstance(test.db, 'intake_token:site_1')).toBe(false);
    expect(await readInstance(test.db, 'intake_token:site_1')).toBeNull();
  });
});

describe('a form that is being filled in', () => {
  it('is one for each person and platform, and ends with its time', async () => {
    const session = {
      platform: 'telegram',
      person: '42',
      ref: 'f_1',
      lead: 'l_1',
      state: { step: 1 },
      expiresAt: now + hourMs,
    } as const;
    await saveFormSession(test.db, session);
    await saveFormSession(test.db, { ...session, ref: 'f_2', state: { step: 2, answers: ['так'] } });
    const asked = { platform: 'telegram', person: '42', now } as const;
    expect(await findFormSession(test.db, asked)).toMatchObject({ ref: 'f_2', state: { step: 2 } });
    expect(await findFormSession(test.db, { ...asked, now: now + hourMs })).toBeNull();
    await deleteFormSession(test.db, 'telegram', '42');
    expect(await findFormSession(test.db, asked)).toBeNull();
  });
});

describe('messages of the page', () => {
  const message = (id: string, more: { channel?: string; key?: string } = {}) => ({
    id,
    channel: 'prospectors',
    key: `k_${id}`,
    card: '{"title":"Картка"}',
    language: 'uk' as const,
    isPrivate: false,
    postedAt: now,
    ...more,
  });

  it('stand where they were posted, and changes are numbered in the order of their commit', async () => {
    const store = webMessages(test.database);
    let woken = 0;
    const stop = store.onChange(() => (woken += 1));
    await Promise.all(Array.from({ length: 8 }, (_, index) => store.insert(message(`w${index}`))));
    const saved = await store.save({ ...message('w3'), card: '{"title":"Інша"}', editedAt: now + 1 });
    expect(saved).toMatchObject({ card: '{"title":"Інша"}', change: 9, editedAt: now + 1 });
    expect(await store.lastChange()).toBe(9);
    expect((await store.listChanged(7, 10)).map(({ change }) => change)).toEqual(
      saved && saved.position === 8 ? [9] : [8, 9],
    );
    const all = await store.list('prospectors', { before: null, limit: 100 });
    expect(all.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const page = await store.list('prospectors', { before: 4, limit: 2 });
    expect(page.map(({ position }) => position)).toEqual([2, 3]);
    expect(await store.lastPositions(['prospectors', 'closers'])).toEqual({ prospectors: 8 });
    expect(woken).toBeGreaterThan(0);
    stop();
  });

  it('posted twice under one key are one', async () => {
    const store = webMessages(test.database);
    const first = await store.insert(message('w1', { key: 'k' }));
    const second = await store.insert({ ...message('w2', { key: 'k' }), card: '{}' });
    expect(second).toMatchObject({ id: first.id, card: '{}', position: first.position });
    expect(await store.findByKey('prospectors', 'k')).toEqual(second);
    expect(await store.findByKey('closers', 'k')).toBeNull();
    expect(await store.save({ ...message('w9'), editedAt: now })).toBeNull();
  });
});

describe('purging', () => {
  it('throws away what has served its time, and nothing else', async () => {
    await begin(test.db, { owner: 'api', key: 'old', bodyHash: 'a', now: now - keptMs - 1 });
    await begin(test.db, { owner: 'api', key: 'new', bodyHash: 'a', now });
    await test.db
      .insertInto('ledger')
      .values({ platform: 'slack', id: 'old', at: now - 30 * 24 * hourMs })
      .execute();
    await test.db.insertInto('ledger').values({ platform: 'slack', id: 'new', at: now }).execute();
    expect(await purge(test.db, now)).toBe(2);
    expect(await purge(test.db, now)).toBe(0);
    expect(await isDelivered(test.db, { platform: 'slack', id: 'new' })).toBe(true);
  });
});
