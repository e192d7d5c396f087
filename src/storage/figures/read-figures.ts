/**
 * The figures of a period. Days that are over are read once and kept; what is not over yet is read from the history each
 * time. Each lead counts once a period, however often something happened to it, and who did it last gets the credit.
 */
import { setImmediate as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { MemberId, Moment } from '../../core/lead.ts';
import type { Db } from '../tables.ts';
import { creditOf, isCredited, spanNames } from '../../core/figures.ts';
import type { Counted, Figures, Period, Slice, Span, Spread } from '../../core/figures.ts';
import { keepSlices } from './keep-slices.ts';
import { readSlice } from './read-slice.ts';
import type { Repeat, SliceFigures, Sum, Took } from './read-slice.ts';

export type Asked = Period & {
  /** The period in slices that follow each other: days in the zone of whoever asks. */
  readonly slices: readonly Slice[];
  /** Nothing more is going to be written before this moment. */
  readonly closedBefore: Moment;
};

export async function readFigures(db: Db, asked: Asked): Promise<Figures> {
  const { slices, closedBefore } = asked;
  const closed = slices.filter(({ to }) => to <= closedBefore);
  await keepSlices(db, closed);
  const open: SliceFigures[] = [];
  for (const slice of slices.slice(closed.length)) open.push(await readSlice(db, slice));

  const tally = makeTally(asked);
  const kept = { ...asked, to: closed.at(-1)?.to ?? asked.from };
  for (const sum of closed.length > 0 ? await readSums(db, kept, closed) : []) tally.add(sum);
  const isMeant = ({ direction }: { direction: string }) =>
    asked.direction === null || direction === asked.direction;
  for (const sum of open.flatMap(({ sums }) => sums).filter(isMeant)) tally.add(sum);
  const repeats = [
    ...(await readRepeats(db, kept)),
    ...open.flatMap((slice) => slice.repeats).filter(isMeant),
  ];
  const sources = await sourcesOf(
    db,
    repeats.filter(({ type }) => type === 'converted'),
  );
  for (const repeat of repeats) tally.addRepeat(repeat, sources.get(repeat.lead) ?? null);

  const took = open.flatMap((slice) => slice.took).filter(isMeant);
  const seconds = new Map<Span, Spread>();
  // On the embedded database a long period is read span by span, so that presses pass between.
  for (const some of slices.length > slicesAtOnce ? spanNames.map((span) => [span]) : [spanNames]) {
    for (const [span, spread] of await readSpreads(db, kept, some, took)) seconds.set(span, spread);
    await pause();
  }
  return { ...tally.figures(), seconds: asRecord(seconds), value: await sumValue(db, asked) };
}

type Tally = {
  add(sum: Pick<Sum, 'type' | 'member' | 'source' | 'count'>): void;
  addRepeat(repeat: Repeat, source: string | null): void;
  figures(): Omit<Figures, 'seconds' | 'value'>;
};

function makeTally({ from }: Period): Tally {
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

  const count = (type: Counted, source: string | null, times: number) => {
    counts[type] += times;
    if (type !== 'received' && type !== 'converted') return;
    const one = sources.get(source) ?? { received: 0, converted: 0 };
    one[type] += times;
    sources.set(source, one);
  };
  const give = (type: Counted, member: MemberId | null, times: number) => {
    if (!isCredited(type) || member === null) return;
    const one = credit.get(member) ?? { prospected: 0, closed: 0, served: 0 };
    one[creditOf[type]] += times;
    credit.set(member, one);
  };
  return {
    add({ type, member, source, count: times }) {
      count(type, source, times);
      give(type, member, times);
    },
    addRepeat({ type, by, earlierAt, earlierBy }, source) {
      const isFirstOfPeriod = earlierAt < from;
      if (isFirstOfPeriod) count(type, source, 1);
      else give(type, earlierBy, -1);
      give(type, by, 1);
    },
    figures: () => ({
      counts,
      sources: [...sources]
        .map(([source, figures]) => ({ source, ...figures }))
        .sort((a, b) => b.received - a.received || compare(a.source, b.source)),
      credit: [...credit]
        .map(([member, figures]) => ({ member, ...figures }))
        .filter(({ prospected, closed, served }) => prospected + closed + served > 0)
        .sort((a, b) => compare(a.member, b.member)),
    }),
  };
}

async function readSums(db: Db, { direction }: Period, slices: readonly Slice[]): Promise<readonly Sum[]> {
  const { rows } = await sql<Sum>`
    select s.type, s.member, s.source, sum(s.count)::integer as count
    from unnest(${slices.map(({ from }) => from)}::bigint[], ${slices.map(({ to }) => to)}::bigint[]) a (from_at, to_at)
    join figure_sums s using (from_at, to_at)
    where ${direction}::text is null or s.direction = ${direction}
    group by 1, 2, 3`.execute(db);
  return rows;
}

async function readRepeats(db: Db, { from, to, direction }: Period): Promise<readonly Repeat[]> {
  const { rows } = await sql<Repeat>`
    select lead, revision, type, at, direction, by, earlier_at as "earlierAt", earlier_by as "earlierBy"
    from figure_repeats
    where at >= ${from} and at < ${to} and (${direction}::text is null or direction = ${direction})`.execute(
    db,
  );
  return rows;
}

async function sourcesOf(db: Db, repeats: readonly Repeat[]): Promise<ReadonlyMap<string, string | null>> {
  if (repeats.length === 0) return new Map();
  const refs = [...new Set(repeats.map(({ lead }) => lead))];
  const rows = await db.selectFrom('leads').select(['ref', 'source']).where('ref', 'in', refs).execute();
  return new Map(rows.map(({ ref, source }) => [ref, source]));
}

/** `live`: of what is not over yet, in milliseconds. */
async function readSpreads(
  db: Db,
  { from, to, direction }: Period,
  spans: readonly Span[],
  live: readonly Took[],
): Promise<readonly (readonly [Span, Spread])[]> {
  const meant = live.filter(({ span }) => spans.includes(span));
  const { rows } = await sql<Spread & { readonly span: Span }>`
    select span, percentile_cont(0.5) within group (order by seconds) as median,
      percentile_cont(0.9) within group (order by seconds) as p90
    from (
      select span, ms::float8 / 1000 as seconds from figure_spans
      where span = any(${[...spans]}::text[]) and at >= ${from} and at < ${to}
        and (${direction}::text is null or direction = ${direction})
      union all
      select l.span, l.ms::float8 / 1000
      from unnest(${meant.map(({ span }) => span)}::text[], ${meant.map(({ ms }) => ms)}::bigint[]) l (span, ms)
    ) took group by 1`.execute(db);
  return rows.map(({ span, median, p90 }) => [span, { median, p90 }]);
}

/** So many days are asked for at once. */
const slicesAtOnce = 7;

/** What leads that were converted in the period, and still are, are worth by what is known today. */
async function sumValue(db: Db, { from, direction, slices }: Asked): Promise<Figures['value']> {
  const totals = new Map<string, number>();
  for (let at = 0; at < slices.length; at += slicesAtOnce) {
    const some = slices.slice(at, at + slicesAtOnce);
    const slice = { from: some[0]?.from ?? from, to: some.at(-1)?.to ?? from };
    const { rows } = await sql<{ currency: string; total: number }>`
      select a.currency, sum(a.value)::bigint as total
      from (
        select distinct h.lead from history h
        where h.type = 'converted' and h.at >= ${slice.from} and h.at < ${slice.to}
          and (${direction}::text is null or h.direction = ${direction})
          and not exists (
            select 1 from history earlier
            where earlier.lead = h.lead and earlier.type = h.type
              and earlier.at >= ${from} and earlier.at < ${slice.from}
          )
      ) converted
      join accounts a on a.lead = converted.lead
      where a.value is not null and a.currency is not null
      group by 1`.execute(db);
    for (const { currency, total } of rows) totals.set(currency, (totals.get(currency) ?? 0) + total);
    await pause();
  }
  return [...totals]
    .map(([currency, total]) => ({ currency, total }))
    .sort((a, b) => compare(a.currency, b.currency));
}

function asRecord(spreads: ReadonlyMap<Span, Spread>): Readonly<Record<Span, Spread>> {
  const of = (span: Span) => spreads.get(span) ?? { median: null, p90: null };
  return {
    toClaim: of('toClaim'),
    toTouch: of('toTouch'),
    toQualify: of('toQualify'),
    toAccept: of('toAccept'),
    toConvert: of('toConvert'),
    toTake: of('toTake'),
  };
}

/** Absent ones last. */
function compare(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}
