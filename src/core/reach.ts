/** When somebody can be told something: in their working hours, in their own zone, and not while they are away. */
import type { MemberId, Moment } from './lead.ts';
import type { Notice } from './notice.ts';
import type { Hours } from './policy.ts';
import { nextWorkingMoment } from './working-time.ts';

export type Hearer = {
  readonly id: MemberId;
  /** Null: the direction's. */
  readonly timeZone: string | null;
  readonly awayUntil: Moment | null;
};

/** Notices for this person, held back until they are there. What they asked for at a moment comes at that moment. */
export function whenThere(
  notices: readonly Notice[],
  hearer: Hearer,
  { hours, now }: { readonly hours: Hours; readonly now: Moment },
): readonly Notice[] {
  const isBackAt = Math.max(now, hearer.awayUntil ?? 0);
  const worksAt = nextWorkingMoment(isBackAt, inTheirZone(hours, hearer));
  return notices.map((notice) => {
    if (notice.type !== 'remind' || notice.member !== hearer.id) return notice;
    const notBefore = notice.about === 'wake' ? isBackAt : worksAt;
    return notBefore > now ? { ...notice, notBefore } : notice;
  });
}

function inTheirZone(hours: Hours, { timeZone }: Hearer): Hours {
  return timeZone === null || timeZone === hours.timeZone ? hours : { ...hours, timeZone };
}
