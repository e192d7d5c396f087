/** Accounts that were reopened before their state knew of it: a migration reads it out of their history. */
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { up } from '../../migrations/0020-once-accounts.ts';
import { verify } from '../../src/app/verify.ts';
import { withDatabase } from '../support/with-database.ts';
import { accepted, claimed, converted, disqualified, letIn, move, qualified, seatTeam } from './deeds.ts';

const test = withDatabase();
const reopened = { type: 'reopened', dueAt: null } as const;

it('knows an account that was reopened by its history, and no other', async () => {
  const { db } = test;
  await seatTeam(db);
  for (const [index, ref] of ['l_account', 'l_reopened', 'l_closed'].entries()) {
    await letIn(db, { ref, phone: `+3806700010${index}0` });
  }
  for (const ref of ['l_account', 'l_reopened']) {
    await move(db, ref, 'm_ana', claimed);
    await move(db, ref, 'm_ana', qualified);
    await move(db, ref, 'm_cleo', accepted);
    await move(db, ref, 'm_cleo', converted());
  }
  await move(db, 'l_reopened', 'm_mo', reopened);
  await move(db, 'l_closed', 'm_mo', disqualified());
  await move(db, 'l_closed', 'm_mo', reopened);
  await sql`update leads set state = state - 'wasAccount'`.execute(db);
  await up(db);
  const { rows } = await sql<{ ref: string }>`select ref from leads where state ? 'wasAccount'`.execute(db);
  expect(rows).toEqual([{ ref: 'l_reopened' }]);
  for await (const found of verify(db)) {
    expect(found).not.toMatchObject({ part: 'state' });
  }
});
