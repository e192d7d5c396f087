import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Notice } from '../../src/core/notice.ts';
import { saveIdentity, saveMember } from '../../src/storage/members.ts';
import {
  buryPlace,
  outboxDepth,
  settleAndTake,
  settleWork,
  tellOnce,
  type Finished,
  type Work,
} from '../../src/storage/outbox.ts';
import { openLanes } from '../../src/storage/lanes.ts';
import { announceOpenLeads, deletePlace, insertPlace } from '../../src/storage/places.ts';
import { aMoment } from '../support/a-lead.ts';
import { nextWorkAt, takeWork } from '../support/take-work.ts';
import { withDatabase } from '../support/with-database.ts';
import { bind, claimed, letIn, move, noted, released, seatTeam } from './deeds.ts';

const test = withDatabase();
const now = aMoment;
const leaseMs = 30_000;

const prospectors: Notice = { type: 'card', audience: 'prospectors', fresh: false };
const anew: Notice = { type: 'card', audience: 'prospectors', fresh: true };
const anas: Notice = { type: 'private card', member: 'm_ana' };

function take(at = now, limit = 10, worker = 'w1'): Promise<readonly Work[]> {
  return takeWork(test.db, { worker, leaseMs, limit, platforms: ['slack', 'telegram'], now: at });
}

async function takeOne(at = now): Promise<Work> {
  const [work] = await take(at, 1);
  if (!work) throw new Error('There is nothing to take.');
  return work;
}

function show(work: Work, at = now, revision = work.view?.lead.revision ?? 0): Promise<boolean> {
  const message = work.message ?? { channel: 'C', thread: null, message: `ts${work.id}` };
  return settleWork(test.db, work, { type: 'shown', message, revision }, at);
}

function finishedOf(work: Work): Finished {
  const message = { channel: 'C', thread: null, message: `ts${work.id}` };
  return { work, outcome: { type: 'shown', message, revision: work.wanted }, at: now };
}

const round = (finished: readonly Finished[]) =>
  settleAndTake(test.db, { worker: 'w1', leaseMs, limits: { slack: 10 }, finished, now });

/** Shows all there is; what was shown, in order. */
async function drain(at = now): Promise<readonly Work[]> {
  const shown: Work[] = [];
  for (;;) {
    const works = await take(at);
    if (works.length === 0) return shown;
    for (const work of works) {
      shown.push(work);
      await show(work, at);
    }
  }
}

beforeEach(async () => {
  await seatTeam(test.db);
  await bind(test.db, 'prospectors');
});

