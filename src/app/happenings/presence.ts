/**
 * Somebody left one place, or joined it. Who is not in a place can't take anything on there; who is in none any more is
 * cut off, as if they had left the platform.
 */
import { listPresences, savePresence } from '../../storage/presences.ts';
import { letInAgain } from '../../storage/cut-off.ts';
import { isBound, listBoundChannels } from '../../storage/lanes.ts';
import { findByIdentity } from '../../storage/members.ts';
import { askPlatform } from '../ask-platform.ts';
import type { HappeningApp, Of } from './once.ts';
import { once } from './once.ts';
import { cutOffOnce, shutOutOf } from './person.ts';

/** A platform waits three seconds for its events to be kept. */
const patienceMs = 1_500;

export async function leftPlace(app: HappeningApp, happening: Of<'person left place'>): Promise<void> {
  const { platform, person, at } = happening;
  const { channel } = happening.place;
  const { db } = app.database;
  if (!(await findByIdentity(db, platform, person))) return;
  if (!(await isBound(db, { platform, channel }))) return;
  const isElsewhere = await isInAnother(app, happening);
  await shutOutOf(app, happening, async (trx) => {
    await savePresence(trx, { platform, channel, person, isIn: false, at });
    if (!isElsewhere) await cutOffOnce(trx, app, happening, { gone: true });
  });
}

export async function joinedPlace(app: HappeningApp, happening: Of<'person joined place'>): Promise<void> {
  const { platform, person, at } = happening;
  const { channel } = happening.place;
  const { db } = app.database;
  if (!(await findByIdentity(db, platform, person))) return;
  if (!(await isBound(db, { platform, channel }))) return;
  await once(app, happening, async (trx) => {
    await savePresence(trx, { platform, channel, person, isIn: true, at });
    await letInAgain(trx, { platform, person, onlyGone: true });
  });
}

/**
 * Whether they are in another bound place. Where the platform does not tell, what was heard last counts; and where
 * nothing was heard, nobody is turned out for it.
 */
async function isInAnother(app: HappeningApp, happening: Of<'person left place'>): Promise<boolean> {
  const { platform, person } = happening;
  const { db } = app.database;
  const others = (await listBoundChannels(db, platform)).filter((one) => one !== happening.place.channel);
  if (others.length === 0) return false;
  const heard = new Map(
    (await listPresences(db, { platform, person })).map(({ channel, isIn }) => [channel, isIn] as const),
  );
  const adapter = app.adapters.get(platform);
  const until = app.clock.now() + patienceMs;
  for (const channel of others) {
    const told =
      adapter &&
      (await askPlatform(app.clock, until, (signal) =>
        adapter.isIn({ channel, thread: null }, person, signal),
      ));
    if (told ?? heard.get(channel) ?? true) return true;
  }
  return false;
}
