import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { insertLead } from '../../src/storage/insert-lead.ts';
import { areKnown, insertLeads } from '../../src/storage/insert-leads.ts';
import type { ImportAnnouncement } from '../../src/storage/insert-leads.ts';
import { settleWork } from '../../src/storage/outbox.ts';
import { aMoment } from '../support/a-lead.ts';
import { takeWork } from '../support/take-work.ts';
import { withDatabase } from '../support/with-database.ts';
import { anArrival, bind, claimed, disqualified, letIn, move, released, seatTeam } from './deeds.ts';

const test = withDatabase();

const announcement: ImportAnnouncement = {
  key: 'file',
  now: aMoment,
  holdMs: 2_000,
  audiences: { main: 'prospectors', export: 'prospectors' },
};
const phone = (index: number) => `+38067000${String(index).padStart(4, '0')}`;
const piece = (from: number, count: number, more = {}) =>
  Array.from({ length: count }, (_, index) =>
    anArrival({ ref: `l_${from + index}`, phone: phone(from + index), notices: [], ...more }),
  );

describe('letting many leads in', () => {
  it('gives each its number in the order of the rows', async () => {
    const answers = await insertLeads(test.db, piece(0, 3), null);
    expect(answers).toEqual([1001, 1002, 1003].map((number) => ({ number, previous: null })));
  });

  it('recognises who is there already, and who came a row before', async () => {
    await letIn(test.db, { ref: 'l_old', phone: phone(1) });
    const rows = [
      ...piece(1, 2),
      anArrival({ ref: 'l_twin', phone: phone(2), email: 'twin@example.com' }),
      // Its twin was no lead, so that the e-mail is free.
      anArrival({ ref: 'l_free', phone: null, email: 'twin@example.com' }),
    ];
    expect(await insertLeads(test.db, rows, null)).toMatchObject([
      { duplicate: { ref: 'l_old', by: 'phone' } },
      { number: 1002 },
      { duplicate: { ref: 'l_2', by: 'phone' } },
      { number: 1003 },
    ]);
    const { rows: keys } = await sql`select value, lead from lead_keys order by value`.execute(test.db);
    expect(keys).toEqual([
      { value: phone(1), lead: 'l_old' },
      { value: phone(2), lead: 'l_2' },
      { value: 'twin@example.com', lead: 'l_free' },
    ]);
  });

  it('keeps nothing of a piece of which one row fails', async () => {
    const [good, bad] = piece(0, 2);
    if (!good || !bad) throw new Error('The piece is too small.');
    const broken = { ...bad, lead: { ...bad.lead, ref: good.lead.ref } };
    await expect(insertLeads(test.db, [good, broken], null)).rejects.toThrow(/duplicate key|unique/);
    const { rows } = await sql`select ref from leads union all select lead from lead_keys`.execute(test.db);
    expect(rows).toEqual([]);
  });

  /**
   * The race. A piece takes the keys of its rows one after the other and keeps them to its end. If a website sends a
   * lead at that moment whose e-mail stands early in the piece and whose phone late, each waits for the other, and the
   * database ends one of them: a lead is lost. So keys are taken in one order by everybody.
   */
  it('never waits in a circle with other pieces and single leads', async () => {
    const count = 20;
    const both = (ref: string, index: number) =>
      anArrival({ ref, phone: phone(index), email: `e${count - index}@example.com` });
    const rows = (name: string) => Array.from({ length: count }, (_, at) => both(`${name}${at}`, at));
    const come = await Promise.all([
      insertLeads(test.db, rows('l_a'), null),
      insertLeads(test.db, rows('l_b').toReversed(), null),
      ...Array.from({ length: count }, (_, at) =>
        insertLead(test.db, anArrival({ ref: `l_c${at}`, phone: phone(at), email: `e${at}@example.com` })),
      ),
    ]);
    const created = come.flat().filter((arrived) => arrived !== 'repeated' && 'number' in arrived);
    const { rows: leads } = await sql`select ref from leads`.execute(test.db);
    expect(leads).toHaveLength(created.length);
    expect(created.length).toBeGreaterThanOrEqual(count / 2);
  });
});