describe('a living card', () => {
  it('carries what is needed to draw and to send it', async () => {
    await letIn(test.db);
    const work = await takeOne();
    expect(work).toMatchObject({
      kind: 'living card',
      platform: 'slack',
      to: { type: 'channel', channel: 'C_prospectors', thread: null },
      ref: 'l_first',
      audiences: ['prospectors'],
      message: null,
      wanted: 1,
      attempts: 0,
      unknown: false,
    });
    expect(work.view?.lead).toMatchObject({ stage: 'new', revision: 1 });
    expect(work.key).toMatch(/^l_first-\d+$/);
  });

  it('is one row however often the lead changes, and one edit', async () => {
    await letIn(test.db);
    await drain();
    await move(test.db, 'l_first', 'm_ana', claimed, { notices: [prospectors] });
    for (let count = 0; count < 4; count += 1) {
      await move(test.db, 'l_first', 'm_ana', noted, { notices: [prospectors] });
    }
    const shown = await drain();
    expect(shown).toHaveLength(1);
    expect(shown[0]).toMatchObject({ wanted: 6, message: { channel: 'C' }, view: { lead: { revision: 6 } } });
  });

  it('stays out of date when the lead moved on while it was being shown', async () => {
    await letIn(test.db);
    const work = await takeOne();
    await move(test.db, 'l_first', 'm_ana', claimed, { notices: [prospectors] });
    await show(work);
    const again = await takeOne();
    expect(again).toMatchObject({ id: work.id, wanted: 2, message: { channel: 'C' } });
    await show(again);
    expect(await take()).toEqual([]);
  });

  it('is one for a channel that is bound more than once', async () => {
    await bind(test.db, 'closers', { channel: 'C_prospectors' });
    await bind(test.db, 'prospectors', { channel: 'C_prospectors', direction: 'main' });
    await letIn(test.db, { notices: [anew, { type: 'card', audience: 'closers', fresh: false }] });
    const works = await take();
    expect(works).toHaveLength(1);
    expect(works[0]?.audiences).toEqual(['closers', 'prospectors']);
  });

  it('goes to places of its direction and to those of all directions alone', async () => {
    await bind(test.db, 'prospectors', { channel: 'C_main', direction: 'main' });
    await bind(test.db, 'prospectors', { channel: 'C_other', direction: 'other' });
    await letIn(test.db);
    const channels = (await take()).map(({ to }) => (to.type === 'channel' ? to.channel : ''));
    expect(channels.sort()).toEqual(['C_main', 'C_prospectors']);
  });

  it('offered anew, is posted anew, and the old one becomes a stub', async () => {
    await letIn(test.db);
    const [first] = await drain();
    await move(test.db, 'l_first', 'm_ana', claimed, { notices: [prospectors] });
    await move(test.db, 'l_first', 'm_ana', released, { notices: [anew] });
    const shown = await drain();
    expect(shown.map(({ kind, message }) => [kind, message === null])).toEqual([
      ['living card', true],
      ['stub', false],
    ]);
    expect(shown[1]?.id).toBe(first?.id);
    await move(test.db, 'l_first', 'm_ben', claimed, { notices: [prospectors] });
    expect((await drain()).map(({ kind }) => kind)).toEqual(['living card']);
  });

  it('that was never posted is not posted twice for being offered anew', async () => {
    await letIn(test.db);
    await move(test.db, 'l_first', 'm_ana', claimed, { notices: [prospectors] });
    await move(test.db, 'l_first', 'm_ana', released, { notices: [anew] });
    expect((await drain()).map(({ kind }) => kind)).toEqual(['living card']);
  });

  it('that is just being posted when it is offered anew becomes a stub once it stands', async () => {
    await letIn(test.db);
    const flying = await takeOne();
    await move(test.db, 'l_first', 'm_ana', claimed, { notices: [prospectors] });
    await move(test.db, 'l_first', 'm_ana', released, { notices: [anew] });
    await show(flying, now, 3);
    expect((await drain()).map(({ kind, id }) => [kind, id === flying.id])).toEqual([
      ['living card', false],
      ['stub', true],
    ]);
  });

  it('that was deleted is posted anew while the lead lives, however often it failed before', async () => {
    await letIn(test.db);
    await drain();
    await move(test.db, 'l_first', 'm_ana', claimed, { notices: [prospectors] });
    for (let count = 0; count < 4; count += 1) {
      await settleWork(test.db, await takeOne(), { type: 'later', afterMs: 0 }, now);
    }
    const edit = await takeOne();
    expect(edit).toMatchObject({ method: 'edit', attempts: 4 });
    await settleWork(test.db, edit, { type: 'gone' }, now);
    expect(await takeOne()).toMatchObject({ method: 'post', message: null });
  });

  it('is asked for where a place is bound late', async () => {
    for (const index of [1, 2, 3]) await letIn(test.db, { ref: `l_${index}`, phone: `+38067000000${index}` });
    await drain();
    const { id } = await bind(test.db, 'prospectors', { channel: 'C_late' });
    expect(await announceOpenLeads(test.db, { place: id, atMost: 2, now })).toBe(2);
    expect((await drain()).map(({ ref }) => ref)).toEqual(['l_2', 'l_3']);
  });

  it('is let go where a place is unbound', async () => {
    const { id } = await bind(test.db, 'prospectors', { channel: 'C_late' });
    await letIn(test.db);
    expect(await deletePlace(test.db, id)).toBe(true);
    expect((await drain()).map(({ lane, to }) => [typeof lane, to])).toEqual([
      ['number', { type: 'channel', channel: 'C_prospectors', thread: null }],
    ]);
    expect(await deletePlace(test.db, id)).toBe(false);
  });
});

