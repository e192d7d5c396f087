/**
 * The app was uninstalled, or its token revoked: everything for that platform is held, and the managers hear of it where
 * they can still be reached. Nothing is thrown away; with a token that is taken, it goes on.
 */
import { holdPlatform } from '../../storage/lanes.ts';
import { tellOfLostPlatform } from '../lost-platform.ts';
import { once, type HappeningApp, type Of } from './once.ts';

/** From then on the deliverer tries by itself, ever more seldom. */
const heldMs = 60_000;

export async function platformLost(app: HappeningApp, happening: Of<'platform lost'>): Promise<void> {
  const { platform } = happening;
  await once(app, happening, async (trx) => {
    await holdPlatform(trx, platform, app.clock.now() + heldMs);
    // Being uninstalled and losing its token come as two events.
    await tellOfLostPlatform(trx, app, platform);
  });
}
