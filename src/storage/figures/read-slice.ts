/**
 * What happened in a slice of time, out of the history: sums of what happened to leads for the first time, single
 * repetitions, and how long steps took. In pieces with a pause between them, since on the embedded database a query
 * stops everything else, and presses must pass.
 */
import { setImmediate as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { MemberId, Moment, Ref } from '../../core/lead.ts';
import type { Db } from '../tables.ts';
import { counted, isCredited, isSourced, spanNames, spans } from '../../core/figures.ts';
import type { Counted, Slice, Span } from '../../core/figures.ts';

/** Leads to which it happened for the first time ever. */
export type Sum = {
  readonly direction: string;
  readonly type: Counted;
  /** Who did it, where that is credited. */
  readonly member: MemberId | null;
  readonly source: string | null;
  /** Of those who were won: whether their story went on from an earlier lead. */
  readonly existing: boolean;
  readonly count: number;
};

/** It had happened to the lead before, last at `earlierAt` by `earlierBy`. */
export type Repeat = {
  readonly lead: Ref;
  readonly revision: number;
  readonly type: Counted;
  readonly at: Moment;
  readonly direction: string;
  readonly by: MemberId | null;
  readonly earlierAt: Moment;
  readonly earlierBy: MemberId | null;
};

/** How long a step took, of each lead for which it ended: sorted. */
export type Times = {
  readonly direction: string;
  readonly span: Span;
  readonly ms: readonly number[];
};

export type SliceFigures = {
  readonly sums: readonly Sum[];
  readonly repeats: readonly Repeat[];
  readonly times: readonly Times[];
};

type ReadType = Counted | 'touched';
const readTypes = [...counted, 'touched'] as const satisfies readonly ReadType[];

/** So many events are read at once. */
const pieceSize = 100;

export async function readSlice(db: Db, slice: Slice): Promise<SliceFigures> {
  const sums = new Map<string, Sum>();
  const repeats: Repeat[] = [];
  const times = new Map<string, Times & { readonly ms: number[] }>();
  for (const type of await typesIn(db, slice)) {
    for (let from: Moment | null = slice.from; from !== null;) {
      const to = await endOfPiece(db, type, { from, to: slice.to });
      for (const event of await readEvents(db, type, { from, to: to ?? slice.to })) {
        if (event.earlierAt !== null) {
          if (type !== 'touched') repeats.push({ ...event, type, earlierAt: event.earlierAt });
          continue;
        }
        if (type !== 'touched') addTo(sums, type, event);
        addTimes(times, type, event);
      }
      from = to;
      await pause();
    }
  }
  for (const { ms } of times.values()) ms.sort((a, b) => a - b);
  return { sums: [...sums.values()], repeats, times: [...times.values()] };
}

/** Most days of most zones have little in them. */
async function typesIn(db: Db, { from, to }: Slice): Promise<readonly ReadType[]> {
  const { rows } = await sql<{ type: ReadType }>`
    select t.type from unnest(${[...readTypes]}::text[]) t (type)
    where exists (select 1 from history h where h.type = t.type and h.at >= ${from} and h.at < ${to})`.execute(
    db,
  );
  return rows.map(({ type }) => type);
}

type Event = {
  readonly lead: Ref;
  readonly revision: number;
  readonly at: Moment;
  readonly direction: string;
  readonly by: MemberId | null;
  readonly source: string | null;
  readonly existing: boolean;
  readonly earlierAt: Moment | null;
  readonly earlierBy: MemberId | null;
  /** When each span that this event ends began, by its first event; a lead may be qualified before anybody claimed it. */
  readonly began: Readonly<Partial<Record<Span, Moment | null>>>;
};

/** Where the next piece begins; null when this one is the last. What happened at one moment stays together. */
async function endOfPiece(db: Db, type: ReadType, { from, to }: Slice): Promise<Moment | null> {
  const { rows } = await sql<{ at: Moment }>`
    select min(next.at) as at from (
      select h.at from history h
      where h.type = ${type} and h.at > ${from} and h.at < ${to}
      order by h.at offset ${pieceSize} limit 1
    ) next having count(*) > 0`.execute(db);
  return rows[0]?.at ?? null;
}

async function readEvents(db: Db, type: ReadType, { from, to }: Slice): Promise<readonly Event[]> {
  const ended = spanNames.filter((span) => spans[span][1] === type);
  const began = ended.map(
    (span) => sql`${sql.lit(span)}, (
    select b.at from history b where b.lead = h.lead and b.type = ${spans[span][0]} and b.revision < h.revision order by b.revision limit 1)`,
  );
  const ofLead = isSourced(type)
    ? sql`lead.source, ${type === 'converted' ? sql`lead.existing` : sql`false`} as existing`
    : sql`null::text as source, false as existing`;
  const { rows } = await sql<Event>`
    select h.lead, h.revision, h.at, h.direction, ${creditedIn('h', type)} as by,
      ${ofLead},
      earlier.at as "earlierAt", earlier.by as "earlierBy",
      json_build_object(${sql.join(began)}) as began
    from history h
    left join lateral (
      select e.at, ${creditedIn('e', type)} as by from history e
      where e.lead = h.lead and e.type = h.type and e.revision < h.revision
      order by e.revision desc limit 1
    ) earlier on true
    ${
      isSourced(type)
        ? sql`left join lateral (
      select l.source, l.state ->> 'previous' is not null as existing from leads l where l.ref = h.lead
    ) lead on true`
        : sql``
    }
    where h.type = ${type} and h.at >= ${from} and h.at < ${to}`.execute(db);
  return rows;
}

/** Whose deed it counts as: of whoever was stood in for, where somebody did it in their place. */
function creditedIn(row: 'h' | 'e', type: ReadType) {
  const by = sql.ref(`${row}.by`);
  return isCredited(type) ? sql`coalesce(${sql.ref(`${row}.body`)} ->> 'for', ${by})` : by;
}

function addTo(sums: Map<string, Sum>, type: Counted, event: Event): void {
  const member = isCredited(type) ? event.by : null;
  const { direction, source, existing } = event;
  const key = JSON.stringify([direction, type, member, source, existing]);
  const count = (sums.get(key)?.count ?? 0) + 1;
  sums.set(key, { direction, type, member, source, existing, count });
}

function addTimes(
  times: Map<string, Times & { readonly ms: number[] }>,
  type: ReadType,
  { at, direction, began }: Event,
): void {
  for (const span of spanNames) {
    const beganAt = spans[span][1] === type ? began[span] : null;
    if (beganAt === null || beganAt === undefined) continue;
    const key = JSON.stringify([direction, span]);
    const one = times.get(key) ?? { direction, span, ms: [] };
    one.ms.push(at - beganAt);
    times.set(key, one);
  }
}
