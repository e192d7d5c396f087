/** The rules that a lead runs under. */
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
