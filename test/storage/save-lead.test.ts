import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { fold } from '../../src/core/evolve.ts';
import { findMember } from '../../src/storage/members.ts';
import { findView, listHistory } from '../../src/storage/read-lead.ts';
import { countReveals, listReveals } from '../../src/storage/reveals.ts';
import { saveLead, type Saved } from '../../src/storage/save-lead.ts';
import { readSituation } from '../../src/storage/situation.ts';
import { aMoment, hourMs } from '../support/a-lead.ts';
import { withDatabase } from '../support/with-database.ts';
import {
  aContact,
  accepted,
  claimed,
  converted,
  disqualified,
  letIn,
  move,
  noted,
  qualified,
  released,
  seatTeam,
  taken,
  viewOf,
} from './deeds.ts';

const test = withDatabase();

describe('saving a lead', () => {
  it('keeps the row as the fold of its history, numbered from 1001', async () => {
    const { db } = test;
    await letIn(db);
    await move(db, 'l_first', 'm_ana', claimed);
    await move(db, 'l_first', 'm_ana', [qualified, accepted]);
    const view = await viewOf(db, 'l_first');
    expect(view.lead).toEqual(fold(await listHistory(db, 'l_first')));
    expect(view.lead).toMatchObject({ number: 1001, revision: 4, stage: 'accepted' });
    expect(view.last).toMatchObject({ type: 'accepted', by: 'm_ana' });
  });

  it('is refused without events, for another lead, or on a revision that does not follow from them', async () => {
    const { db } = test;
    await letIn(db);
    const before = (await viewOf(db, 'l_first')).lead;
    const saving = { before, after: before, events: [], loads: [], notices: [] };
    expect(() => saveLead(db, saving)).toThrow('there are none');
    const events = [{ type: 'noted', at: aMoment, by: 'm_mo', via: 'api' }] as const;
    const once = { ...before, revision: before.revision + 1 };
    for (const after of [before, { ...once, revision: once.revision + 1 }, { ...once, ref: 'l_other' }])
      expect(() => saveLead(db, { ...saving, after, events })).toThrow('one revision up for each event');
    expect((await viewOf(db, 'l_first')).lead).toEqual(before);
    expect(await saveLead(db, { ...saving, after: once, events })).toBe('saved');
  });

  /**
   * The race. Fifty people press Claim on one lead at the same moment. Each has read revision 1, each has decided that
   * it is free, and each is right at that moment. If the row were written without looking again, the last one would
   * win and forty-nine would believe they had. The row is locked, and whoever comes second finds revision 2 under the
   * lock, not 1, and is told that it moved.
   */
  it('has one winner of fifty who save at once on the same revision', async () => {
    const { db } = test;
    await letIn(db);
    const before = (await viewOf(db, 'l_first')).lead;
    const saves = Array.from({ length: 50 }, (_, index) =>
      move(db, 'l_first', `m_${index}`, claimed, {
        before,
        loads: [{ member: `m_${index}`, held: 'claimed', by: 1, limit: 5 }],
      }),
    );
    const outcomes = await Promise.all(saves);
    expect(outcomes.filter((outcome) => outcome === 'saved')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'moved')).toHaveLength(49);
    const winner = `m_${outcomes.indexOf('saved')}`;
    expect((await viewOf(db, 'l_first')).lead).toMatchObject({ stage: 'claimed', prospector: winner });
    expect(await listHistory(db, 'l_first')).toHaveLength(2);
    const { rows } = await sql<{ held: number }>`
      select coalesce(sum(count), 0)::int as held from member_loads`.execute(db);
    expect(rows).toEqual([{ held: 1 }]);
  });

  /**
   * The race. Ana may hold two leads and presses Claim on five different ones at once, in several windows. The leads
   * don't know of each other, so nothing collides there; each command has read that she holds none. The count is
   * locked and looked at again before anything is written.
   */
  it('keeps a limit when one person takes five leads at once', async () => {
    const { db } = test;
    const refs = ['l_a', 'l_b', 'l_c', 'l_d', 'l_e'];
    for (const [index, ref] of refs.entries()) await letIn(db, { ref, phone: `+38067000000${index}` });
    const outcomes = await Promise.all(
      refs.map((ref) =>
        move(db, ref, 'm_ana', claimed, {
          loads: [{ member: 'm_ana', held: 'claimed', by: 1, limit: 2 }],
          delivery: { platform: 'slack', id: `d_${ref}` },
        }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'saved')).toHaveLength(2);
    expect(outcomes.filter((outcome) => outcome === 'over_limit')).toHaveLength(3);
    const views = await Promise.all(refs.map((ref) => viewOf(db, ref)));
    expect(views.filter(({ lead }) => lead.stage === 'claimed')).toHaveLength(2);
    // Of what was refused nothing stays, the delivery included: it may be decided anew.
    const { rows } = await sql`select id from ledger`.execute(db);
    expect(rows).toHaveLength(2);
  });

  it('lets go before it takes on, so that a full person can pass a lead on', async () => {
    const { db } = test;
    await letIn(db);
    await move(db, 'l_first', 'm_ana', claimed, {
      loads: [{ member: 'm_ana', held: 'claimed', by: 1, limit: 1 }],
    });
    const back = await move(db, 'l_first', 'm_ana', released, {
      loads: [{ member: 'm_ana', held: 'claimed', by: -1, limit: 1 }],
    });
    expect(back).toBe('saved');
    const again = await move(db, 'l_first', 'm_ana', claimed, {
      loads: [{ member: 'm_ana', held: 'claimed', by: 1, limit: 1 }],
    });
    expect(again).toBe('saved');
  });

  it('passes a limit where none is held against it', async () => {
    const { db } = test;
    await seatTeam(db);
    for (const ref of ['l_a', 'l_b']) {
      await letIn(db, { ref, phone: ref === 'l_a' ? '+380670000001' : '+380670000002' });
      const saved = await move(db, ref, 'm_ana', claimed, {
        loads: [{ member: 'm_ana', held: 'claimed', by: 1, limit: null }],
      });
      expect(saved).toBe('saved');
    }
    expect((await findMember(db, 'm_ana'))?.load).toEqual({ claimed: 2, accepted: 0, accounts: 0 });
  });

  /**
   * The race. A platform that got no answer in time brings the same press again while the first is still under way, to
   * another process. Both read an empty ledger. A note would be written twice, for notes don't mind a revision.
   */
  it('acts once on a delivery that is brought twenty times at once', async () => {
    const { db } = test;
    await letIn(db);
    const delivery = { platform: 'slack', id: 'd_1' } as const;
    const press = async (): Promise<Saved> => {
      for (;;) {
        const saved = await move(db, 'l_first', 'm_ana', noted, { delivery, words: { text: 'Called' } });
        if (saved !== 'moved') return saved;
      }
    };
    const outcomes = await Promise.all(Array.from({ length: 20 }, press));
    expect(outcomes.filter((outcome) => outcome === 'saved')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'repeated')).toHaveLength(19);
    expect((await viewOf(db, 'l_first')).texts).toHaveLength(1);
  });

  it('says repeated, not moved, of an old delivery that comes after the lead has moved on', async () => {
    const { db } = test;
    await letIn(db);
    const before = (await viewOf(db, 'l_first')).lead;
    const delivery = { platform: 'slack', id: 'd_1' } as const;
    expect(await move(db, 'l_first', 'm_ana', claimed, { before, delivery })).toBe('saved');
    expect(await move(db, 'l_first', 'm_ana', released)).toBe('saved');
    expect(await move(db, 'l_first', 'm_ana', claimed, { delivery })).toBe('repeated');
    expect((await viewOf(db, 'l_first')).lead.stage).toBe('new');
  });

  it('keeps words, brief, account and reveals beside the history, which holds none of them', async () => {
    const { db } = test;
    await seatTeam(db);
    await letIn(db);
    await move(db, 'l_first', 'm_ana', [claimed, { type: 'revealed', own: true, to: 'm_ana' }]);
    await move(db, 'l_first', 'm_ana', qualified, {
      words: { text: 'Wants it by May', brief: [{ question: 'need', value: 'Windows' }] },
    });
    await move(db, 'l_first', 'm_cleo', accepted);
    await move(
      db,
      'l_first',
      'm_mo',
      { type: 'revealed', own: false, to: 'm_mo' },
      {
        words: { text: 'Complaint' },
      },
    );
    await move(db, 'l_first', 'm_cleo', converted(1_250_00, 'UAH'), { words: { text: 'Ten windows' } });
    await move(db, 'l_first', 'm_dan', taken);

    const view = await viewOf(db, 'l_first');
    expect(view.brief).toEqual([{ question: 'need', value: 'Windows' }]);
    expect(view.texts.map(({ text }) => text)).toEqual(['Wants it by May', 'Complaint', 'Ten windows']);
    expect(view.names).toMatchObject({ m_ana: 'Ana', m_cleo: 'Cleo', m_dan: 'Dan', m_mo: 'Mo' });
    const { rows } = await sql`select value, currency, sold, custodian from accounts`.execute(db);
    expect(rows).toEqual([{ value: 125_000, currency: 'UAH', sold: 'Ten windows', custodian: 'm_dan' }]);
    expect(await listReveals(db, { lead: 'l_first', limit: 10 })).toMatchObject([
      { member: 'm_mo', own: false, reason: 'Complaint' },
      { member: 'm_ana', own: true, reason: null },
    ]);
    expect(await countReveals(db, 'm_mo', aMoment)).toBe(1);
    expect(await countReveals(db, 'm_ana', aMoment)).toBe(0);
    expect(JSON.stringify(await listHistory(db, 'l_first'))).not.toMatch(/May|Complaint|windows|Olena|380/);
  });

  it('takes the account back when a conversion was a mistake', async () => {
    const { db } = test;
    await letIn(db);
    await move(db, 'l_first', 'm_ana', claimed);
    await move(db, 'l_first', 'm_ana', qualified);
    await move(db, 'l_first', 'm_cleo', accepted);
    await move(db, 'l_first', 'm_cleo', converted());
    await move(db, 'l_first', 'm_mo', { type: 'reopened', dueAt: null });
    const { rows } = await sql`select lead from accounts`.execute(db);
    expect(rows).toEqual([]);
  });

  it('refuses a contact that another living lead has, and leaves all as it was', async () => {
    const { db } = test;
    await letIn(db, { ref: 'l_a', phone: '+380670000001', email: 'a@example.com', externalId: 'e1' });
    await letIn(db, { ref: 'l_b', phone: '+380670000002' });
    const stolen = await move(
      db,
      'l_a',
      'm_ana',
      { type: 'corrected', fields: ['phone'] },
      {
        contact: aContact({ phone: '+380670000002', email: 'a@example.com' }),
        keys: [
          { kind: 'phone', value: '+380670000002' },
          { kind: 'email', value: 'a@example.com' },
        ],
        loads: [{ member: 'm_ana', held: 'claimed', by: 1, limit: 1 }],
        delivery: { platform: 'slack', id: 'd_1' },
      },
    );
    expect(stolen).toEqual({ duplicate: 'l_b' });
    const { rows } = await sql`
      select kind, value from lead_keys where lead = 'l_a' order by kind`.execute(db);
    expect(rows).toEqual([
      { kind: 'email', value: 'a@example.com' },
      { kind: 'external', value: '["website", "e1"]' },
      { kind: 'phone', value: '+380670000001' },
    ]);
    expect((await viewOf(db, 'l_a')).lead.revision).toBe(1);
    const loads = await sql`select count from member_loads`.execute(db);
    expect(loads.rows).toEqual([{ count: 0 }]);
    expect((await sql`select 1 from ledger`.execute(db)).rows).toEqual([]);
  });

  it('frees the contact when a lead is closed, and takes it again when it is reopened', async () => {
    const { db } = test;
    await letIn(db, { ref: 'l_a' });
    await move(db, 'l_a', 'm_mo', disqualified());
    expect(await letIn(db, { ref: 'l_b' })).toMatchObject({ number: 1002, previous: 'l_a' });
    const keys = [{ kind: 'phone', value: '+380671234567' }] as const;
    const reopen = () => move(db, 'l_a', 'm_mo', { type: 'reopened', dueAt: null }, { keys });
    expect(await reopen()).toEqual({ duplicate: 'l_b' });
    await move(db, 'l_b', 'm_mo', disqualified());
    expect(await reopen()).toBe('saved');
    expect(await letIn(db, { ref: 'l_c' })).toMatchObject({ duplicate: { ref: 'l_a' } });
  });

  it('refuses what is no step from the state it was read at', async () => {
    const { db } = test;
    await letIn(db);
    const before = (await viewOf(db, 'l_first')).lead;
    await expect(move(db, 'l_first', 'm_ana', [], { before })).rejects.toThrow(/events/);
  });
});

