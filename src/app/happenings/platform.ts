/**
 * The app was uninstalled, or its token revoked: everything for that platform is held, and the managers hear of it where
 * they can still be reached. Nothing is thrown away; with a token that is taken, it goes on.
 */
import { deleteInstance, swapInstance } from '../../storage/instance.ts';
import { holdPlatform } from '../../storage/lanes.ts';
import { tellBeyond } from '../../storage/tell-beyond.ts';
import type { Platform } from '../../core/member.ts';
import { once, type HappeningApp, type Of } from './once.ts';

/** From then on the deliverer tries by itself, ever more seldom. */
const heldMs = 60_000;

export async function platformLost(app: HappeningApp, happening: Of<'platform lost'>): Promise<void> {
  const { platform, at } = happening;
  await once(app, happening, async (trx) => {
    const now = app.clock.now();
    await holdPlatform(trx, platform, now + heldMs);
    // Being uninstalled and losing its token come as two events.
    if (!(await swapInstance(trx, `platform_lost:${platform}`, null, at))) return;
    app.log.error({ platform }, 'the platform has turned the bot out');
    await tellBeyond(trx, {
      key: `platform_lost:${platform}:${at}`,
      now,
      beyond: platform,
      body: { trouble: 'platform_lost', platform },
    });
  });
}

/** It takes the token again. */
export async function platformFound(
  app: Pick<HappeningApp, 'database' | 'wake'>,
  platform: Platform,
): Promise<void> {
  await deleteInstance(app.database.db, `platform_lost:${platform}`);
  app.wake();
}
