/** Which roles a member holds in a direction: those given for it, and those given for all. */
import type { Role } from '../core/member.ts';
import type { Member } from '../storage/members.ts';

export function rolesIn(member: Pick<Member, 'roles'>, direction: string): readonly Role[] {
  const held = member.roles.filter((role) => role.direction === null || role.direction === direction);
  return [...new Set(held.map(({ role }) => role))];
}

export function holdsOneIn(
  member: Pick<Member, 'roles'>,
  needed: readonly Role[],
  direction: string,
): boolean {
  return rolesIn(member, direction).some((role) => needed.includes(role));
}
