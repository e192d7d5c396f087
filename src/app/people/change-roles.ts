/** Adds roles to what a person holds, takes some away, or sets them anew, in one direction or in all. Pure. */
import { roles as everyRole, type Role } from '../../core/member.ts';
import type { HeldRole } from '../../storage/members.ts';

export type RoleScope = {
  /** Null: in all directions. */
  readonly direction: string | null;
  /** All that there are, to split a role that is held everywhere. */
  readonly directions: readonly string[];
};

/** These and no others in that scope; without a direction: these and no others at all. */
export function setRoles(
  held: readonly HeldRole[],
  wanted: readonly Role[],
  { direction }: Pick<RoleScope, 'direction'>,
): readonly HeldRole[] {
  const kept = direction === null ? [] : held.filter((role) => role.direction !== direction);
  return tidy([...kept, ...wanted.map((role) => ({ role, direction }))]);
}

/** Exactly these; but what counts in a direction that the playbook has lost stays, as nobody could have named it. */
export function setGrants(
  held: readonly HeldRole[],
  wanted: readonly HeldRole[],
  { directions }: Pick<RoleScope, 'directions'>,
): readonly HeldRole[] {
  const lost = held.filter(({ direction }) => direction !== null && !directions.includes(direction));
  return tidy([...lost, ...wanted]);
}

export function changeRoles(
  held: readonly HeldRole[],
  { add, remove }: { readonly add: readonly Role[]; readonly remove: readonly Role[] },
  scope: RoleScope,
): readonly HeldRole[] {
  const kept = held.flatMap((role) => (remove.includes(role.role) ? without(role, scope) : [role]));
  return tidy([...kept, ...add.map((role) => ({ role, direction: scope.direction }))]);
}

/** What is left of a role when it is taken in a direction: one held everywhere goes on in the other ones. */
function without({ role, direction }: HeldRole, scope: RoleScope): readonly HeldRole[] {
  if (scope.direction === null || direction === scope.direction) return [];
  if (direction !== null) return [{ role, direction }];
  return scope.directions
    .filter((other) => other !== scope.direction)
    .map((other) => ({ role, direction: other }));
}

/** Each once, in the order of the conveyor; what is held everywhere needs no line for a direction. */
function tidy(held: readonly HeldRole[]): readonly HeldRole[] {
  return everyRole.flatMap((role) => {
    const mine = held.filter((one) => one.role === role);
    if (mine.some(({ direction }) => direction === null)) return [{ role, direction: null }];
    return mine.filter(
      ({ direction }, index) => mine.findIndex((one) => one.direction === direction) === index,
    );
  });
}

export function isSameRoles(a: readonly HeldRole[], b: readonly HeldRole[]): boolean {
  const textOf = (held: readonly HeldRole[]) =>
    held
      .map(({ role, direction }) => `${role} ${direction ?? ''}`)
      .sort()
      .join();
  return textOf(a) === textOf(b);
}
