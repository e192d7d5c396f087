/** Lanes of channels: shut when nothing can reach them, opened again, and moved to where the channel is now. */
import { sql, type RawBuilder } from 'kysely';
import type { Moment } from '../core/lead.ts';
import type { Audience, Platform } from '../core/member.ts';
import type { PlaceProblem } from '../core/place.ts';
import { askFunction } from './ask-function.ts';
import type { Db } from './tables.ts';

/** `thread`: null for a channel with everything in it; '' for what stands outside of its threads. */
export type ChannelLanes = {
  readonly platform: Platform;
  readonly channel: string;
  readonly thread: string | null;
};

export type ShutPlace = { readonly audience: Audience; readonly direction: string | null };

/** What waits for them is put aside. Answers what is bound to those that were open until now. */
export async function shutLanes(
  db: Db,
  lanes: ChannelLanes,
  problem: PlaceProblem,
): Promise<readonly ShutPlace[]> {
  const { rows } = await sql<ShutPlace>`
    with found as (select id, problem from lanes l where ${among(lanes)} order by id for update),
    shut as (
      update lanes l set problem = ${problem} from found where l.id = found.id
      returning l.id, found.problem is null as was_open
    ),
    buried as (
      update outbox set dirty = false, buried = ${problem}
      where id in (
        select id from outbox where dirty and lane in (select id from shut where was_open) order by id for update)
    )
    select distinct p.audience, p.direction
    from shut join places p on p.lane = shut.id where shut.was_open`.execute(db);
  return rows;
}

/** Those that have a problem, or this one. What was put aside meanwhile is drawn as it is now. Answers how many. */
export async function openLanes(db: Db, lanes: ChannelLanes): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    with found as (
      select id from lanes l where ${among(lanes)} and l.problem is not null order by id for update
    ),
    opened as (
      update lanes l set problem = null, next_at = 0 from found where l.id = found.id returning l.id
    ),
    mended as (${mending(sql`select id from opened`, sql`buried <> 'unbound'`)})
    select id from opened`.execute(db);
  return rows.length;
}

/**
 * What was put aside because nothing reached these lanes is drawn as it is now, and a digest arrives late; not what the
 * platform refused.
 */
export function mending(
  lanes: RawBuilder<unknown>,
  also: RawBuilder<boolean> = sql<boolean>`true`,
): RawBuilder<unknown> {
  // In the order in which whoever tells of a lead writes its rows, too.
  return sql`
    update outbox set dirty = true, buried = null, attempts = 0, next_at = 0
    where id in (
      select id from outbox
      where lane in (${lanes}) and buried <> 'rejected' and ${also}
        and kind in ('living card', 'stub', 'import card', 'digest')
      order by id for update)`;
}

/** The problems of its lanes, by thread ('' for none); without those that have none. */
export async function listShut(
  db: Db,
  { platform, channel }: Pick<ChannelLanes, 'platform' | 'channel'>,
): Promise<readonly { readonly thread: string; readonly problem: string }[]> {
  const { rows } = await sql<{ thread: string; problem: string }>`
    select l.thread, l.problem from lanes l
    where ${among({ platform, channel, thread: null })} and l.problem is not null
    order by l.thread`.execute(db);
  return rows;
}

/** The channel has another id now, with all its threads. Answers how many lanes that were. */
export function moveLanes(
  db: Db,
  moved: {
    readonly platform: Platform;
    readonly from: string;
    readonly to: string;
    /** Whether what stands there can still be edited. */
    readonly keepsMessages: boolean;
  },
): Promise<number> {
  return askFunction(db, 'move_place', moved);
}

/** Whether anything is bound there, in whatever thread. */
export async function isBound(
  db: Db,
  { platform, channel }: Pick<ChannelLanes, 'platform' | 'channel'>,
): Promise<boolean> {
  const row = await db
    .selectFrom('places')
    .innerJoin('lanes', 'lanes.id', 'places.lane')
    .select('places.id')
    .where('lanes.platform', '=', platform)
    .where('lanes.channel', '=', channel)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Channels of a platform that are bound to anything. */
export async function listBoundChannels(db: Db, platform: Platform): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('places')
    .innerJoin('lanes', 'lanes.id', 'places.lane')
    .select('lanes.channel')
    .distinct()
    .where('lanes.platform', '=', platform)
    .orderBy('lanes.channel')
    .execute();
  return rows.map(({ channel }) => channel);
}

/** Nothing goes to the platform before then. */
export async function holdPlatform(db: Db, platform: Platform, until: Moment): Promise<void> {
  await sql`
    update platforms set next_at = greatest(next_at, ${until}::bigint) where platform = ${platform}`.execute(
    db,
  );
}

function among({ platform, channel, thread }: ChannelLanes): RawBuilder<boolean> {
  const inThread = thread === null ? sql`` : sql`and l.thread = ${thread}`;
  return sql<boolean>`l.platform = ${platform} and l.kind = 'channel' and l.channel = ${channel} ${inThread}`;
}
