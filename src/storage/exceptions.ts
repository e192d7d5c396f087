/** Reads what of the conveyor needs a manager now, and which promises of a period were kept. Whom it won is a figure. */
import { sql } from 'kysely';
import type { ExceptionKind, Exceptions } from '../core/exception.ts';
import type { Moment } from '../core/lead.ts';
import type { Db } from './tables.ts';

export type ExceptionsAsked = {
  readonly now: Moment;
  /** Null: all. */
  readonly direction: string | null;
  /** Of the promises. */
  readonly period: { readonly from: Moment; readonly to: Moment };
  /** How many leads are named. */
  readonly shown: number;
};

/** A lead that somebody holds and of which nothing is due is forgotten after so long. */
const restingMs = 3 * 24 * 60 * 60_000;

/** In one statement: each way to the database and back counts beside what little it reads. */
export async function readExceptions(db: Db, asked: ExceptionsAsked): Promise<Omit<Exceptions, 'business'>> {
  const { rows } = await sql<Read>`
    with stuck as materialized (${stuck(asked)})
    select
      (select coalesce(json_object_agg(kind, count), '{}')
        from (select kind, count(*) from stuck group by 1) counted) as counts,
      (select coalesce(json_agg(json_build_object('kind', first.kind, 'view', view_of(l))
          order by first.since, first.ref), '[]')
        from (select * from stuck order by since, ref limit ${asked.shown}) first
        join leads l on l.ref = first.ref) as leads,
      (select coalesce(json_agg(away order by waiting desc, name), '[]') from (${away(asked)}) away) as away,
      (select to_json(promises) from (${promises(asked)}) promises) as promises`.execute(db);
  const [read] = rows;
  if (!read) throw new Error('The database did not tell what needs a manager.');
  const countOf = (kind: ExceptionKind) => read.counts[kind] ?? 0;
  return {
    ...read,
    counts: {
      unclaimed: countOf('unclaimed'),
      overdue: countOf('overdue'),
      unaccepted: countOf('unaccepted'),
      untaken: countOf('untaken'),
      no_next_step: countOf('no_next_step'),
    },
  };
}

type Read = Pick<Exceptions, 'leads' | 'away' | 'promises'> & {
  readonly counts: Readonly<Partial<Record<ExceptionKind, number>>>;
};

function away(asked: ExceptionsAsked) {
  return sql`
    select m.id as member, m.name, m.away_until as until, waiting.count as waiting
    from members m
    cross join lateral (
      select count(*)::integer as count from leads l
      where l.custodian = m.id and l.stage in ('claimed', 'accepted', 'converted') and ${inDirection(asked)}
    ) waiting
    where m.away_until > ${asked.now} and m.deputy is null and waiting.count > 0`;
}

function inDirection({ direction }: Pick<ExceptionsAsked, 'direction'>) {
  return sql`(${direction}::text is null or l.direction = ${direction})`;
}

/** What came quietly with many others waits for nobody before somebody has had it. */
function stuck(asked: ExceptionsAsked) {
  return sql`
    select l.ref, l.due_at as since, case
        when l.custodian is not null then 'overdue'
        when l.stage = 'new' then 'unclaimed'
        when l.stage = 'qualified' then 'unaccepted'
        else 'untaken' end as kind
    from leads l
    where l.due_at < ${asked.now} and l.stage in ('new', 'claimed', 'qualified', 'accepted', 'converted')
      and ${inDirection(asked)}
      and not (l.quiet and l.stage = 'new' and l.state #>> '{lastMove,type}' = 'received')
    union all
    select l.ref, (l.state ->> 'since')::bigint as since, 'no_next_step' as kind
    from leads l
    where l.custodian is not null and l.stage in ('claimed', 'accepted') and l.due_at is null
      and l.state ->> 'snoozedUntil' is null and ${inDirection(asked)}
      and greatest((l.state ->> 'since')::bigint, (l.state ->> 'touchedAt')::bigint) < ${asked.now - restingMs}`;
}

/**
 * Whoever puts a lead off promises to be back, and so does whoever a manager asks for a call; kept is what was touched
 * or decided by a day later. One that was put off anew, or that others had before its moment, was nobody's any more.
 */
function promises(asked: ExceptionsAsked) {
  const { from, to } = asked.period;
  return sql`
    select count(*) filter (where promise.kept)::integer as kept,
      count(*) filter (where not promise.kept)::integer as broken
    from (
      select exists (
        select 1 from history done
        where done.lead = h.lead and done.revision > h.revision
          and done.type in ('touched', 'qualified', 'disqualified', 'accepted', 'returned', 'converted', 'lost')
          and done.at < (h.body ->> 'until')::bigint + ${promiseMs}
      ) as kept
      from history h join leads l on l.ref = h.lead
      where h.type = 'snoozed'
        and (h.body ->> 'until')::bigint >= ${from} and (h.body ->> 'until')::bigint < ${to}
        and ${inDirection(asked)}
        and not exists (
          select 1 from history gone
          where gone.lead = h.lead and gone.revision > h.revision and gone.at < (h.body ->> 'until')::bigint
            and gone.type in ('snoozed', 'released', 'assigned', 'vacated', 'reopened', 'erased'))
    ) promise`;
}

const promiseMs = 24 * 60 * 60_000;