describe('taking work', () => {
  it('takes one at a time of a lane, and the urgent before the rest', async () => {
    await bind(test.db, 'managers', { channel: 'C_prospectors' });
    await tellOnce(test.db, {
      key: 'digest',
      now,
      to: { type: 'managers', direction: null },
      kind: 'digest',
    });
    await letIn(test.db, { ref: 'l_a', phone: '+380670000001' });
    await letIn(test.db, { ref: 'l_b', phone: '+380670000002' });
    await move(test.db, 'l_a', 'm_ana', claimed, {
      notices: [
        prospectors,
        anas,
        { type: 'tell', member: 'm_ben', telling: 'lead_assigned' },
        { type: 'tell managers', telling: 'custody_freed' },
      ],
    });
    const first = await take();
    expect(first.map(({ kind, to }) => [kind, to.type === 'person' ? to.member : to.channel])).toEqual([
      ['private card', 'm_ana'],
      ['tell', 'm_ben'],
      ['tell managers', 'C_prospectors'],
    ]);
    expect(await take()).toEqual([]);
    for (const work of first) await settleWork(test.db, work, { type: 'told' }, now);
    const rest: string[] = [];
    for (let works = await take(); works.length > 0; works = await take()) {
      expect(works).toHaveLength(1);
      for (const work of works) {
        rest.push(`${work.kind} ${work.ref}`);
        await show(work);
      }
    }
    expect(rest).toEqual(['living card l_a', 'living card l_b', 'digest null']);
  });

  /**
   * The race. Two processes look into the outbox in the same millisecond and both see the same most urgent card. Sent
   * twice it would stand twice in the channel, for a platform has no idempotency keys. Lanes are taken under lock, and
   * one that is locked or leased is passed over.
   */
  it('never hands a lane to two of ten workers who ask at once', async () => {
    for (let lane = 0; lane < 6; lane += 1) {
      await bind(test.db, 'prospectors', { channel: `C_${lane}` });
    }
    for (let lead = 0; lead < 10; lead += 1) {
      await letIn(test.db, { ref: `l_${lead}`, phone: `+38067000000${lead}` });
    }
    const taken = await Promise.all(Array.from({ length: 10 }, (_, index) => take(now, 2, `w${index}`)));
    const lanes = taken.flat().map(({ lane }) => lane);
    expect(lanes).toHaveLength(new Set(lanes).size);
    expect(lanes.length).toBeGreaterThan(0);
  });

  it('hands out each card once while many workers drain the outbox side by side', async () => {
    for (let lane = 0; lane < 3; lane += 1) {
      await bind(test.db, 'prospectors', { channel: `C_${lane}` });
    }
    for (let lead = 0; lead < 10; lead += 1) {
      await letIn(test.db, { ref: `l_${lead}`, phone: `+38067000000${lead}` });
    }
    const shown: string[] = [];
    const work = async (worker: string): Promise<void> => {
      for (let idle = 0; idle < 3;) {
        const works = await take(now, 2, worker);
        idle = works.length === 0 ? idle + 1 : 0;
        for (const one of works) {
          shown.push(one.key);
          expect(await show(one)).toBe(true);
        }
      }
    };
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map(work));
    expect(shown).toHaveLength(40);
    expect(new Set(shown).size).toBe(40);
    expect(await outboxDepth(test.db)).toEqual([]);
  });

  it('takes over what a dead worker had, once its lease is over, as unknown', async () => {
    await letIn(test.db);
    const lost = await takeOne();
    expect(await take(now + leaseMs - 1)).toEqual([]);
    const again = await takeOne(now + leaseMs);
    expect(again).toMatchObject({ id: lost.id, unknown: true, attempts: 1, take: 2 });
    expect(await show(lost, now + leaseMs)).toBe(false);
    expect(await show(again, now + leaseMs)).toBe(true);
    expect(await take(now + leaseMs)).toEqual([]);
  });

  it('holds a place and a platform for as long as it was told, and no other', async () => {
    await bind(test.db, 'prospectors', { channel: 'C_telegram', platform: 'telegram' });
    await bind(test.db, 'prospectors', { channel: 'C_second' });
    for (const ref of ['l_a', 'l_b']) {
      await letIn(test.db, { ref, phone: ref === 'l_a' ? '+380670000001' : '+380670000002' });
    }
    const works = await take();
    expect(works).toHaveLength(3);
    for (const work of works) {
      const isHeld = work.to.type === 'channel' && work.to.channel === 'C_prospectors';
      if (isHeld) {
        await settleWork(test.db, work, { type: 'later', afterMs: 500, holdPlaceMs: 3_000 }, now);
      } else if (work.platform === 'telegram') {
        await settleWork(test.db, work, { type: 'later', afterMs: 500, holdPlatformMs: 7_000 }, now);
      } else {
        await show(work);
      }
    }
    const channels = async (at: number) =>
      (await take(at)).map(({ to }) => (to.type === 'channel' ? to.channel : ''));
    expect(await channels(now)).toEqual(['C_second']);
    expect(await nextWorkAt(test.db, 'telegram', now)).toBe(now + 7_000);
    expect(await channels(now + 2_999)).toEqual([]);
    expect(await channels(now + 3_000)).toEqual(['C_prospectors']);
    expect(await channels(now + 6_999)).toEqual([]);
    expect(await channels(now + 7_000)).toEqual(['C_telegram']);
  });

  it('lets others of the lane pass while one is put off', async () => {
    for (const ref of ['l_a', 'l_b']) {
      await letIn(test.db, { ref, phone: ref === 'l_a' ? '+380670000001' : '+380670000002' });
    }
    const work = await takeOne();
    await settleWork(test.db, work, { type: 'later', afterMs: 1_000, mayHaveActed: true }, now);
    const next = await takeOne();
    expect([work.ref, next.ref]).toEqual(['l_a', 'l_b']);
    await show(next);
    expect(await nextWorkAt(test.db, 'slack', now)).toBe(now + 1_000);
    expect(await takeOne(now + 1_000)).toMatchObject({ ref: 'l_a', unknown: true, attempts: 1 });
  });

  it('settles what ended together with the taking of the next, and leaves alone what comes too late', async () => {
    await letIn(test.db, { ref: 'l_a', phone: '+380670000001' });
    await bind(test.db, 'prospectors', { channel: 'C_second' });
    await letIn(test.db, { ref: 'l_b', phone: '+380670000002' });
    const [one, other] = await take();
    if (!one || !other) throw new Error('Two places have something to show.');
    const { works, busy, next } = await round([
      finishedOf(one),
      finishedOf({ ...other, take: other.take + 1 }),
    ]);
    expect(busy).toEqual([]);
    expect(works.map(({ lane }) => lane)).toEqual([one.lane]);
    // The other is still in hand, as nobody has settled it.
    expect(next.slack).toBe(now + leaseMs);
  });

  it('waits for nobody with something settled in hand: what others write to is handed back', async (context) => {
    if (test.url === null) context.skip('Only a server has others.');
    await bind(test.db, 'prospectors', { channel: 'C_second' });
    await letIn(test.db);
    const [one, other] = await take();
    if (!one || !other) throw new Error('Two places have something to show.');
    const finished = [finishedOf(one), finishedOf(other)];
    await test.db.transaction().execute(async (trx) => {
      await sql`select 1 from outbox where id = ${other.id} for update`.execute(trx);
      const { busy } = await round(finished);
      expect(busy).toEqual([finished[1]]);
    });
    expect((await round(finished.slice(1))).next).toEqual({});
    const { rows } = await sql`select 1 from outbox where dirty or leased_by is not null`.execute(test.db);
    expect(rows).toEqual([]);
  });

  it('goes by the clock of the database unless it is handed a moment', async () => {
    await letIn(test.db);
    const works = await takeWork(test.db, { worker: 'w', leaseMs, limit: 1, platforms: ['slack'] });
    expect(works).toHaveLength(1);
    const until = await sql<{ ms: number }>`
      select max(leased_until) - now_ms() as ms from lanes`.execute(test.db);
    expect(until.rows[0]?.ms).toBeGreaterThan(leaseMs - 20_000);
  });
});

