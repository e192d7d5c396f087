/**
 * Something happened on a platform that nobody asked of the bot: people leave, places close or move. What follows is
 * kept in one transaction with the id of the delivery, so that a repeated one does nothing and a failed one comes again.
 */
import type { Happening } from '../chat/happening.ts';
import { setSuspended } from './people/set-suspended.ts';
import type { App } from './app.ts';

export async function handleHappening(
  app: Pick<App, 'database' | 'clock' | 'playbook' | 'wake'>,
  happening: Happening,
): Promise<void> {
  if (happening.type === 'person left' || happening.type === 'person returned') {
    const suspended = happening.type === 'person left';
    const { platform, person } = happening;
    await setSuspended(app, { platform, person, suspended }, platform);
  }
}
