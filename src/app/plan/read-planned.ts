/** The plan that counts: the playbook's, with what managers have set. People of the playbook are found by their names. */
import { isSame, planOf } from '../../core/quota.ts';
import type { Planned, Quota } from '../../core/quota.ts';
import { listMembers } from '../../storage/members.ts';
import { listQuotas } from '../../storage/quotas.ts';
import type { App } from '../app.ts';
import { pickPerson } from '../people/find-person.ts';

type PlanApp = Pick<App, 'database' | 'playbook'>;

export type WholePlan = {
  readonly quotas: readonly Planned[];
  /** Names in the playbook that are nobody's in the team, or several people's: nothing is counted for them. */
  readonly unknown: readonly string[];
};

export async function readPlanned({ database, playbook }: PlanApp): Promise<WholePlan> {
  const { db } = database;
  const { plan = [] } = playbook();
  const set = await listQuotas(db);
  if (plan.length === 0) return { quotas: planOf([], set), unknown: [] };
  const members = plan.some(({ person }) => person !== null) ? await listMembers(db, { active: true }) : [];
  const unknown = new Set<string>();
  const written: Quota[] = [];
  for (const { person, ...quota } of plan) {
    const found = person === null ? null : pickPerson(members, person);
    if (found === null || found.type === 'one') written.push({ ...quota, member: found?.member.id ?? null });
    else if (person !== null) unknown.add(person);
  }
  return { quotas: planOf(written, set), unknown: [...unknown] };
}

/** What the playbook says of one part of the plan; null: nothing. */
export async function readWritten(app: PlanApp, of: Omit<Quota, 'target'>): Promise<number | null> {
  const { quotas } = await readPlanned(app);
  return quotas.find((quota) => isSame(quota, of))?.written ?? null;
}
