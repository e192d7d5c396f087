import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clockRounds, type ClockWork } from '../../../src/app/clock-work/rounds.ts';
import { makeInbox } from '../../../src/app/inbox.ts';
import { pullNext } from '../../../src/app/pull-next.ts';
import { formatCode } from '../../../src/core/code.ts';
import type { DistributionKind } from '../../../src/core/distribution.ts';
import { custodianOf } from '../../../src/core/lead.ts';
import type { Direction } from '../../../src/core/policy.ts';
import { saveMember } from '../../../src/storage/members.ts';
import { findView, listHistory } from '../../../src/storage/read-lead.ts';
import { aPlaybook } from '../../support/a-playbook.ts';
import { anApp, command, receiveOne, type AnApp, type Seat } from '../../support/an-app.ts';
import { makeFakeChat, type FakeChat } from '../../support/fake-chat.ts';
import { verify } from '../../../src/app/verify.ts';
import { withDatabase } from '../../support/with-database.ts';

const minute = 60_000;
const none = { warn: null, remind: null, 'tell managers': null, 'give back': null };
const regulated = (kind: DistributionKind, more: Partial<Direction> = {}) => {
  const how = { kind, gatherMs: 5000, offerMs: 10 * minute };
  return aPlaybook({
    main: {
      ladders: { prospecting: none, closing: none, account: none },
      distribution: { prospecting: how, closing: how, account: how },
      junk: ['spam'],
      ...more,
    },
  });
};
const seats: readonly Seat[] = [
  { id: 'm_ana', name: 'Ana', roles: ['prospector'] },
  { id: 'm_ben', name: 'Ben', roles: ['prospector'] },
  { id: 'm_eve', name: 'Eve', roles: ['prospector'] },
  { id: 'm_mo', name: 'Mo', roles: ['manager'] },
];

const test = withDatabase();
/** Whatever happened, each lead is what its history tells. */
afterEach(async () => {
  for await (const found of verify(test.db)) expect(found).toMatchObject({ type: 'checked' });
});
let app: AnApp;
let chat: FakeChat;
let work: ClockWork;
const open = async (kind: DistributionKind, more: Partial<Direction> = {}) => {
  app = await anApp(test.database, { playbook: regulated(kind, more), seats });
  chat = makeFakeChat({ platform: 'web', now: () => app.clock.now() });
  await chat.start(makeInbox(app));
  work = clockRounds(app);
};
const after = async (ms: number, of: ClockWork = work) => {
  app.clock.forward(ms);
  await of.tick();
};
const lead = async (ref: string) => {
  const view = await findView(test.db, { ref });
  if (!view) throw new Error('The lead of the test is gone.');
  return view.lead;
};
const has = async (ref: string) => custodianOf(await lead(ref));

