/** Whether a manager may decide about a person: a manager of one direction decides about that one alone. */
import type { MemberId } from '../../core/lead.ts';
import { findMember, type HeldRole } from '../../storage/members.ts';
import type { App } from '../app.ts';
import { manages } from '../people/manages.ts';
import { isManager } from '../people/save-person.ts';

/** Whether every one of these roles is theirs to give and to take. */
export async function mayGrant(
  app: Pick<App, 'database'>,
  by: MemberId,
  grants: readonly Pick<HeldRole, 'direction'>[],
): Promise<boolean> {
  const manager = await findMember(app.database.db, by);
  return (
    manager !== null && isManager(manager) && grants.every(({ direction }) => manages(manager, direction))
  );
}

/** Which roles are given or taken by going from one to the other. */
export function grantsChanged(held: readonly HeldRole[], wanted: readonly HeldRole[]): readonly HeldRole[] {
  const without = (some: readonly HeldRole[], others: readonly HeldRole[]) =>
    some.filter(
      (one) => !others.some(({ role, direction }) => role === one.role && direction === one.direction),
    );
  return [...without(held, wanted), ...without(wanted, held)];
}
