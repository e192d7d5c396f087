/** Places: channels bound to an audience of a direction. One channel may be bound more than once. */
import { sql } from 'kysely';
import type { Channel } from '../core/place.ts';
import type { Moment } from '../core/lead.ts';
import type { Audience, Language, Platform } from '../core/member.ts';
import { askFunction } from './ask-function.ts';
import { mending } from './lanes.ts';
import type { Db } from './tables.ts';

export type Place = {
  readonly id: string;
  readonly platform: Platform;
  readonly channel: string;
  readonly thread: string | null;
  readonly audience: Audience;
  /** Null: all directions. */
  readonly direction: string | null;
  /** Null: the playbook's. */
  readonly language: Language | null;
  /** Why nothing reaches it any more. */
  readonly problem: string | null;
  readonly createdAt: Moment;
};

export async function listPlaces(
  db: Db,
  asked: { readonly platform?: Platform; readonly at?: Channel & { readonly platform: Platform } } = {},
): Promise<readonly Place[]> {
  let query = db
    .selectFrom('places')
    .innerJoin('lanes', 'lanes.id', 'places.lane')
    .select([
      'places.id',
      'lanes.platform',
      'lanes.channel',
      sql<string | null>`nullif(lanes.thread, '')`.as('thread'),
      'places.audience',
      'places.direction',
      'places.language',
      'lanes.problem',
      'places.created_at as createdAt',
    ]);
  if (asked.platform !== undefined) query = query.where('lanes.platform', '=', asked.platform);
  if (asked.at) {
    query = query
      .where('lanes.platform', '=', asked.at.platform)
      .where('lanes.channel', '=', asked.at.channel)
      .where('lanes.thread', '=', asked.at.thread ?? '');
  }
  return query.orderBy('places.created_at').orderBy('places.id').execute();
}

/**
 * Binds a channel. A binding that exists already is kept, with the language that is asked for now. What was put aside
 * while nothing could be written there is drawn anew, save for what the platform refused.
 */
export async function insertPlace(
  db: Db,
  place: Omit<Place, 'problem'>,
): Promise<{ readonly id: string; readonly isNew: boolean }> {
  const { rows } = await sql<{ id: string; is_new: boolean }>`
    with lane as (
      insert into lanes (platform, kind, channel, thread)
      values (${place.platform}, 'channel', ${place.channel}, ${place.thread ?? ''})
      on conflict (platform, kind, channel, thread) do update set problem = null, next_at = 0
      returning id
    ),
    mended as (${mending(sql`select id from lane`)})
    insert into places (id, lane, audience, direction, language, created_at)
    select ${place.id}, lane.id, ${place.audience}, ${place.direction}, ${place.language}, ${place.createdAt} from lane
    on conflict (lane, audience, coalesce(direction, '')) do update set language = excluded.language
    returning id, id = ${place.id} as is_new`.execute(db);
  const row = rows[0];
  if (!row) throw new Error('The place was not kept.');
  return { id: row.id, isNew: row.is_new };
}

/** Unbinds a place. Cards that nobody is to see there any more are left as they are. False if there is none. */
export async function deletePlace(db: Db, id: string): Promise<boolean> {
  const { rows } = await sql<{ lane: number }>`
    with gone as (delete from places where id = ${id} returning lane),
    last as (
      select lane from gone
      where not exists (select 1 from places p where p.lane = gone.lane and p.id <> ${id})
    ),
    forgotten as (
      update outbox set dirty = false, buried = 'unbound'
      where dirty and lane in (select lane from last)
    )
    select lane from gone`.execute(db);
  return rows.length > 0;
}

/**
 * Asks for cards of what waits for the place's audience now, so that a place that was bound late is not empty. At most
 * so many, newest first. Answers how many.
 */
export function announceOpenLeads(
  db: Db,
  asked: { readonly place: string; readonly atMost: number; readonly now: Moment },
): Promise<number> {
  return askFunction(db, 'announce_open', asked);
}
