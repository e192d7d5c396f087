/**
 * Marks somebody as away until a moment, or as back. What they have stays theirs; new leads do not come to them, and
 * their deputy stands in meanwhile.
 */
import type { MemberId, Moment } from '../../core/lead.ts';
import { saveMember, type Member } from '../../storage/members.ts';
import type { App } from '../app.ts';
import { bringBack, cover } from '../clock-work/absences.ts';

type AwayApp = Pick<App, 'database' | 'clock' | 'playbook' | 'wake'>;

/** Whoever asks is answered within two seconds: what is more than that is for the clock. */
const piecesAtOnce = 3;

/** Answers in how many leads somebody else stands in now, or does no more. */
export async function setAway(
  app: AwayApp,
  member: Member,
  { until, deputy }: { readonly until: Moment; readonly deputy: MemberId | null },
): Promise<number> {
  await saveMember(app.database.db, member.id, { awayUntil: until, deputy });
  let pieces = 0;
  return cover(app, member.id, () => Promise.resolve((pieces += 1) <= piecesAtOnce));
}

/** False if they were there already. */
export function setBack(app: AwayApp, member: Pick<Member, 'id'>): Promise<boolean> {
  return bringBack(app, member.id, { when: 'now' });
}