describe('a fair claim', () => {
  beforeEach(() => open('fair claim'));
  const claim = (who: string, ref: string) => chat.press(who, formatCode('claim', ref));

  it('goes to whoever of the pressers waits longest, some seconds later, and the others are told', async () => {
    const first = await receiveOne(app);
    await command(app, 'ana', first.ref, { type: 'claim', atOnce: true });
    app.clock.forward(minute);
    const second = await receiveOne(app);
    await command(app, 'ben', second.ref, { type: 'claim', atOnce: true });
    app.clock.forward(minute);

    const { ref, number } = await receiveOne(app);
    for (const who of ['ben', 'ana']) {
      expect(await claim(who, ref)).toMatchObject({
        tone: 'done',
        text: expect.stringContaining('few seconds'),
      });
    }
    expect(await claim('ana', ref)).toMatchObject({
      tone: 'quiet',
      text: expect.stringContaining('few seconds'),
    });
    await after(4000);
    expect(await has(ref)).toBeNull();
    await after(1000);
    expect(await has(ref)).toBe('m_ana');
    const told = await test.db
      .selectFrom('outbox')
      .select(['member', 'telling'])
      .where('telling', '=', 'claim_lost')
      .groupBy(['member', 'telling'])
      .execute();
    expect(told).toEqual([{ member: 'm_ben', telling: 'claim_lost' }]);
    expect(number).toBeGreaterThan(0);
  });

  it('is won by a lone press when the seconds are over', async () => {
    const { ref } = await receiveOne(app);
    await claim('eve', ref);
    await after(5000);
    expect(await has(ref)).toBe('m_eve');
    expect((await listHistory(test.db, ref)).map(({ type }) => type)).toEqual([
      'received',
      'asked',
      'claimed',
      'revealed',
    ]);
  });

  it('goes to the next one when the first is full by then', async () => {
    const { ref } = await receiveOne(app);
    await claim('ana', ref);
    await claim('ben', ref);
    for (let count = 0; count < 3; count += 1) {
      const other = await receiveOne(app);
      await command(app, 'ana', other.ref, { type: 'claim', atOnce: true });
    }
    await saveMember(test.db, 'm_ben', { awayUntil: app.clock.now() + 1000 });
    await after(5000);
    expect(await has(ref)).toBe('m_ben');
  });

  it('is free as before when none of them can have it', async () => {
    const { ref } = await receiveOne(app);
    await claim('ana', ref);
    await saveMember(test.db, 'm_ana', { awayUntil: app.clock.now() + 100 * minute });
    await after(5000);
    expect(await lead(ref)).toMatchObject({ stage: 'new', steps: [] });
    await claim('ben', ref);
    await after(5000);
    expect(await has(ref)).toBe('m_ben');
  });

  // Three press at the same moment, and two processes decide at the same moment: one gets it, and only once.
  it('has one winner however many press and decide at once', async () => {
    const refs: string[] = [];
    for (let count = 0; count < 5; count += 1) refs.push((await receiveOne(app)).ref);
    await Promise.all(refs.flatMap((ref) => ['ana', 'ben', 'eve'].map((who) => claim(who, ref))));
    const other = clockRounds(app);
    app.clock.forward(6000);
    await Promise.all([work.tick(), other.tick()]);
    await after(1000);
    for (const ref of refs) {
      const events = await listHistory(test.db, ref);
      expect(events.filter(({ type }) => type === 'asked')).toHaveLength(3);
      expect(events.filter(({ type }) => type === 'claimed')).toHaveLength(1);
    }
    await other.stop();
  });

  it('makes nobody wait who pulls the next one', async () => {
    const { ref } = await receiveOne(app);
    await pullNext(app, { by: 'm_ana', direction: null, via: 'web' });
    expect(await has(ref)).toBe('m_ana');
  });
});