describe('a private card', () => {
  it('goes to each identity of its member, and never to somebody who handed the lead on before', async () => {
    await saveMember(test.db, 'm_ana', {
      identities: [
        { platform: 'slack', person: 'ana' },
        { platform: 'telegram', person: '42' },
      ],
    });
    await letIn(test.db, { notices: [] });
    await move(test.db, 'l_first', 'm_ana', claimed, { notices: [anas] });
    expect((await drain()).map(({ platform }) => platform).sort()).toEqual(['slack', 'telegram']);
    await move(test.db, 'l_first', 'm_ana', released, { notices: [anas] });
    await move(test.db, 'l_first', 'm_ben', claimed, {
      notices: [anas, { type: 'private card', member: 'm_ben' }],
    });
    await move(test.db, 'l_first', 'm_ben', released, {
      notices: [{ type: 'private card', member: 'm_ben' }],
    });
    const works = await drain();
    expect(works.map(({ to }) => (to.type === 'person' ? to.member : ''))).toEqual(['m_ana', 'm_ana']);
  });

  it('is redrawn without the contact also where the person is cut off by now', async () => {
    await letIn(test.db, { notices: [] });
    await move(test.db, 'l_first', 'm_ana', claimed, { notices: [anas] });
    await drain();
    await saveIdentity(test.db, { platform: 'slack', person: 'ana', suspended: true });
    await move(test.db, 'l_first', 'm_ana', released, { notices: [anas] });
    expect(await drain()).toMatchObject([{ kind: 'private card', message: { channel: 'C' } }]);
  });

  it('comes when a person can be reached again', async () => {
    await saveIdentity(test.db, { platform: 'slack', person: 'ana', reachable: false });
    await letIn(test.db, { notices: [] });
    await move(test.db, 'l_first', 'm_ana', claimed, { notices: [anas] });
    expect((await drain()).filter(({ kind }) => kind === 'private card')).toEqual([]);
    await saveIdentity(test.db, { platform: 'slack', person: 'ana', reachable: true });
    expect(await drain()).toMatchObject([{ kind: 'private card', to: { person: 'ana' } }]);
  });
});

