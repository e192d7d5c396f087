/**
 * Homes: what somebody sees who opens the bot itself. One is kept in step from the moment at which it was first opened;
 * the rows are the outbox's own. Everything that stands on it is read in one statement, however much there is.
 */
import { sql } from 'kysely';
import type { LeadView } from '../core/lead-view.ts';
import type { MemberId, Moment } from '../core/lead.ts';
import type { Platform } from '../core/member.ts';
import { askFunction } from './ask-function.ts';
import type { Db } from './tables.ts';

/** Somebody looks at their home. False for nobody of ours. */
export function openHome(
  db: Db,
  opened: { readonly platform: Platform; readonly person: string; readonly now: Moment },
): Promise<boolean> {
  return askFunction(db, 'open_home', opened);
}

/** Where somebody could take on what waits: a stage of a direction. */
export type HomeDoor = { readonly stage: 'qualified' | 'converted'; readonly direction: string };

/** What the conveyor does of which they are the managers. */
export type HomeTeam = {
  readonly unclaimed: number;
  readonly unaccepted: number;
  readonly untaken: number;
  readonly inHand: number;
  readonly overdue: number;
  /** The longest overdue first. */
  readonly late: readonly LeadView[];
  readonly away: readonly {
    readonly name: string;
    readonly until: Moment;
    readonly deputy: string | null;
  }[];
};

export type HomeFacts = {
  /** What is due first comes first. */
  readonly mine: readonly LeadView[];
  readonly mineInAll: number;
  readonly waiting: readonly LeadView[];
  readonly waitingInAll: number;
  /** How many they could claim, by direction. */
  readonly free: readonly { readonly direction: string; readonly count: number }[];
  /** What they did since then, by the kind of event. */
  readonly week: Readonly<Partial<Record<WeekDeed, number>>>;
  readonly team: HomeTeam;
};

export const weekDeeds = ['claimed', 'touched', 'qualified', 'accepted', 'converted', 'taken'] as const;
export type WeekDeed = (typeof weekDeeds)[number];

/** Counting ends there: nobody needs it more exactly. */
export const countedAtMost = 1_000;

export async function readHome(
  db: Db,
  asked: {
    readonly member: MemberId;
    readonly now: Moment;
    readonly weekStart: Moment;
    readonly doors: readonly HomeDoor[];
    /** Where they may claim. */
    readonly claims: readonly string[];
    /** Where they are managers; null: everywhere. None: nothing of a team is read. */
    readonly manages: readonly string[] | null;
    readonly shown: { readonly mine: number; readonly waiting: number; readonly late: number };
  },
): Promise<HomeFacts> {
  const { member, now, weekStart, shown } = asked;
  const doors = sql`jsonb_to_recordset(${JSON.stringify(asked.doors)}::text::jsonb) as d (stage text, direction text)`;
  const claims = sql`${[...asked.claims]}::text[]`;
  const managed = sql`${asked.manages === null ? null : [...asked.manages]}::text[]`;
  const isManaged = sql`(${managed} is null or l.direction = any (${managed}))`;
  const counted = (of: ReturnType<typeof sql>) =>
    sql`(select count(*) from (select 1 from leads l where ${of} and ${isManaged} limit ${countedAtMost}) x)`;
  const isManager = asked.manages === null || asked.manages.length > 0;
  const team = isManager
    ? sql`jsonb_build_object(
        'unclaimed', ${counted(sql`l.stage = 'new'`)},
        'unaccepted', ${counted(sql`l.stage = 'qualified' and l.custodian is null`)},
        'untaken', ${counted(sql`l.stage = 'converted' and l.custodian is null`)},
        'inHand', ${counted(sql`l.stage in ('claimed', 'accepted')`)},
        'overdue', ${counted(sql`l.due_at < ${now}::bigint`)},
        'late', (
          select coalesce(jsonb_agg(view_of(late) order by late.due_at, late.number), '[]')
          from (
            select l.* from leads l where l.due_at < ${now}::bigint and ${isManaged}
            order by l.due_at, l.number limit ${shown.late}
          ) late),
        'away', (
          select coalesce(jsonb_agg(jsonb_build_object('name', m.name, 'until', m.away_until, 'deputy', s.name)
            order by m.away_until, m.name), '[]')
          from members m left join members s on s.id = m.deputy
          where m.active and m.away_until > ${now}::bigint))`
    : sql`${JSON.stringify(noTeam)}::text::jsonb`;
  const { rows } = await sql<{ facts: HomeFacts }>`
    select jsonb_build_object(
      'mine', (
        select coalesce(jsonb_agg(view_of(mine) order by mine.due_at nulls last, mine.number), '[]')
        from (
          select l.* from leads l where l.custodian = ${member}
          order by l.due_at nulls last, l.number limit ${shown.mine}
        ) mine),
      'mineInAll', (
        select count(*) from (select 1 from leads l where l.custodian = ${member} limit ${countedAtMost}) x),
      'waiting', (
        select coalesce(jsonb_agg(view_of(waiting) order by waiting.received_at, waiting.number), '[]')
        from (
          select l.* from ${doors}
          join leads l on l.stage = d.stage and l.direction = d.direction and l.custodian is null
            and l.stage in ('qualified', 'converted')
          order by l.received_at, l.number limit ${shown.waiting}
        ) waiting),
      'waitingInAll', (
        select count(*) from (
          select 1 from ${doors}
          join leads l on l.stage = d.stage and l.direction = d.direction and l.custodian is null
            and l.stage in ('qualified', 'converted')
          limit ${countedAtMost}) x),
      'free', (
        select coalesce(jsonb_agg(jsonb_build_object('direction', c.direction, 'count', (
          select count(*) from (
            select 1 from leads l where l.stage = 'new' and l.direction = c.direction limit ${countedAtMost}) x))
          order by c.position), '[]')
        from unnest(${claims}) with ordinality as c (direction, position)),
      'week', (
        select coalesce(jsonb_object_agg(done.type, done.count), '{}')
        from (
          select h.type, count(distinct h.lead) as count from history h
          where h.by = ${member} and h.at >= ${weekStart}::bigint and h.type = any (${[...weekDeeds]}::text[])
          group by h.type
        ) done),
      'team', ${team}) as facts`.execute(db);
  const facts = rows[0]?.facts;
  if (!facts) throw new Error('The home could not be read.');
  return facts;
}

const noTeam: HomeTeam = {
  unclaimed: 0,
  unaccepted: 0,
  untaken: 0,
  inHand: 0,
  overdue: 0,
  late: [],
  away: [],
};
