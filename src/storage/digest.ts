/**
 * The figures of a period, out of the history, in slices of days with a pause between them: on the embedded database a
 * query stops everything else, and presses must pass.
 *
 * Wall clock seconds between the first occurrences of two events; each lead counts once, in the slice in which it first
 * happened within the period.
 */
import { setImmediate as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { EventType } from '../core/event.ts';
import type { MemberId, Moment } from '../core/lead.ts';
import { percentile } from './percentile.ts';
import type { Db } from './tables.ts';

export const counted = [
  'received',
  'claimed',
  'qualified',
  'returned',
  'accepted',
  'converted',
  'disqualified',
  'lost',
  'taken',
] as const satisfies readonly EventType[];
export type Counted = (typeof counted)[number];

/** From the first of one event to the first of another. */
export const spans = {
  toClaim: ['received', 'claimed'],
  toTouch: ['claimed', 'touched'],
  toQualify: ['claimed', 'qualified'],
  toAccept: ['qualified', 'accepted'],
  toConvert: ['accepted', 'converted'],
  toTake: ['converted', 'taken'],
} as const satisfies Record<string, readonly [EventType, EventType]>;
export type Span = keyof typeof spans;

export type Spread = { readonly median: number | null; readonly p90: number | null };

export type Figures = {
  readonly counts: Readonly<Record<Counted, number>>;
  /** By source; null is absent. */
  readonly sources: readonly {
    readonly source: string | null;
    readonly received: number;
    readonly converted: number;
  }[];
  readonly credit: readonly {
    readonly member: MemberId;
    readonly prospected: number;
    readonly closed: number;
    readonly served: number;
  }[];
  readonly seconds: Readonly<Record<Span, Spread>>;
  readonly value: readonly { readonly currency: string; readonly total: number }[];
};

export type Period = {
  readonly from: Moment;
  /** Exclusive. */
  readonly to: Moment;
  /** Null: all. */
  readonly direction: string | null;
};

const spanNames = [
  'toClaim',
  'toTouch',
  'toQualify',
  'toAccept',
  'toConvert',
  'toTake',
] as const satisfies readonly Span[];

const dayMs = 24 * 60 * 60_000;

export async function readFigures(db: Db, period: Period, sliceMs: number = dayMs): Promise<Figures> {
  const counts: Record<Counted, number> = {
    received: 0,
    claimed: 0,
    qualified: 0,
    returned: 0,
    accepted: 0,
    converted: 0,
    disqualified: 0,
    lost: 0,
    taken: 0,
  };
  const sources = new Map<string | null, { received: number; converted: number }>();
  const credit = new Map<MemberId, { prospected: number; closed: number; served: number }>();
  const took: Record<Span, number[]> = {
    toClaim: [],
    toTouch: [],
    toQualify: [],
    toAccept: [],
    toConvert: [],
    toTake: [],
  };
  const value = new Map<string, number>();

  for (let from = period.from; from < period.to; from += sliceMs) {
    const slice = { ...period, sliceFrom: from, sliceTo: Math.min(from + sliceMs, period.to) };
    for (const row of await countFirsts(db, slice)) {
      counts[row.type] += row.count;
      if (row.type !== 'received' && row.type !== 'converted') continue;
      const source = sources.get(row.source) ?? { received: 0, converted: 0 };
      source[row.type] += row.count;
      sources.set(row.source, source);
    }
    for (const row of await countLasts(db, slice)) {
      const member = credit.get(row.member) ?? { prospected: 0, closed: 0, served: 0 };
      member[creditOf[row.type]] += row.count;
      credit.set(row.member, member);
    }
    for (const span of spanNames) {
      for (const row of await measure(db, slice, spans[span])) took[span].push(row.ms / 1000);
    }
    for (const row of await sumValue(db, slice)) {
      value.set(row.currency, (value.get(row.currency) ?? 0) + row.total);
    }
    await pause();
  }

  return {
    counts,
    sources: [...sources]
      .map(([source, figures]) => ({ source, ...figures }))
      .sort((a, b) => b.received - a.received || compare(a.source, b.source)),
    credit: [...credit]
      .map(([member, figures]) => ({ member, ...figures }))
      .sort((a, b) => compare(a.member, b.member)),
    seconds: {
      toClaim: spreadOf(took.toClaim),
      toTouch: spreadOf(took.toTouch),
      toQualify: spreadOf(took.toQualify),
      toAccept: spreadOf(took.toAccept),
      toConvert: spreadOf(took.toConvert),
      toTake: spreadOf(took.toTake),
    },
    value: [...value]
      .map(([currency, total]) => ({ currency, total }))
      .sort((a, b) => compare(a.currency, b.currency)),
  };
}

type Slice = Period & { readonly sliceFrom: Moment; readonly sliceTo: Moment };

const creditOf = { qualified: 'prospected', converted: 'closed', taken: 'served' } as const;

/** Leads to which it happened in the slice and not earlier in the period. */
async function countFirsts(db: Db, slice: Slice) {
  const { rows } = await sql<{ type: Counted; source: string | null; count: number }>`
    select h.type, case when h.type in ('received', 'converted') then l.source end as source, count(distinct h.lead) as count
    from history h join leads l on l.ref = h.lead
    where h.type = any(${[...counted]}::text[]) and ${within(slice)}
      and not exists (
        select 1 from history earlier
        where earlier.lead = h.lead and earlier.type = h.type
          and earlier.at >= ${slice.from} and earlier.at < ${slice.sliceFrom}
      )
    group by 1, 2`.execute(db);
  return rows;
}

/** Who did it last in the period gets the credit; it counts in the slice of that last time. */
async function countLasts(db: Db, slice: Slice) {
  const { rows } = await sql<{ type: keyof typeof creditOf; member: MemberId; count: number }>`
    select h.type, h.by as member, count(distinct h.lead) as count
    from history h
    where h.type = any(${Object.keys(creditOf)}::text[]) and h.by is not null and ${within(slice)}
      and not exists (
        select 1 from history later
        where later.lead = h.lead and later.type = h.type and later.revision > h.revision
          and later.at < ${slice.to}
      )
    group by 1, 2`.execute(db);
  return rows;
}

/** How long it took the leads to which the second event happened in the slice for the first time ever. */
async function measure(db: Db, slice: Slice, [first, second]: readonly [EventType, EventType]) {
  const { rows } = await sql<{ ms: number }>`
    select h.at - began.at as ms
    from history h
    cross join lateral (
      select b.at from history b where b.lead = h.lead and b.type = ${first} order by b.revision limit 1
    ) began
    where h.type = ${second} and ${within(slice)}
      and not exists (
        select 1 from history earlier
        where earlier.lead = h.lead and earlier.type = h.type and earlier.revision < h.revision
      )`.execute(db);
  return rows;
}

/** What leads that were converted in the slice, and still are, are worth by what is known today. */
async function sumValue(db: Db, slice: Slice) {
  const { rows } = await sql<{ currency: string; total: number }>`
    select a.currency, sum(a.value)::bigint as total
    from (
      select distinct h.lead from history h
      where h.type = 'converted' and ${within(slice)}
        and not exists (
          select 1 from history earlier
          where earlier.lead = h.lead and earlier.type = h.type
            and earlier.at >= ${slice.from} and earlier.at < ${slice.sliceFrom}
        )
    ) converted
    join accounts a on a.lead = converted.lead
    where a.value is not null and a.currency is not null
    group by 1`.execute(db);
  return rows;
}

function within(slice: Slice) {
  return sql`h.at >= ${slice.sliceFrom} and h.at < ${slice.sliceTo}
    and (${slice.direction}::text is null or h.direction = ${slice.direction})`;
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: percentile(sorted, 0.5), p90: percentile(sorted, 0.9) };
}

/** Absent ones last. */
function compare(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}