describe('erasing a person', () => {
  it('leaves no trace of them in any table, and keeps the figures', async () => {
    const { db } = test;
    await seatTeam(db);
    await letIn(db, {
      name: 'Zlata Canary',
      phone: '+380679999999',
      email: 'canary@example.com',
      company: 'Canary',
      externalId: 'canary-1',
    });
    await move(db, 'l_first', 'm_ana', claimed);
    await move(db, 'l_first', 'm_ana', qualified, {
      words: { text: 'Canary said so', brief: [{ question: 'need', value: 'Canary food' }] },
    });
    await move(
      db,
      'l_first',
      'm_mo',
      { type: 'revealed', own: false, to: 'm_mo' },
      { words: { text: 'Canary asked' } },
    );
    await move(db, 'l_first', 'm_mo', { type: 'erased' });

    const tables = await sql<{ name: string }>`
      select tablename as name from pg_tables where schemaname = 'public'`.execute(db);
    expect(tables.rows.length).toBeGreaterThan(15);
    for (const { name } of tables.rows) {
      const { rows } = await sql<{ row: string }>`
        select t::text as row from ${sql.table(name)} t`.execute(db);
      for (const { row } of rows) expect(row).not.toMatch(/canary|9999999/i);
    }
    expect(await listHistory(db, 'l_first')).toHaveLength(5);
    expect((await viewOf(db, 'l_first')).lead).toMatchObject({ erased: true, number: 1001 });
  });
});

