/** Whether the playbook knows a direction that somebody named. */
import type { Playbook } from '../core/policy.ts';
import { speak } from '../words/say.ts';
import type { FieldProblem } from './problem.ts';

export function directionProblems(
  { directions }: Playbook,
  direction: string | null | undefined,
): readonly FieldProblem[] {
  if (direction === null || direction === undefined || Object.hasOwn(directions, direction)) return [];
  const known = Object.keys(directions).join(', ');
  return [{ path: 'direction', says: speak('en')('api.input.unknownDirection', { known }) }];
}
