import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { begin } from '../../src/storage/idempotency.ts';
import { findKnown } from '../../src/storage/insert-lead.ts';
import { listHistory } from '../../src/storage/read-lead.ts';
import { fold } from '../../src/core/evolve.ts';
import { aMoment } from '../support/a-lead.ts';
import { withDatabase } from '../support/with-database.ts';
import { disqualified, letIn, move, viewOf } from './deeds.ts';

const test = withDatabase();

describe('letting a lead in', () => {
  it('gives it its number, in the lead and in its history', async () => {
    const { db } = test;
    expect(await letIn(db)).toEqual({ number: 1001, previous: null });
    const view = await viewOf(db, 'l_first');
    expect(view.lead).toEqual(fold(await listHistory(db, 'l_first')));
    expect(view).toMatchObject({ contact: { name: 'Olena Koval' }, brief: [], texts: [] });
  });

  it.each([
    ['phone', { phone: '+380671234567' }],
    ['email', { phone: null, email: 'olena@example.com' }],
    ['external', { phone: null, externalId: 'e1' }],
  ])('knows a living lead by its %s', async (by, coming) => {
    const { db } = test;
    await letIn(db, { ref: 'l_a', phone: '+380671234567', email: 'olena@example.com', externalId: 'e1' });
    expect(await letIn(db, { ref: 'l_b', ...coming })).toEqual({
      duplicate: { ref: 'l_a', number: 1001, stage: 'new', direction: 'main', custodian: null, by },
    });
    const { rows } = await sql`select ref from leads`.execute(db);
    expect(rows).toEqual([{ ref: 'l_a' }]);
  });

  it('goes by the external id before the phone, and by the phone before the e-mail', async () => {
    const { db } = test;
    await letIn(db, { ref: 'l_e', phone: null, email: 'e@example.com' });
    await letIn(db, { ref: 'l_p', phone: '+380670000001' });
    await letIn(db, { ref: 'l_x', phone: null, externalId: 'x' });
    const all = { ref: 'l_n', phone: '+380670000001', email: 'e@example.com', externalId: 'x' };
    expect(await letIn(db, all)).toMatchObject({ duplicate: { ref: 'l_x', by: 'external' } });
    expect(await letIn(db, { ...all, externalId: null })).toMatchObject({ duplicate: { ref: 'l_p' } });
  });

  it('keeps the same external id of two sources apart', async () => {
    const { db } = test;
    await letIn(db, { ref: 'l_a', phone: null, externalId: '1', source: 'olist' });
    expect(await letIn(db, { ref: 'l_b', phone: null, externalId: '1', source: 'ads' })).toMatchObject({
      number: 1002,
    });
  });

  it('goes on with the story of a closed lead, and names it', async () => {
    const { db } = test;
    await letIn(db, { ref: 'l_a' });
    await move(db, 'l_a', 'm_mo', disqualified());
    expect(await letIn(db, { ref: 'l_b' })).toEqual({ number: 1002, previous: 'l_a' });
    expect((await viewOf(db, 'l_b')).lead.previous).toBe('l_a');
    expect(await listHistory(db, 'l_b')).toMatchObject([{ type: 'received', previous: 'l_a', number: 1002 }]);
  });

  /**
   * The race. A form is sent twice by a double click, or two campaigns bring the same person within a millisecond.
   * Each looks whether the contact is known, and neither is there yet. Both would become leads, and two prospectors
   * would call the same person. The unique index over contacts of living leads makes the second wait for the first.
   */
  it('makes one lead of thirty arrivals of the same contact at once', async () => {
    const { db } = test;
    const arrivals = await Promise.all(
      Array.from({ length: 30 }, (_, index) => letIn(db, { ref: `l_${index}`, email: 'olena@example.com' })),
    );
    const created = arrivals.filter((arrival) => arrival !== 'repeated' && 'number' in arrival);
    expect(created).toHaveLength(1);
    const { rows } = await sql<{ ref: string }>`select ref from leads`.execute(db);
    expect(rows).toHaveLength(1);
    const known = arrivals.flatMap((arrival) =>
      arrival !== 'repeated' && 'duplicate' in arrival ? [arrival.duplicate.ref] : [],
    );
    expect(known).toEqual(Array.from({ length: 29 }, () => rows[0]?.ref));
    const keys = await sql`select 1 from lead_keys`.execute(db);
    expect(keys.rows).toHaveLength(2);
  });

  /**
   * The race. Two arrivals share half of their contact each: one has phone A and e-mail B, the other e-mail B and phone
   * C, and so on round. Taken in any order they could wait for each other in a circle; keys are taken in one order.
   */
  it('does not wait in a circle when contacts overlap', async () => {
    const { db } = test;
    const arrivals = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        letIn(db, {
          ref: `l_${index}`,
          phone: `+38067000000${index % 5}`,
          email: `e${(index * 3) % 7}@example.com`,
          externalId: `x${(index * 2) % 9}`,
        }),
      ),
    );
    expect(arrivals).toHaveLength(40);
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from lead_keys group by kind, value having count(*) > 1`.execute(db);
    expect(rows).toEqual([]);
    // Each lead that was let in has all of its keys, each that was not has none.
    const keyed = await sql<{ keys: number; leads: number }>`
      select count(*) as keys, count(distinct lead) as leads from lead_keys`.execute(db);
    const leads = await sql<{ count: number }>`select count(*) as count from leads`.execute(db);
    expect(keyed.rows[0]).toEqual({
      keys: 3 * (leads.rows[0]?.count ?? 0),
      leads: leads.rows[0]?.count,
    });
  });

  it('lets a delivery in once', async () => {
    const { db } = test;
    const delivery = { platform: 'slack', id: 'd_1' } as const;
    const arrivals = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        letIn(db, { ref: `l_${index}`, phone: `+38067000000${index}`, delivery }),
      ),
    );
    expect(arrivals.filter((arrival) => arrival === 'repeated')).toHaveLength(9);
    expect((await sql`select 1 from leads`.execute(db)).rows).toHaveLength(1);
    expect((await sql`select 1 from lead_keys`.execute(db)).rows).toHaveLength(1);
  });

  it('keeps the answer under an idempotency key in the same statement', async () => {
    const { db } = test;
    const asked = { owner: 'leads', key: 'k', bodyHash: 'h', now: aMoment };
    expect(await begin(db, asked)).toEqual({ state: 'begun' });
    await letIn(db, {
      idempotency: { owner: 'leads', key: 'k', status: 201, answer: { ref: 'l_first', stage: 'new' } },
    });
    expect(await begin(db, asked)).toEqual({
      state: 'replay',
      status: 201,
      answer: { ref: 'l_first', stage: 'new', number: 'L-1001' },
    });
  });

  it('tells no contact in an error', async () => {
    const { db } = test;
    await letIn(db, { ref: 'l_a', phone: '+380670000001' });
    const failure: unknown = await letIn(db, { ref: 'l_a', phone: '+380679999999', name: 'Canary' }).then(
      () => null,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(Error);
    const told = JSON.stringify(failure, Object.getOwnPropertyNames(failure));
    expect(told).toMatch(/duplicate key/);
    expect(told).not.toMatch(/9999999|Canary/);
  });

  it('takes hostile text as text', async () => {
    const { db } = test;
    const name = `'); drop table leads; -- "\\ $1 $$ {"a":1} <!channel> \u{1f600}`;
    await letIn(db, { name, source: name, externalId: name });
    const view = await viewOf(db, 'l_first');
    expect(view.contact.name).toBe(name);
    expect(view.lead.source).toBe(name);
    expect(await letIn(db, { ref: 'l_b', phone: null, source: name, externalId: name })).toMatchObject({
      duplicate: { ref: 'l_first' },
    });
  });
});

describe('finding whom a contact belongs to', () => {
  it('prefers a living lead to a closed one, and knows closed ones by all three', async () => {
    const { db } = test;
    const contact = { phone: '+380671234567', email: 'o@example.com', externalId: 'e', source: 'website' };
    await letIn(db, { ref: 'l_a', ...contact });
    await move(db, 'l_a', 'm_mo', disqualified());
    for (const by of ['phone', 'email', 'externalId'] as const) {
      const asked = { phone: null, email: null, externalId: null, source: 'website', [by]: contact[by] };
      expect(await findKnown(db, asked)).toMatchObject({ ref: 'l_a', stage: 'disqualified' });
    }
    await letIn(db, { ref: 'l_b', phone: null, email: 'o@example.com' });
    expect(await findKnown(db, contact)).toMatchObject({ ref: 'l_b', by: 'email' });
    expect(await findKnown(db, { phone: '+1', email: null, externalId: null, source: null })).toBeNull();
  });
});
