import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { readExceptions } from '../../src/storage/exceptions.ts';
import { aMoment, hourMs } from '../support/a-lead.ts';
import { withDatabase } from '../support/with-database.ts';
import { accepted, claimed, converted, letIn, move, qualified, seatTeam } from './deeds.ts';

const test = withDatabase();
const dayMs = 24 * hourMs;
const period = { from: aMoment, to: aMoment + 7 * dayMs };
const read = (more: Partial<Parameters<typeof readExceptions>[1]> = {}) =>
  readExceptions(test.db, { now: aMoment + 5 * dayMs, direction: null, period, shown: 5, ...more });

let phones = 0;

async function lead(ref: string, direction = 'main') {
  phones += 1;
  await letIn(test.db, { ref, direction, phone: `+38067${String(phones).padStart(7, '0')}` });
}

describe('exceptions', () => {
  it('are leads that are late, by what is late about them, the longest first', async () => {
    const { db } = test;
    await seatTeam(db);
    for (const ref of ['l_new', 'l_held', 'l_handed', 'l_client', 'l_fine']) await lead(ref);
    await setDue('l_new', aMoment + 4 * dayMs);
    await move(db, 'l_held', 'm_ana', { type: 'claimed', dueAt: aMoment + dayMs });
    await move(db, 'l_handed', 'm_ana', [claimed, { type: 'qualified', dueAt: aMoment + 2 * dayMs }]);
    await move(db, 'l_client', 'm_ana', [claimed, qualified]);
    await move(db, 'l_client', 'm_cleo', [
      accepted,
      { type: 'converted', value: 1, currency: 'UAH', dueAt: aMoment + 3 * dayMs },
    ]);
    await setDue('l_fine', aMoment + 6 * dayMs);
    const { counts, leads } = await read();
    expect(leads.map(({ kind, view }) => [kind, view.lead.ref])).toEqual([
      ['overdue', 'l_held'],
      ['unaccepted', 'l_handed'],
      ['untaken', 'l_client'],
      ['unclaimed', 'l_new'],
    ]);
    expect(counts).toEqual({ unclaimed: 1, overdue: 1, unaccepted: 1, untaken: 1, no_next_step: 0 });
    expect((await read({ shown: 1 })).leads).toHaveLength(1);
    expect((await read({ direction: 'other' })).leads).toEqual([]);
  });

  it('are not leads that came by the thousand and wait for nobody yet', async () => {
    await lead('l_new');
    await setDue('l_new', aMoment);
    await sql`update leads set quiet = true`.execute(test.db);
    expect((await read()).leads).toEqual([]);
  });

  it('are leads that somebody holds and plans nothing for, once they have rested', async () => {
    await seatTeam(test.db);
    await lead('l_held');
    await move(test.db, 'l_held', 'm_ana', { type: 'claimed', dueAt: null });
    expect((await read({ now: aMoment + 2 * dayMs })).counts.no_next_step).toBe(0);
    expect((await read()).leads.map(({ kind }) => kind)).toEqual(['no_next_step']);
    await move(
      test.db,
      'l_held',
      'm_ana',
      { type: 'snoozed', until: aMoment + 9 * dayMs },
      { at: aMoment + hourMs },
    );
    expect((await read()).leads).toEqual([]);
  });

  it('are people away without a deputy who have work waiting', async () => {
    const { db } = test;
    await seatTeam(db);
    await lead('l_held');
    await move(db, 'l_held', 'm_ana', claimed);
    const until = aMoment + 20 * dayMs;
    await sql`update members set away_until = ${until} where id in ('m_ana', 'm_ben')`.execute(db);
    expect((await read()).away).toEqual([{ member: 'm_ana', name: 'Ana', until, waiting: 1 }]);
    await sql`update members set deputy = 'm_ben' where id = 'm_ana'`.execute(db);
    expect((await read()).away).toEqual([]);
  });

  it('tell which promised calls were made, and which clients are old ones', async () => {
    const { db } = test;
    await seatTeam(db);
    const until = aMoment + 2 * dayMs;
    for (const ref of ['l_kept', 'l_broken', 'l_later', 'l_expired', 'l_again', 'l_released']) {
      await lead(ref);
      const then = ref === 'l_later' ? aMoment + 30 * dayMs : until;
      await move(db, ref, 'm_ana', [claimed, { type: 'snoozed', until: then }]);
    }
    const call = { type: 'touched', kind: 'call', outcome: 'reached', dueAt: null } as const;
    await move(db, 'l_kept', 'm_ana', call, { at: until + hourMs });
    await move(db, 'l_broken', 'm_ana', call, { at: until + 30 * hourMs });
    // To let it be taken back is not to call; a moment that was changed counts once, and what was given back not at all.
    await move(
      db,
      'l_expired',
      null,
      [
        { type: 'woken', dueAt: until + hourMs },
        { type: 'expired', member: 'm_ana', dueAt: null },
      ],
      { at: until + 3 * hourMs },
    );
    await move(
      db,
      'l_again',
      'm_mo',
      { type: 'snoozed', until: until + hourMs, to: 'm_ana' },
      { at: until - hourMs },
    );
    await move(db, 'l_again', 'm_ana', call, { at: until + 2 * hourMs });
    await move(db, 'l_released', 'm_ana', { type: 'released', dueAt: null }, { at: until - hourMs });
    await move(db, 'l_kept', 'm_ana', qualified, { at: until + 2 * hourMs });
    await move(db, 'l_kept', 'm_cleo', [accepted, converted(1, 'UAH')], { at: until + 3 * hourMs });
    const { promises } = await read();
    expect(promises).toEqual({ kept: 2, broken: 2 });
  });
});

function setDue(ref: string, at: number) {
  return sql`update leads set due_at = ${at}, state = jsonb_set(state, '{dueAt}', ${String(at)}::jsonb)
    where ref = ${ref}`.execute(test.db);
}
