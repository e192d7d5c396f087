/**
 * The clock's look at what is due costs the same with many timers as with few: it goes by an index, and reads no more
 * than a piece. After hours in which nobody looked, all that is overdue is done once, the oldest first, in few messages.
 */
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { clockRounds } from '../../../src/app/clock-work/rounds.ts';
import { fromTheFirst, listDueSteps } from '../../../src/storage/due-steps.ts';
import { aPlaybook } from '../../support/a-playbook.ts';
import { anApp, command, receiveOne, type AnApp } from '../../support/an-app.ts';
import { wednesdayNoon } from '../../support/test-clock.ts';
import { withDatabase } from '../../support/with-database.ts';

const minute = 60_000;
const test = withDatabase({ keep: true });
const timers = Number(process.env['BATON_TIMERS'] ?? 5_000);
const overdue = 200;
let app: AnApp;

/** One lead of Ana's with a ladder, many times; the first two hundred are overdue by then. */
beforeAll(async () => {
  const ladder = { warn: 75, remind: 100, 'tell managers': 150, 'give back': null };
  app = await anApp(test.database, {
    playbook: aPlaybook({ main: { ladders: { prospecting: ladder, closing: ladder, account: ladder } } }),
  });
  const { ref } = await receiveOne(app);
  await command(app, 'ana', ref, 'claim');
  await sql`
    insert into leads (ref, number, revision, stage, direction, source, custodian, received_at, due_at, state, last)
    select 'l_' || i, 5000 + i, l.revision, l.stage, l.direction, l.source, l.custodian, l.received_at, d.due,
      l.state || jsonb_build_object('ref', 'l_' || i, 'number', 5000 + i, 'dueAt', d.due, 'steps',
        jsonb_build_array(jsonb_build_object('step', 'remind', 'at', d.due))), l.last
    from leads l, generate_series(1, ${timers}::int) i
    cross join lateral (select ${wednesdayNoon}::bigint + case when i <= ${overdue}
      then i::bigint * 1000 else 7 * 86400000 + i::bigint * 1000 end as due) d
    where l.ref = ${ref}`.execute(test.db);
  await sql`
    insert into contacts (lead, contact, brief)
    select 'l_' || i, c.contact, c.brief from contacts c, generate_series(1, ${timers}::int) i
    where c.lead = ${ref}`.execute(test.db);
  await sql`analyze`.execute(test.db);
});

describe('with many timers', () => {
  it('a look at what is due goes by the index, and is quick', async () => {
    const { rows } = await sql<{ 'QUERY PLAN': string }>`
      explain select * from leads
      where next_step_at <= ${wednesdayNoon} and (next_step_at, number) > (0, 0)
      order by next_step_at, number limit 25`.execute(test.db);
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('leads_next_step');
    const asked = { now: wednesdayNoon, limit: 25, after: fromTheFirst };
    const times: number[] = [];
    for (let at = 0; at < 50; at += 1) {
      const began = performance.now();
      await listDueSteps(test.db, asked);
      times.push(performance.now() - began);
    }
    const median = times.toSorted((one, other) => one - other)[25] ?? Infinity;
    expect(median).toBeLessThan(20);
  });

  it('hours of downtime are caught up once, the oldest first, and told in one message', async () => {
    app.clock.forward(30 * minute);
    const rounds = [clockRounds(app), clockRounds(app)];
    await Promise.all(rounds.map((round) => round.tick()));
    await Promise.all(rounds.map((round) => round.tick()));
    const { rows } = await sql<{ lead: string; count: number }>`
      select lead, count(*)::int as count from history where type = 'escalated' group by lead`.execute(
      test.db,
    );
    expect(rows).toHaveLength(overdue);
    expect(rows.every(({ count }) => count === 1)).toBe(true);
    const told = await test.db
      .selectFrom('outbox')
      .innerJoin('lanes', 'lanes.id', 'outbox.lane')
      .select('outbox.body')
      .where('outbox.kind', '=', 'reminder')
      .where('lanes.platform', '=', 'web')
      .execute();
    expect(told.map(({ body }) => body)).toEqual([
      expect.objectContaining({ to: 'yours', more: overdue - 20 }),
    ]);
    expect(JSON.stringify(told[0]?.body)).toContain('"l_1"');
  });
});
