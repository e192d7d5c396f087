/** Who could take what is free, with their turns; and what waits because nobody could. Decides nothing. */
import { sql } from 'kysely';
import type { Lead, MemberId, Moment } from '../core/lead.ts';
import type { Load, Role } from '../core/member.ts';
import type { Segment } from '../core/roles.ts';
import { askFunction } from './ask-function.ts';
import type { Db } from './tables.ts';

export type Seated = {
  readonly id: MemberId;
  readonly name: string;
  /** Away, or switched off. */
  readonly away: boolean;
  readonly load: Load;
  readonly limits: Partial<Load>;
  /** How many offers they had in this part of the direction. */
  readonly turns: number | null;
  readonly lastTurnAt: Moment | null;
  readonly lastTakenAt: Moment | null;
};

export function listCandidates(
  db: Db,
  asked: {
    readonly direction: string;
    readonly segment: Segment;
    readonly roles: readonly Role[];
    readonly now: Moment;
  },
): Promise<readonly Seated[]> {
  return askFunction(db, 'candidates_for', asked);
}

/** What waits because all were full or away, the oldest first. */
export async function listHeld(db: Db, limit: number): Promise<readonly Lead[]> {
  const { rows } = await sql<{ state: Lead }>`
    select state from leads where state ? 'heldAt' order by number limit ${limit}`.execute(db);
  return rows.map(({ state }) => state);
}

/** Those who have had no turn yet, as if they had had as many as the others. */
export async function addAtAverage(
  db: Db,
  {
    direction,
    segment,
    members,
    now,
  }: {
    readonly direction: string;
    readonly segment: Segment;
    readonly members: readonly MemberId[];
    readonly now: Moment;
  },
): Promise<void> {
  await sql`
    insert into turns (member, direction, segment, count, last_at)
    select m, ${direction}, ${segment}, coalesce((
        select avg(count) from turns where direction = ${direction} and segment = ${segment}), 0),
      case when exists (select 1 from turns where direction = ${direction} and segment = ${segment})
        then ${now}::bigint else 0 end
    from unnest(${[...members]}::text[]) m
    on conflict do nothing`.execute(db);
}

/** Whoever comes back stands at the average: neither before everybody, nor with all the turns that they missed. */
export async function placeAtAverage(db: Db, member: MemberId): Promise<void> {
  await sql`
    update turns t set count = greatest(t.count, others.usual)
    from (
      select direction, segment, avg(count) as usual from turns where member <> ${member} group by 1, 2
    ) others
    where t.member = ${member} and others.direction = t.direction and others.segment = t.segment`.execute(db);
}
