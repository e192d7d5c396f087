/**
 * Hot statements go by an index, also when there is much: the database counts how often it read a table from end to
 * end, and for none of these it may.
 */
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { adoptTwin } from '../../src/storage/adopt-twin.ts';
import { findLeads } from '../../src/storage/find-leads.ts';
import { findKnown } from '../../src/storage/insert-lead.ts';
import { listDue, listFree, listLeads, listMine } from '../../src/storage/list-leads.ts';
import { findByIdentity } from '../../src/storage/members.ts';
import { openHome, readHome } from '../../src/storage/homes.ts';
import { settleAndTake, settleWork } from '../../src/storage/outbox.ts';
import { listHistory } from '../../src/storage/read-lead.ts';
import { countReveals, listReveals } from '../../src/storage/reveals.ts';
import { readSituation } from '../../src/storage/situation.ts';
import { aMoment, hourMs } from '../support/a-lead.ts';
import { nextWorkAt, takeWork } from '../support/take-work.ts';
import { handInCounts, large, multiplyLead, scansOf } from '../support/many-leads.ts';
import { withDatabase } from '../support/with-database.ts';
import { bind, claimed, letIn, move, noted, seatTeam } from './deeds.ts';

const test = withDatabase({ keep: true });
const leadCount = 4_000;
const doors = [
  { stage: 'qualified', direction: 'main' },
  { stage: 'converted', direction: 'main' },
] as const;

beforeAll(async () => {
  const { db } = test;
  await seatTeam(db);
  await bind(db, 'prospectors');
  await letIn(db, { ref: 'l_model' });
  await multiplyLead(db, 'l_model', leadCount);
});

async function scanned(deed: () => Promise<unknown>): Promise<readonly string[]> {
  const before = await scansOf(test.db);
  await deed();
  await handInCounts(test.database);
  const after = await scansOf(test.db);
  return large.filter((name) => (after[name] ?? 0) > (before[name] ?? 0));
}

describe('a hot statement', () => {
  it('would be found out', async () => {
    expect(await scanned(() => sql`select count(*) from leads where state ? 'x'`.execute(test.db))).toEqual([
      'leads',
    ]);
  });

  it.each<readonly [string, () => Promise<unknown>]>([
    [
      'letting a lead in',
      () => letIn(test.db, { ref: 'l_p1', phone: '+380670000001', email: 'p@example.com' }),
    ],
    ['a duplicate', () => letIn(test.db, { ref: 'l_p2', phone: '+380501000009' })],
    [
      'knowing a contact',
      () =>
        findKnown(test.db, {
          phone: '+380501000005',
          email: 'e9@example.com',
          externalId: 'x',
          source: null,
        }),
    ],
    [
      'reading a situation',
      () =>
        readSituation(test.db, {
          lead: { ref: 'l_30' },
          actor: 'm_ana',
          subject: 'm_ben',
          dayStart: 0,
          now: aMoment,
        }),
    ],
    [
      'reading by number',
      () => readSituation(test.db, { lead: { number: 5030 }, actor: 'm_ana', dayStart: 0, now: aMoment }),
    ],
    [
      'moving a lead on',
      () =>
        move(test.db, 'l_30', 'm_ana', [claimed, { type: 'revealed', own: true, to: 'm_ana' }], {
          loads: [{ member: 'm_ana', held: 'claimed', by: 1, limit: 9 }],
          delivery: { platform: 'slack', id: 'd' },
          notices: [
            { type: 'card', audience: 'prospectors', fresh: true },
            { type: 'private card', member: 'm_ana' },
            { type: 'tell', member: 'm_ben', telling: 'lead_assigned' },
            { type: 'tell managers', telling: 'custody_freed' },
          ],
        }),
    ],
    ['a note', () => move(test.db, 'l_33', 'm_ana', noted, { words: { text: 'x' } })],
    ['erasing', () => move(test.db, 'l_36', 'm_mo', { type: 'erased' })],
    [
      'taking and settling work',
      async () => {
        const works = await takeWork(test.db, { worker: 'w', leaseMs: 1, limit: 5, platforms: ['slack'] });
        expect(works.length).toBeGreaterThan(0);
        for (const work of works) await settleWork(test.db, work, { type: 'told' });
      },
    ],
    [
      'taking within rates',
      async () => {
        const rate = { rate: 'post', calls: 3, ms: 1_000 };
        const rates = { post: rate, direct: rate, edit: rate, home: rate, find: rate };
        const asked = {
          worker: 'w',
          leaseMs: 1,
          limits: { slack: 5 },
          rates: { slack: rates },
          finished: [],
        };
        const { works } = await settleAndTake(test.db, asked);
        expect(works.length).toBeGreaterThan(0);
        for (const work of works) await settleWork(test.db, work, { type: 'told' });
      },
    ],
    [
      'a home, and what makes it out of date',
      async () => {
        await openHome(test.db, { platform: 'slack', person: 'ana', now: aMoment });
        await move(test.db, 'l_39', 'm_ana', claimed);
        const everything = {
          doors,
          claims: ['main'],
          manages: null,
          shown: { mine: 5, waiting: 5, late: 5 },
        };
        await readHome(test.db, { member: 'm_ana', now: aMoment, weekStart: aMoment, ...everything });
      },
    ],
    [
      'a press on a card that nobody knows',
      () =>
        adoptTwin(test.db, {
          platform: 'slack',
          person: 'ana',
          place: { channel: 'C_prospectors', thread: null },
          message: { channel: 'C_prospectors', thread: null, message: 'unknown' },
          ref: 'l_30',
          now: aMoment,
        }),
    ],
    ['looking when there is work', () => nextWorkAt(test.db, 'slack')],
    ['who presses', () => findByIdentity(test.db, 'slack', 'ana')],
    ['a page of all', () => listLeads(test.db, { limit: 20 })],
    ['a page of a stage', () => listLeads(test.db, { limit: 20, stage: 'lost' })],
    [
      'a page of a time',
      () => listLeads(test.db, { limit: 20, from: aMoment + 10 * hourMs, to: aMoment + 11 * hourMs }),
    ],
    ['a page of a custodian', () => listLeads(test.db, { limit: 20, custodian: 'm_ana' })],
    ['the free ones', () => listFree(test.db, ['main'], 5)],
    ['my own', () => listMine(test.db, 'm_ana')],
    ['what is due', () => listDue(test.db, { now: aMoment + hourMs, limit: 10 })],
    ['a history', () => listHistory(test.db, 'l_30')],
    [
      'reveals',
      async () => {
        await listReveals(test.db, { lead: 'l_30', limit: 5 });
        await countReveals(test.db, 'm_ana', leadCount - 5);
      },
    ],
    ['finding by a phone', () => findLeads(test.db, '050 100 00 05')],
    ['finding by a name', () => findLeads(test.db, 'name77')],
    ['finding by an e-mail', () => findLeads(test.db, 'e77@example.com')],
    ['finding by number', () => findLeads(test.db, 'L-5077')],
  ])('reads no large table from end to end: %s', async (_, deed) => {
    expect(await scanned(deed)).toEqual([]);
  });
});
