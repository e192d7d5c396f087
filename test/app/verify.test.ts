import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { verify, type Difference } from '../../src/app/verify.ts';
import type { Db } from '../../src/storage/open-database.ts';
import {
  accepted,
  claimed,
  converted,
  disqualified,
  letIn,
  move,
  noted,
  qualified,
  seatTeam,
  taken,
} from '../storage/deeds.ts';
import { withDatabase } from '../support/with-database.ts';

const test = withDatabase();

/** Leads at every stage, more than one piece of them. */
async function live(db: Db): Promise<void> {
  await seatTeam(db);
  for (let index = 0; index < 60; index += 1) {
    await letIn(db, {
      ref: `l_${index}`,
      phone: `+38067000${1000 + index}`,
      email: index % 2 === 0 ? `lead-${index}@example.com` : null,
      externalId: index % 3 === 0 ? `x${index}` : null,
    });
  }
  const ana = { member: 'm_ana', held: 'claimed', limit: null } as const;
  const cleo = { member: 'm_cleo', held: 'accepted', limit: null } as const;
  const dan = { member: 'm_dan', held: 'accounts', limit: null } as const;
  for (const ref of ['l_1', 'l_2', 'l_3']) {
    await move(db, ref, 'm_ana', claimed, { loads: [{ ...ana, by: 1 }] });
  }
  for (const ref of ['l_2', 'l_3']) {
    await move(db, ref, 'm_ana', qualified, { loads: [{ ...ana, by: -1 }] });
    await move(db, ref, 'm_cleo', accepted, { loads: [{ ...cleo, by: 1 }] });
  }
  await move(db, 'l_3', 'm_cleo', converted(), { loads: [{ ...cleo, by: -1 }] });
  await move(db, 'l_3', 'm_dan', taken, { loads: [{ ...dan, by: 1 }] });
  await move(db, 'l_3', 'm_dan', noted, { words: { text: 'Likes tea' } });
  await move(db, 'l_4', 'm_mo', disqualified());
}

async function differences(db: Db): Promise<readonly Difference[]> {
  const found: Difference[] = [];
  for await (const one of verify(db)) if (one.type !== 'checked') found.push(one);
  return found;
}

describe('verify', () => {
  it('finds nothing to tell where all is as it happened, and counts every lead', async () => {
    await live(test.db);
    const counts: number[] = [];
    for await (const one of verify(test.db)) {
      expect(one).toMatchObject({ type: 'checked' });
      if (one.type === 'checked') counts.push(one.leads);
    }
    expect(counts).toEqual([50, 60]);
  });

  /** Whatever is changed behind the rules' back is named, by number and part, and never by contact. */
  const changes: readonly (readonly [string, string, Difference])[] = [
    [
      'a state',
      `update leads set state = state || '{"returns": 7}' where ref = 'l_1'`,
      { type: 'lead', number: 'L-1002', part: 'state' },
    ],
    [
      'a custodian',
      `update leads set custodian = 'm_ben' where ref = 'l_1'`,
      { type: 'lead', number: 'L-1002', part: 'row' },
    ],
    [
      'a moment that the clock goes by',
      `update leads set due_at = 5 where ref = 'l_59'`,
      { type: 'lead', number: 'L-1060', part: 'row' },
    ],
    [
      'an account that is gone',
      `delete from accounts where lead = 'l_3'`,
      { type: 'lead', number: 'L-1004', part: 'account' },
    ],
    [
      'an account of nobody',
      `insert into accounts (lead, converted_at) values ('l_5', 5)`,
      { type: 'lead', number: 'L-1006', part: 'account' },
    ],
    [
      'a key that is gone',
      `delete from lead_keys where lead = 'l_6' and kind = 'email'`,
      { type: 'lead', number: 'L-1007', part: 'keys' },
    ],
    [
      'a key of a closed lead',
      `insert into lead_keys values ('phone', '+380670001004', 'l_4')`,
      { type: 'lead', number: 'L-1005', part: 'keys' },
    ],
    [
      'a contact that would not be found',
      `update contacts set name = 'Somebody' where lead = 'l_7'`,
      { type: 'lead', number: 'L-1008', part: 'contact' },
    ],
    [
      'a history with a gap',
      `insert into history select lead, 9, at, type, by, via, direction, body from history where lead = 'l_8'`,
      { type: 'lead', number: 'L-1009', part: 'history' },
    ],
    [
      'a history that tells what cannot be',
      `insert into history select lead, 2, at, type, by, via, direction, body from history where lead = 'l_9'`,
      { type: 'lead', number: 'L-1010', part: 'history' },
    ],
    [
      'a count in hand',
      `update member_loads set count = 4 where member = 'm_ana'`,
      { type: 'load', member: 'm_ana', held: 'claimed', is: 1, counted: 4 },
    ],
    [
      'a history of no lead',
      `insert into history select 'zzz', 1, at, type, by, via, direction, body from history where lead = 'l_9'`,
      { type: 'strays', table: 'history', count: 1 },
    ],
    [
      'a key of no lead',
      `insert into lead_keys values ('phone', '+380670009999', 'gone')`,
      { type: 'strays', table: 'lead_keys', count: 1 },
    ],
  ];
  for (const [what, statement, difference] of changes) {
    it(`names ${what}`, async () => {
      await live(test.db);
      await sql.raw(statement).execute(test.db);
      const found = await differences(test.db);
      expect(found).toContainEqual(difference);
      expect(JSON.stringify(found)).not.toMatch(/\+380|@example|Olena|Somebody/);
    });
  }
});