describe('the history', () => {
  it.each([
    ['update', sql`update history set via = 'api'`],
    ['delete', sql`delete from history`],
    ['truncate', sql`truncate history`],
  ])('refuses to be changed by %s', async (_, statement) => {
    const { db } = test;
    await letIn(db);
    await expect(statement.execute(db)).rejects.toThrow(/append-only/);
    expect(await listHistory(db, 'l_first')).toHaveLength(1);
  });
});

describe('reading a situation', () => {
  it('gives the lead, who acts with their roles in its direction, and whom it would go back to', async () => {
    const { db } = test;
    await seatTeam(db);
    await letIn(db);
    await move(db, 'l_first', 'm_ana', [claimed, { type: 'revealed', own: false, to: 'm_ana' }], {
      loads: [{ member: 'm_ana', held: 'claimed', by: 1, limit: 5 }],
    });
    await move(db, 'l_first', 'm_ana', qualified);
    await sql`update members set away_until = ${aMoment + hourMs} where id = 'm_ana'`.execute(db);
    await sql`insert into member_roles values ('m_cleo', 'manager', 'other')`.execute(db);

    const asked = {
      lead: { number: 1001 },
      actor: 'm_cleo',
      subject: 'm_ben',
      dayStart: aMoment,
      now: aMoment,
    };
    const situation = await readSituation(db, asked);
    expect(situation?.view).toEqual(await findView(db, { ref: 'l_first' }));
    expect(situation?.actor).toMatchObject({ id: 'm_cleo', roles: ['closer'], active: true, away: false });
    expect(situation?.subject).toMatchObject({ name: 'Ben', timeZone: 'Europe/Kyiv' });
    expect(situation?.prospector).toMatchObject({
      id: 'm_ana',
      away: true,
      revealsToday: 1,
      load: { claimed: 1, accepted: 0, accounts: 0 },
    });
    const later = await readSituation(db, { ...asked, now: aMoment + hourMs, dayStart: aMoment + 1 });
    expect(later?.prospector).toMatchObject({ away: false, revealsToday: 0 });
  });

  it('is null for a lead that is not there, and knows no stranger', async () => {
    const { db } = test;
    await letIn(db);
    const asked = { actor: 'm_nobody', dayStart: 0, now: 0 };
    expect(await readSituation(db, { lead: { ref: 'l_none' }, ...asked })).toBeNull();
    expect((await readSituation(db, { lead: { ref: 'l_first' }, ...asked }))?.actor).toBeNull();
  });
});
