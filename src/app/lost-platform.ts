/**
 * A platform that takes nothing from us any more: the app was uninstalled, or the token revoked (S73). The managers hear
 * of it once, on the others, by whoever notices first: the platform's own news, or a delivery that failed.
 */
import type { Platform } from '../core/member.ts';
import { deleteInstance, swapInstance } from '../storage/instance.ts';
import { tellBeyond } from '../storage/tell-beyond.ts';
import type { Db } from '../storage/tables.ts';
import type { App } from './app.ts';
import type { Trouble } from './deliver/trouble.ts';

/** In the transaction of whoever noticed. False when it is known already. */
export async function tellOfLostPlatform(
  trx: Db,
  { clock, log }: Pick<App, 'clock' | 'log'>,
  platform: Platform,
): Promise<boolean> {
  const now = clock.now();
  if (!(await swapInstance(trx, `platform_lost:${platform}`, null, now))) return false;
  const body: Trouble = { trouble: 'platform_lost', platform };
  await tellBeyond(trx, { key: `platform_lost:${platform}:${now}`, now, beyond: platform, body });
  log.error({ platform }, 'the platform takes nothing from the bot any more');
  return true;
}

/** It does again: the next loss is news. */
export async function forgetLostPlatform(app: Pick<App, 'database'>, platform: Platform): Promise<void> {
  await deleteInstance(app.database.db, `platform_lost:${platform}`);
}
