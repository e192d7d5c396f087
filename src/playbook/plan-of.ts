/** What the playbook plans: of all directions together, and of each; of the team, and of people by their names. */
import { quotaSpans, quotaSteps } from '../core/quota.ts';
import type { WrittenQuota } from '../core/quota.ts';
import type { PlanInput, PlaybookInput } from './schema.ts';

export function planOf({ plan, directions }: PlaybookInput): readonly WrittenQuota[] {
  return [
    ...quotasIn(plan, null),
    // A number is of one direction alone: `like` does not take it over.
    ...Object.entries(directions).flatMap(([id, direction]) => quotasIn(direction.plan, id)),
  ];
}

function quotasIn(plan: PlanInput | undefined, direction: string | null): readonly WrittenQuota[] {
  if (!plan) return [];
  const { people = {}, ...team } = plan;
  return [
    ...goalsOf(team).map((goal) => ({ ...goal, direction, person: null })),
    ...Object.entries(people).flatMap(([person, goals]) =>
      goalsOf(goals).map((goal) => ({ ...goal, direction, person })),
    ),
  ];
}

function goalsOf(goals: Omit<PlanInput, 'people'>): readonly Pick<WrittenQuota, 'per' | 'step' | 'target'>[] {
  return quotaSpans.flatMap((per) =>
    quotaSteps.flatMap((step) => {
      const target = goals[per]?.[step];
      return target === undefined ? [] : [{ per, step, target }];
    }),
  );
}
