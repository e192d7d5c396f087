/** Where somebody is a manager: a manager of one direction decides about that one alone. Pure. */
import type { Member } from '../../storage/members.ts';

/** Whether they may decide about a direction; null stands for all of them. */
export function manages(member: Pick<Member, 'roles'>, direction: string | null): boolean {
  return member.roles.some((held) => held.role === 'manager' && covers(held.direction, direction));
}

/** The direction that they mean when they name none: their own if they manage only one, else all. */
export function directionMeant(member: Pick<Member, 'roles'>): string | null {
  const managed = member.roles.filter(({ role }) => role === 'manager').map(({ direction }) => direction);
  const [only] = managed;
  return managed.length === 1 && only !== undefined ? only : null;
}

function covers(managed: string | null, asked: string | null): boolean {
  return managed === null || managed === asked;
}
