/** What a changed playbook would leave behind: directions that are gone, but that open leads or places belong to. */
import type { Playbook } from '../core/policy.ts';
import { listDirectionUse, type DirectionUse } from '../storage/count-open-leads.ts';
import type { App } from './app.ts';

export async function findOrphans(
  app: Pick<App, 'database'>,
  playbook: Playbook,
): Promise<readonly DirectionUse[]> {
  const used = await listDirectionUse(app.database.db);
  return used.filter(({ direction }) => !Object.hasOwn(playbook.directions, direction));
}
