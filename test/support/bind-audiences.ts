/** Gives each of these audiences a place of its own on a platform, for all directions: a channel that is called as it is. */
import type { Moment } from '../../src/core/lead.ts';
import type { Audience, Platform } from '../../src/core/member.ts';
import type { Db } from '../../src/storage/open-database.ts';
import { insertPlace } from '../../src/storage/places.ts';

export async function bindAudiences(
  db: Db,
  platform: Platform,
  audiences: readonly Audience[],
  createdAt: Moment,
): Promise<void> {
  for (const audience of audiences) {
    await insertPlace(db, {
      id: `p_${platform}_${audience}`,
      platform,
      channel: audience,
      thread: null,
      audience,
      direction: null,
      language: 'en',
      createdAt,
    });
  }
}
