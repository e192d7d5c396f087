/**
 * Kept figures against the history read by another road: whatever people did, and whenever the days were kept, they
 * agree to the unit. What could go wrong: a lead counted twice in a period because it came back on another day, credit
 * that stays with whoever was overtaken, a day that was kept before the history or a source changed behind it, the worth
 * of a client who was won twice.
 */
import { sql } from 'kysely';
import {
  array,
  assert,
  asyncProperty,
  boolean,
  constantFrom,
  integer,
  record,
} from '../../support/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { counted, creditOf, spans } from '../../../src/core/figures.ts';
import { forgetFigures } from '../../../src/storage/figures/keep-slices.ts';
import { readFigures, type PeriodFigures } from '../../../src/storage/figures/read-figures.ts';
import { aMoment, hourMs } from '../../support/a-lead.ts';
import { percentile } from '../../support/percentile.ts';
import { emptyDatabase } from '../../support/empty-database.ts';
import { withDatabase } from '../../support/with-database.ts';
import { letIn } from '../deeds.ts';

const test = withDatabase();
const dayMs = 24 * hourMs;
const days = 6;
const slices = Array.from({ length: days }, (_, index) => ({
  from: aMoment + index * dayMs,
  to: aMoment + (index + 1) * dayMs,
}));

type Row = { lead: string; revision: number; at: number; type: string; by: string | null; direction: string };

const deeds = array(
  record({
    lead: integer({ min: 0, max: 3 }),
    type: constantFrom(
      'claimed',
      'released',
      'touched',
      'qualified',
      'returned',
      'accepted',
      'converted',
      'taken',
      'lost',
    ),
    by: constantFrom('m_ana', 'm_ben', null),
    /** In whose place, where somebody stands in. */
    inPlaceOf: constantFrom(null, null, 'm_cleo'),
    afterHours: integer({ min: 0, max: 30 }),
    /** Whether days that are over are kept before the next thing happens. */
    keeps: boolean(),
    correctsSource: boolean(),
  }),
  { minLength: 1, maxLength: 25 },
);

describe('kept figures', () => {
  it('agree with the history, whenever they were kept', async () => {
    await assert(
      asyncProperty(deeds, constantFrom(null, 'main', 'other'), async (done, direction) => {
        await emptyDatabase(test.db);
        for (let index = 0; index < 4; index += 1) {
          const where = index % 2 ? 'other' : 'main';
          await letIn(test.db, {
            ref: `l_${index}`,
            phone: `+38067000000${index}`,
            direction: where,
            at: aMoment,
          });
        }
        await sql`update leads set state = jsonb_set(state, '{previous}', '"l_old"') where ref = 'l_3'`.execute(
          test.db,
        );
        let now = aMoment;
        for (const { lead, type, by, inPlaceOf, afterHours, keeps, correctsSource } of done) {
          now += afterHours * hourMs;
          await write(`l_${lead}`, type, by, now, inPlaceOf);
          if (correctsSource) await setSource(`l_${lead}`, `s${afterHours}`);
          if (keeps) await read(direction, now);
        }
        expect(await read(direction, now)).toEqual(await byAnotherRoad(direction));
        expect(await read(direction, Infinity)).toEqual(await byAnotherRoad(direction));
      }),
      { numRuns: 25 },
    );
  });

  it('are read anew where the history was added to behind them', async () => {
    await letIn(test.db, { ref: 'l_0', phone: '+380670000000', at: aMoment });
    await write('l_0', 'claimed', 'm_ana', aMoment + 2 * dayMs);
    expect((await read(null, Infinity)).counts).toMatchObject({ claimed: 1, qualified: 0 });
    await write('l_0', 'qualified', 'm_ana', aMoment + 2 * dayMs + hourMs);
    await forgetFigures(test.db, ['l_0']);
    expect(await read(null, Infinity)).toEqual(await byAnotherRoad(null));
  });

  it('keep what happened again to other leads where a day of another zone is read anew', async () => {
    for (const [index, ref] of ['l_0', 'l_1'].entries()) {
      await letIn(test.db, { ref, phone: `+38067000000${index}`, at: aMoment });
    }
    await write('l_0', 'claimed', 'm_ana', aMoment + 2 * hourMs);
    for (const [hours, by] of [
      [1, 'm_ana'],
      [20, 'm_ben'],
    ] as const) {
      await write('l_1', 'qualified', by, aMoment + hours * hourMs);
    }
    const later = { from: aMoment + 12 * hourMs, to: aMoment + 36 * hourMs };
    const readLater = () =>
      readFigures(test.db, { ...later, direction: null, slices: [later], closedBefore: Infinity });
    await read(null, Infinity);
    const before = await readLater();
    expect(before.counts.qualified).toBe(1);
    await setSource('l_0', 'corrected');
    expect(await readLater()).toEqual(before);
  });
});

function read(direction: string | null, closedBefore: number): Promise<PeriodFigures> {
  const period = { from: aMoment, to: aMoment + days * dayMs, direction };
  return readFigures(test.db, { ...period, slices, closedBefore });
}

