/**
 * The figures of a period. Days that are over are read once and kept; what is not over yet is read from the history each
 * time. Each lead counts once a period, however often something happened to it, and who did it last gets the credit.
 */
import { setImmediate as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { MemberId, Moment, Ref } from '../../core/lead.ts';
import { quantileOf } from '../../core/quantile.ts';
import type { Db } from '../tables.ts';
import { creditOf, isCredited } from '../../core/figures.ts';
import type { Exceptions } from '../../core/exception.ts';
import type { Counted, Figures, Period, Slice, Span, Spread } from '../../core/figures.ts';
import { readKept } from './read-kept.ts';
import type { Kept } from './read-kept.ts';
import { readSlice } from './read-slice.ts';
import type { Repeat, SliceFigures, Sum } from './read-slice.ts';

export type PeriodFigures = Figures & Pick<Exceptions, 'business'>;

export type Asked = Period & {
  /** The period in slices that follow each other: days in the zone of whoever asks. */
  readonly slices: readonly Slice[];
  /** Nothing more is going to be written before this moment. */
  readonly closedBefore: Moment;
};

export async function readFigures(db: Db, asked: Asked): Promise<PeriodFigures> {
  const { slices, closedBefore, direction } = asked;
  const closed = slices.filter(({ to }) => to <= closedBefore);
  const kept = await readKept(db, closed, direction);
  const open: SliceFigures[] = [];
  for (const slice of slices.slice(closed.length)) open.push(await readSlice(db, slice));
  const isMeant = (one: { readonly direction: string }) => direction === null || one.direction === direction;

  const tally = makeTally(asked);
  for (const sum of kept.sums) tally.add(sum);
  for (const sum of open.flatMap(({ sums }) => sums).filter(isMeant)) tally.add(sum);
  const repeats = [...kept.repeats, ...open.flatMap((slice) => slice.repeats).filter(isMeant)];
  const won = await readWon(
    db,
    repeats.filter(({ type }) => type === 'converted'),
  );
  for (const repeat of repeats) tally.addRepeat(repeat, won.get(repeat.lead) ?? unknown);

  const times = [...kept.times, ...open.flatMap((slice) => slice.times).filter(isMeant)];
  const figures = tally.figures();
  return {
    ...figures,
    seconds: spreadsOf(times),
    value: await sumValue(db, asked, { figures, repeats, won }),
  };
}

type Tally = {
  add(sum: Pick<Sum, 'type' | 'member' | 'source' | 'existing' | 'count'>): void;
  addRepeat(repeat: Repeat, lead: Pick<Won, 'source' | 'existing'>): void;
  figures(): Omit<PeriodFigures, 'seconds' | 'value'>;
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

  const business = { new: 0, existing: 0 };

  const count = (type: Counted, { source, existing }: Pick<Won, 'source' | 'existing'>, times: number) => {
    counts[type] += times;
    if (type !== 'received' && type !== 'converted') return;
    const one = sources.get(source) ?? { received: 0, converted: 0 };
    one[type] += times;
    sources.set(source, one);
    if (type === 'converted') business[existing ? 'existing' : 'new'] += times;
  };
  const give = (type: Counted, member: MemberId | null, times: number) => {
    if (!isCredited(type) || member === null) return;
    const one = credit.get(member) ?? { prospected: 0, closed: 0, served: 0 };
    one[creditOf[type]] += times;
    credit.set(member, one);
  };
  return {
    add({ type, member, count: times, ...lead }) {
      count(type, lead, times);
      give(type, member, times);
    },
    addRepeat({ type, by, earlierAt, earlierBy }, lead) {
      const isFirstOfPeriod = earlierAt < from;
      if (isFirstOfPeriod) count(type, lead, 1);
      else give(type, earlierBy, -1);
      give(type, by, 1);
    },
    figures: () => ({
      counts,
      business,
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

/** What the sums and the value of leads that were won more than once are to be put right by. */
type Won = {
  readonly source: string | null;
  readonly existing: boolean;
  readonly value: number | null;
  readonly currency: string | null;
};

async function readWon(db: Db, repeats: readonly Repeat[]): Promise<ReadonlyMap<Ref, Won>> {
  if (repeats.length === 0) return new Map();
  const { rows } = await sql<Won & { readonly ref: Ref }>`
    select l.ref, l.source, l.state ->> 'previous' is not null as existing, a.value, a.currency
    from unnest(${[...new Set(repeats.map(({ lead }) => lead))]}::text[]) r (ref)
    join leads l using (ref) left join accounts a on a.lead = l.ref`.execute(db);
  return new Map(rows.map(({ ref, ...won }) => [ref, won]));
}

const unknown = { source: null, existing: false };

/** So many leads are looked up at once: on the embedded database presses pass between. */
const wonAtOnce = 1_000;

/**
 * What leads that were won in the period, and still are, are worth by what is known today. It is not kept: worth is
 * corrected for years. Each time that a lead was won is counted, and then taken off where it was not the first.
 */
async function sumValue(
  db: Db,
  { from, direction, slices }: Asked,
  {
    figures,
    repeats,
    won,
  }: {
    readonly figures: Pick<Figures, 'counts'>;
    readonly repeats: readonly Repeat[];
    readonly won: ReadonlyMap<Ref, Won>;
  },
): Promise<Figures['value']> {
  const totals = new Map<string, number>();
  const add = (currency: string, value: number) => totals.set(currency, (totals.get(currency) ?? 0) + value);
  if (figures.counts.converted === 0) return [];
  const atOnce = Math.max(1, Math.floor((slices.length * wonAtOnce) / figures.counts.converted));
  for (let at = 0; at < slices.length; at += atOnce) {
    const some = slices.slice(at, at + atOnce);
    const { rows } = await sql<{ currency: string; total: number }>`
      select a.currency, sum(a.value)::bigint as total
      from history h cross join lateral (select currency, value from accounts where lead = h.lead limit 1) a
      where h.type = 'converted' and h.at >= ${some[0]?.from ?? from} and h.at < ${some.at(-1)?.to ?? from}
        and (${direction}::text is null or h.direction = ${direction})
        and a.value is not null and a.currency is not null
      group by 1`.execute(db);
    for (const { currency, total } of rows) add(currency, total);
    await pause();
  }
  for (const { lead, type, earlierAt } of repeats) {
    const { value = null, currency = null } = won.get(lead) ?? {};
    const isCounted = type === 'converted' && earlierAt >= from;
    if (isCounted && value !== null && currency !== null) add(currency, -value);
  }
  return [...totals]
    .map(([currency, total]) => ({ currency, total }))
    .sort((a, b) => compare(a.currency, b.currency));
}

function spreadsOf(times: Kept['times']): Figures['seconds'] {
  const of = (span: Span): Spread => {
    const lists = times.filter((one) => one.span === span).map(({ ms }) => ms);
    const [median, p90] = [quantileOf(lists, 0.5), quantileOf(lists, 0.9)];
    return { median: median === null ? null : median / 1000, p90: p90 === null ? null : p90 / 1000 };
  };
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
