/** The rules that a lead runs under, or would. */
import type { Lead } from '../core/lead.ts';
import type { Direction, Playbook } from '../core/policy.ts';

/** Throws where the playbook has lost a direction in which there are leads; at its start Baton refuses such a playbook. */
export function directionOf({ direction }: Pick<Lead, 'direction'>, playbook: Playbook): Direction {
  const found = Object.hasOwn(playbook.directions, direction) ? playbook.directions[direction] : undefined;
  if (!found) {
    throw new Error(
      `The playbook has no direction "${direction}" any more, and leads are in it. Put it back.`,
    );
  }
  return found;
}

/** The direction of a lead that names none. */
export const defaultDirection = 'main';

export function usualDirection({ directions }: Playbook, wanted = defaultDirection): Direction {
  const found = Object.hasOwn(directions, wanted) ? directions[wanted] : Object.values(directions)[0];
  if (!found) throw new Error('The playbook has no direction at all. Give it one.');
  return found;
}