/** A line of history without the rules, which are not at stake here. */
async function write(
  lead: string,
  type: string,
  by: string | null,
  at: number,
  inPlaceOf: string | null = null,
): Promise<void> {
  const body = by === null || inPlaceOf === null ? {} : { for: inPlaceOf };
  await sql`
    insert into history (lead, revision, at, type, by, via, direction, body)
    select l.ref, 1 + coalesce((select max(revision) from history where lead = l.ref), 0), ${at}::bigint, ${type}, ${by},
      'web', l.direction, ${JSON.stringify(body)}::text::jsonb
    from leads l where l.ref = ${lead}`.execute(test.db);
  if (type === 'converted') {
    await sql`
      insert into accounts (lead, converted_at, value, currency)
      select ref, ${at}::bigint, 10 ^ right(ref, 1)::integer, case direction when 'main' then 'UAH' else 'EUR' end from leads
      where ref = ${lead} on conflict (lead) do update set converted_at = excluded.converted_at`.execute(
      test.db,
    );
  } else if (type === 'lost') {
    await sql`delete from accounts where lead = ${lead}`.execute(test.db);
  }
}

async function setSource(lead: string, source: string): Promise<void> {
  await sql`update leads set source = ${source} where ref = ${lead}`.execute(test.db);
}

/** From all rows at once, the way one would do it by hand. */
async function byAnotherRoad(direction: string | null): Promise<PeriodFigures> {
  const { rows } = await sql<Row>`
    select lead, revision, at, type, coalesce(body ->> 'for', by) as by, direction
    from history order by lead, revision`.execute(test.db);
  const { rows: leads } = await sql<{
    ref: string;
    source: string | null;
    existing: boolean;
    value: number | null;
    currency: string | null;
  }>`
    select l.ref, l.source, l.state ->> 'previous' is not null as existing, a.value, a.currency
    from leads l left join accounts a on a.lead = l.ref`.execute(test.db);
  const sourceOf = new Map(leads.map(({ ref, source }) => [ref, source]));
  const isIn = ({ at }: Row) => at >= aMoment && at < aMoment + days * dayMs;
  const meant = rows.filter((row) => direction === null || row.direction === direction);
  const leadsWith = (type: string) => [
    ...new Set(meant.filter((row) => row.type === type && isIn(row)).map(({ lead }) => lead)),
  ];

  const credit = new Map<string, { prospected: number; closed: number; served: number }>();
  for (const [type, as] of Object.entries(creditOf)) {
    for (const lead of leadsWith(type)) {
      const last = meant.findLast((row) => row.lead === lead && row.type === type && isIn(row));
      if (!last?.by) continue;
      const one = credit.get(last.by) ?? { prospected: 0, closed: 0, served: 0 };
      one[as] += 1;
      credit.set(last.by, one);
    }
  }
  const seconds = Object.entries(spans).map(([span, [first, second]]) => {
    const took = [...new Set(meant.map(({ lead }) => lead))].flatMap((lead) => {
      const began = meant.find((row) => row.lead === lead && row.type === first);
      const ended = meant.find((row) => row.lead === lead && row.type === second);
      return began && ended && began.revision < ended.revision && isIn(ended)
        ? [(ended.at - began.at) / 1000]
        : [];
    });
    const sorted = took.sort((a, b) => a - b);
    return [span, { median: close(percentile(sorted, 0.5)), p90: close(percentile(sorted, 0.9)) }];
  });
  const sources = [
    ...new Set(
      [...leadsWith('received'), ...leadsWith('converted')].map((lead) => sourceOf.get(lead) ?? null),
    ),
  ];
  const won = leads.filter(({ ref }) => leadsWith('converted').includes(ref));
  const value = ['EUR', 'UAH'].flatMap((currency) => {
    const worth = won.filter((lead) => lead.currency === currency);
    return worth.length === 0
      ? []
      : [{ currency, total: worth.reduce((sum, lead) => sum + (lead.value ?? 0), 0) }];
  });
  const from = (type: string, source: string | null) =>
    leadsWith(type).filter((lead) => (sourceOf.get(lead) ?? null) === source).length;
  return {
    counts: expect.objectContaining(
      Object.fromEntries(counted.map((type) => [type, leadsWith(type).length])),
    ),
    sources: sources
      .map((source) => ({ source, received: from('received', source), converted: from('converted', source) }))
      .sort(
        (a, b) =>
          b.received - a.received ||
          (a.source === null ? 1 : b.source === null ? -1 : a.source < b.source ? -1 : 1),
      ),
    credit: [...credit]
      .map(([member, one]) => ({ member, ...one }))
      .sort((a, b) => (a.member < b.member ? -1 : 1)),
    seconds: Object.fromEntries(seconds),
    business: {
      new: won.filter(({ existing }) => !existing).length,
      existing: won.filter(({ existing }) => existing).length,
    },
    value,
  };
}

/** Two ways to take the point on a line differ by a rounding. */
const close = (value: number | null) => (value === null ? null : expect.closeTo(value, 6));
