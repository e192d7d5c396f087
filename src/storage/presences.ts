/** Who is in which channel, as far as it was heard of: joining, leaving, and what the platform said when it was asked. */
import type { Moment } from '../core/lead.ts';
import type { Platform } from '../core/member.ts';
import type { Db } from './tables.ts';

export type Presence = {
  readonly platform: Platform;
  readonly channel: string;
  readonly person: string;
  readonly isIn: boolean;
};

export async function savePresence(db: Db, presence: Presence & { readonly at: Moment }): Promise<void> {
  const { platform, channel, person, isIn, at } = presence;
  await db
    .insertInto('place_presences')
    .values({ platform, channel, person, is_in: isIn, at })
    .onConflict((conflict) =>
      conflict.columns(['platform', 'channel', 'person']).doUpdateSet({ is_in: isIn, at }),
    )
    .execute();
}

export async function listPresences(
  db: Db,
  asked: { readonly platform: Platform; readonly person?: string },
): Promise<readonly Presence[]> {
  let query = db
    .selectFrom('place_presences')
    .select(['platform', 'channel', 'person', 'is_in as isIn'])
    .where('platform', '=', asked.platform);
  if (asked.person !== undefined) query = query.where('person', '=', asked.person);
  return query.orderBy('channel').orderBy('person').execute();
}

/** Whether it was heard that somebody left a channel, and not that they came back. */
export async function hasLeft(db: Db, where: Omit<Presence, 'isIn'>): Promise<boolean> {
  const row = await db
    .selectFrom('place_presences')
    .select('at')
    .where('platform', '=', where.platform)
    .where('channel', '=', where.channel)
    .where('person', '=', where.person)
    .where('is_in', '=', false)
    .executeTakeFirst();
  return row !== undefined;
}