describe('telling', () => {
  it('happens once under its key', async () => {
    const telling = { key: 'k', now, kind: 'tell', telling: 'lead_repeated' } as const;
    const to = { type: 'member', member: 'm_ana' } as const;
    expect(await tellOnce(test.db, { ...telling, to, body: { count: 3 } })).toBe(1);
    expect(await tellOnce(test.db, { ...telling, to })).toBe(0);
    const [work] = await take();
    expect(work).toMatchObject({ kind: 'tell', ref: null, view: null, body: { count: 3 }, language: 'en' });
    if (work) await settleWork(test.db, work, { type: 'told' }, now);
    expect(await tellOnce(test.db, { ...telling, to })).toBe(0);
    expect(await take()).toEqual([]);
  });

  it('goes to the managers privately where they have no place', async () => {
    const tell = (key: string) =>
      tellOnce(test.db, { key, now, to: { type: 'managers', direction: 'main' }, kind: 'tell managers' });
    await tell('a');
    expect((await drain()).map(({ to }) => to)).toEqual([{ type: 'person', person: 'mo', member: 'm_mo' }]);
    await bind(test.db, 'managers');
    await tell('b');
    expect((await drain()).map(({ to }) => to.type)).toEqual(['channel']);
  });
});

describe('what can never succeed', () => {
  it('is buried, counted, and tried again when there is something new to show', async () => {
    await letIn(test.db);
    await settleWork(test.db, await takeOne(), { type: 'buried', why: 'rejected' }, now);
    expect(await take()).toEqual([]);
    expect(await outboxDepth(test.db)).toEqual([
      { platform: 'slack', waiting: 0, buried: 1, oldestAt: null },
    ]);
    await move(test.db, 'l_first', 'm_ana', claimed, { notices: [prospectors] });
    expect(await drain()).toHaveLength(1);
    expect(await outboxDepth(test.db)).toEqual([]);
  });

  it('is a whole place, until it is mended', async () => {
    await letIn(test.db);
    const work = await takeOne();
    expect(await buryPlace(test.db, work.lane, 'archived')).toBe(true);
    expect(await buryPlace(test.db, work.lane, 'not_authorized')).toBe(false);
    await move(test.db, 'l_first', 'm_ana', claimed, { notices: [prospectors] });
    expect(await take(now + leaseMs)).toEqual([]);
    expect(await nextWorkAt(test.db, 'slack', now)).toBeNull();
    await openLanes(test.db, { platform: 'slack', channel: 'C_prospectors', thread: null });
    expect(await takeOne(now + leaseMs)).toMatchObject({ ref: 'l_first', wanted: 2 });
  });

  it('is mended by binding the place again', async () => {
    await letIn(test.db);
    const work = await takeOne();
    await buryPlace(test.db, work.lane, 'not_in_channel');
    const bound = await insertPlace(test.db, {
      id: 'p_again',
      platform: 'slack',
      channel: 'C_prospectors',
      thread: null,
      audience: 'prospectors',
      direction: null,
      language: 'uk',
      createdAt: now,
    });
    expect(bound.isNew).toBe(false);
    await move(test.db, 'l_first', 'm_ana', claimed, { notices: [prospectors] });
    expect(await takeOne(now + leaseMs)).toMatchObject({ language: 'uk' });
  });
});
