/**
 * What follows from a happening is kept in one transaction with the id of its delivery: a repeated one does nothing, and
 * one that failed can come again. No platform is spoken to inside.
 */
import type { Happening } from '../../chat/happening.ts';
import { recordDelivery } from '../../storage/ledger.ts';
import { tellOnce } from '../../storage/outbox.ts';
import type { Db } from '../../storage/tables.ts';
import type { App } from '../app.ts';
import type { Trouble } from '../deliver/trouble.ts';

export type HappeningApp = Pick<
  App,
  'database' | 'clock' | 'random' | 'playbook' | 'adapters' | 'log' | 'wake'
>;

/** One kind of happening. */
export type Of<Type extends Happening['type']> = Extract<Happening, { readonly type: Type }>;

export async function once(
  app: Pick<HappeningApp, 'database' | 'wake'>,
  { platform, id, type }: Happening,
  act: (trx: Db) => Promise<void>,
): Promise<void> {
  await app.database.db.transaction().execute(async (trx) => {
    // The same delivery may bring something that was typed, which has an entry of its own.
    if (await recordDelivery(trx, { platform, id: `${type}:${id}` })) await act(trx);
  });
  app.wake();
}

/** Tells the managers of a direction (null: of all), once for each happening. */
export async function tellManagers(
  trx: Db,
  app: Pick<HappeningApp, 'clock'>,
  { type, platform, id }: Happening,
  body: Trouble,
  direction: string | null = null,
): Promise<void> {
  await tellOnce(trx, {
    key: `${type}:${platform}:${id}`,
    now: app.clock.now(),
    to: { type: 'managers', direction },
    kind: 'tell managers',
    body,
  });
}