describe('what is known of many contacts', () => {
  it('is told in their order: living ones, and records of any stage', async () => {
    const { db } = test;
    await letIn(db, { ref: 'l_living', phone: phone(1) });
    await letIn(db, { ref: 'l_closed', phone: phone(2), externalId: 'x' });
    await move(db, 'l_closed', 'm_mo', disqualified());
    const ask = (more: object) => ({
      externalId: null,
      source: 'website',
      phone: null,
      email: null,
      ...more,
    });
    const asked = [{ phone: phone(1) }, { phone: phone(2) }, { externalId: 'x' }, { email: 'a@example.com' }];
    expect(await areKnown(db, asked.map(ask))).toEqual([true, false, true, false]);
  });
});

describe('an import that announces itself', () => {
  const work = (now = aMoment + 2_000) =>
    takeWork(test.db, { worker: 'w', leaseMs: 30_000, limit: 10, platforms: ['slack'], now });
  const show = async (count: number) => {
    const [card] = await work();
    expect(card).toMatchObject({ kind: 'import card', body: { direction: 'main', count } });
    if (!card) throw new Error('There is no card.');
    const message = card.message ?? { channel: 'C_prospectors', thread: null, message: '1' };
    await settleWork(test.db, card, { type: 'shown', message, revision: card.wanted }, aMoment + 2_000);
  };

  it('asks for one card, which waits for the next piece and grows with it', async () => {
    await bind(test.db, 'prospectors');
    await insertLeads(test.db, piece(0, 3), announcement);
    expect(await work(aMoment + 1_999)).toEqual([]);
    await insertLeads(test.db, piece(3, 4), announcement);
    await show(7);
    expect(await work()).toEqual([]);
  });

  it('keeps the card in step when the same file goes on later, and posts no second one', async () => {
    await bind(test.db, 'prospectors');
    await insertLeads(test.db, piece(0, 3), announcement);
    await show(3);
    await insertLeads(test.db, piece(0, 5), announcement);
    const [card] = await work();
    expect(card).toMatchObject({ body: { count: 5 }, message: { message: '1' } });
  });

  it('has a card for each place of each direction that it brought leads of', async () => {
    await bind(test.db, 'prospectors');
    await bind(test.db, 'prospectors', { channel: 'C_export', direction: 'export' });
    await bind(test.db, 'closers');
    const exported = piece(10, 2, { direction: 'export' });
    await insertLeads(test.db, [...piece(0, 3), ...exported], announcement);
    const { rows } = await sql`
      select l.channel, o.body ->> 'direction' as direction, (o.body ->> 'count')::int as count
      from outbox o join lanes l on l.id = o.lane order by 1, 2`.execute(test.db);
    expect(rows).toEqual([
      { channel: 'C_export', direction: 'export', count: 2 },
      { channel: 'C_prospectors', direction: 'export', count: 2 },
      { channel: 'C_prospectors', direction: 'main', count: 3 },
    ]);
  });

  it('leaves a lead without a card of its own until that lead is offered anew', async () => {
    const { db } = test;
    await seatTeam(db);
    await bind(db, 'prospectors');
    await insertLeads(db, piece(0, 1), announcement);
    const card = (fresh: boolean) => ({
      notices: [{ type: 'card', audience: 'prospectors', fresh }] as const,
    });
    const cards = async () => {
      const { rows } = await sql<{ kind: string }>`select kind from outbox where lead = 'l_0'`.execute(db);
      return rows.map(({ kind }) => kind).filter((kind) => kind === 'living card');
    };
    await move(db, 'l_0', 'm_ana', claimed, card(false));
    expect(await cards()).toEqual([]);
    await move(db, 'l_0', 'm_ana', released, card(true));
    expect(await cards()).toEqual(['living card']);
    await move(db, 'l_0', 'm_ben', claimed, card(false));
    expect(await cards()).toEqual(['living card']);
  });
});
