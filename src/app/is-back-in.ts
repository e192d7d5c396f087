/**
 * It was heard that somebody left the place in which they press now. Before they are refused the platform is asked, since
 * that they came back may have been missed (T79).
 */
import type { Delivered } from '../chat/port.ts';
import { savePresence } from '../storage/presences.ts';
import type { App } from './app.ts';
import { askPlatform } from './ask-platform.ts';

/** Less than what a press may take in all. */
const patienceMs = 1_000;

export async function isBackIn(
  app: Pick<App, 'database' | 'clock' | 'adapters'>,
  { platform, person, place }: Delivered,
): Promise<boolean> {
  const adapter = app.adapters.get(platform);
  if (!adapter || !place) return false;
  const now = app.clock.now();
  const isIn = await askPlatform(app.clock, now + patienceMs, (signal) =>
    adapter.isIn({ channel: place.channel, thread: null }, person.id, signal),
  );
  if (isIn !== true) return false;
  await savePresence(app.database.db, {
    platform,
    channel: place.channel,
    person: person.id,
    isIn: true,
    at: now,
  });
  return true;
}
