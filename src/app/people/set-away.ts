/** Marks somebody as away until a moment, or as back. What they have stays theirs; new leads do not come to them. */
import type { MemberId, Moment } from '../../core/lead.ts';
import { saveMember, type Member } from '../../storage/members.ts';
import type { App } from '../app.ts';
import { isAway } from './person-of.ts';

export async function setAway(
  app: Pick<App, 'database'>,
  member: Member,
  { until, deputy }: { readonly until: Moment; readonly deputy: MemberId | null },
): Promise<void> {
  await saveMember(app.database.db, member.id, { awayUntil: until, deputy });
}

/** False if they were there already. */
export async function setBack(app: Pick<App, 'database' | 'clock'>, member: Member): Promise<boolean> {
  if (!isAway(member, app.clock.now())) return false;
  await saveMember(app.database.db, member.id, { awayUntil: null, deputy: null });
  return true;
}