describe('turns', () => {
  beforeEach(() => open('turn'));
  const offeredTo = async (ref: string) => (await lead(ref)).offer?.to ?? null;
  const offerOne = async () => {
    const { ref } = await receiveOne(app);
    await work.tick();
    return ref;
  };

  it('go round: each lead is offered to one, and the next to another', async () => {
    const to: (string | null)[] = [];
    for (let count = 0; count < 6; count += 1) {
      to.push(await offeredTo(await offerOne()));
      app.clock.forward(1000);
    }
    expect(new Set(to.slice(0, 3)).size).toBe(3);
    expect(to.slice(3)).toEqual(to.slice(0, 3));
  });

  it('are shown privately, without the contact, with Claim and Decline', async () => {
    const ref = await offerOne();
    const to = (await offeredTo(ref)) ?? '';
    const rows = await test.db
      .selectFrom('outbox')
      .select('member')
      .where('kind', '=', 'private card')
      .where('lead', '=', ref)
      .groupBy('member')
      .execute();
    expect(rows).toEqual([{ member: to }]);
    const others = ['m_ana', 'm_ben', 'm_eve'].filter((id) => id !== to);
    const refused = await chat.press((others[0] ?? '').slice(2), formatCode('claim', ref));
    expect(refused).toMatchObject({ tone: 'refused', text: expect.stringContaining('by turns') });
    expect(await chat.press(to.slice(2), formatCode('claim', ref))).toMatchObject({ tone: 'done' });
    expect(await has(ref)).toBe(to);
  });

  it('pass on after the time of an offer, which is working time', async () => {
    const ref = await offerOne();
    const first = await offeredTo(ref);
    await after(10 * minute);
    const second = await offeredTo(ref);
    expect(second).not.toBe(first);
    await after(10 * minute);
    const third = await offeredTo(ref);
    expect(new Set([first, second, third]).size).toBe(3);
    await after(10 * minute);
    // Everybody has passed: whoever wants it takes it.
    expect((await lead(ref)).offer).toMatchObject({ to: null });
    expect(await chat.press('ana', formatCode('claim', ref))).toMatchObject({ tone: 'done' });
  });

  it('pass on at once when somebody declines and says why', async () => {
    const ref = await offerOne();
    const first = (await offeredTo(ref)) ?? '';
    const asked = await chat.press(first.slice(2), formatCode('decline', ref));
    expect(JSON.stringify(asked)).toContain('Not my field');
    expect(await chat.press(first.slice(2), formatCode('decline', ref, 'busy'))).toMatchObject({
      tone: 'done',
    });
    await work.tick();
    expect(await offeredTo(ref)).not.toBe(first);
    expect(await chat.press(first.slice(2), formatCode('decline', ref, 'busy'))).toMatchObject({
      tone: 'quiet',
    });
  });

  it('come back for junk', async () => {
    const ref = await offerOne();
    const first = (await offeredTo(ref)) ?? '';
    const countOf = async () =>
      (await test.db.selectFrom('turns').select('count').where('member', '=', first).executeTakeFirst())
        ?.count;
    expect(await countOf()).toBe(1);
    await command(app, first.slice(2), ref, 'claim');
    await command(app, first.slice(2), ref, { type: 'disqualify', reason: 'spam' });
    expect(await countOf()).toBe(0);
  });

  it('put whoever comes back at the average', async () => {
    await saveMember(test.db, 'm_eve', { awayUntil: app.clock.now() + 30 * minute });
    for (let count = 0; count < 6; count += 1) await offerOne();
    await after(31 * minute);
    const to: (string | null)[] = [];
    for (let count = 0; count < 6; count += 1) to.push(await offeredTo(await offerOne()));
    // Not six in a row to catch up.
    const hers = to.filter((who) => who === 'm_eve').length;
    expect(hers).toBeGreaterThan(0);
    expect(hers).toBeLessThan(4);
  });

  it('wait while all are full or away, and go on with the oldest first', async () => {
    const until = app.clock.now() + 60 * minute;
    for (const { id } of seats) await saveMember(test.db, id, { awayUntil: until });
    const refs: string[] = [];
    for (let count = 0; count < 5; count += 1) refs.push(await offerOne());
    expect((await lead(refs[0] ?? '')).heldAt).toBeDefined();
    await saveMember(test.db, 'm_ben', { awayUntil: null });
    for (let count = 0; count < 4; count += 1) await after(1000);
    const offered = await Promise.all(refs.map(offeredTo));
    expect(offered[0]).toBe('m_ben');
    expect((await listHistory(test.db, refs[0] ?? '')).map(({ type }) => type)).toEqual([
      'received',
      'held',
      'offered',
    ]);
  });

  it('can be taken by a manager’s hand at any moment', async () => {
    const ref = await offerOne();
    await command(app, 'mo', ref, { type: 'assign', to: 'm_eve' });
    expect(await has(ref)).toBe('m_eve');
    await after(20 * minute);
    expect(await has(ref)).toBe('m_eve');
  });
});

describe('why', () => {
  it('says to whom it was offered, who declined and why not the one who asks', async () => {
    await open('turn');
    const { ref, number } = await receiveOne(app);
    await work.tick();
    const first = (await lead(ref)).offer?.to ?? '';
    await chat.press(first.slice(2), formatCode('decline', ref, 'not_my_field'));
    await work.tick();
    const second = (await lead(ref)).offer?.to ?? '';
    const asked = async (who: string) => JSON.stringify(await chat.ask(who.slice(2), `why L-${number}`));
    expect(await asked(first)).toContain('You passed on it: Not my field.');
    expect(await asked(second)).toContain('It is your turn now.');
    const nameOf = (id: string) => seats.find((seat) => seat.id === id)?.name ?? '';
    expect(await asked('m_mo')).toContain(`It was offered to ${nameOf(first)} and ${nameOf(second)}.`);
    expect(await asked('m_mo')).toContain('you do not hold the role');
  });
});
