/** Who could have had a lead and why somebody did not get it: read from its history, and from how people are now. */
import type { DeclineReason } from './distribution.ts';
import type { LeadEvent } from './event.ts';
import { custodianOf } from './lead.ts';
import type { Lead, MemberId } from './lead.ts';

export type Chance = {
  readonly id: MemberId;
  readonly isAway: boolean;
  /** Not away, and under their limit. */
  readonly isFree: boolean;
};

export type WhoCould = {
  /** To whom it was offered since it was free, in this order; null: to everybody. */
  readonly offered: readonly (MemberId | null)[];
  /** Who pressed while presses were gathered. */
  readonly asked: readonly MemberId[];
  /** Who could take it now, where it is free. */
  readonly free: readonly MemberId[];
  readonly away: readonly MemberId[];
  readonly full: readonly MemberId[];
  /** Why not the one who asks. */
  readonly me: WhyNotMe;
};

export type WhyNotMe =
  | {
      readonly type:
        | 'mine'
        | 'other_role'
        | 'away'
        | 'full'
        | 'can'
        | 'turn'
        | 'offered'
        | 'let_pass'
        | 'over';
    }
  | { readonly type: 'declined'; readonly reason: DeclineReason }
  /** Others were before: by the press, or by how long they had waited. */
  | { readonly type: 'slower' | 'waited_less' | 'given'; readonly to: MemberId };

export function whoCould(
  lead: Lead,
  events: readonly LeadEvent[],
  chances: readonly Chance[],
  asker: MemberId,
): WhoCould {
  const since = events.slice(events.findLastIndex(({ type }) => freeing.includes(type)) + 1);
  const offered = since.flatMap((event) => (event.type === 'offered' ? [event.to] : []));
  const asked = since.flatMap((event) => (event.type === 'asked' && event.by !== null ? [event.by] : []));
  const isFree = isOffered(lead);
  const names = (some: (chance: Chance) => boolean) =>
    isFree ? chances.filter(some).map(({ id }) => id) : [];
  return {
    offered,
    asked: [...new Set(asked)],
    free: names((one) => one.isFree),
    away: names((one) => one.isAway),
    full: names((one) => !one.isFree && !one.isAway),
    me: whyNot(lead, since, chances, asker, asked),
  };
}

/** What makes a lead free for others, or begins a stage. */
const freeing: readonly LeadEvent['type'][] = [
  'received',
  'released',
  'expired',
  'vacated',
  'qualified',
  'converted',
  'returned',
  'reopened',
];

function isOffered(lead: Lead): boolean {
  if (lead.erased) return false;
  return (
    lead.stage === 'new' ||
    lead.stage === 'qualified' ||
    (lead.stage === 'converted' && lead.accountManager === null)
  );
}

function whyNot(
  lead: Lead,
  since: readonly LeadEvent[],
  chances: readonly Chance[],
  asker: MemberId,
  asked: readonly MemberId[],
): WhyNotMe {
  const custodian = custodianOf(lead);
  if (custodian === asker) return { type: 'mine' };
  if (custodian === null && !isOffered(lead)) return { type: 'over' };
  const me = chances.find(({ id }) => id === asker);
  if (!me) return { type: 'other_role' };
  const declined = since.find((event) => event.type === 'declined' && event.by === asker);
  if (declined?.type === 'declined') return { type: 'declined', reason: declined.reason };
  if (custodian !== null) {
    if (since.some(({ type }) => type === 'assigned')) return { type: 'given', to: custodian };
    if (asked.includes(asker)) return { type: 'waited_less', to: custodian };
    return since.some((event) => event.type === 'offered' && event.to === asker)
      ? { type: 'let_pass' }
      : { type: 'slower', to: custodian };
  }
  if (lead.offer?.to === asker) return { type: 'offered' };
  if (me.isAway) return { type: 'away' };
  if (!me.isFree) return { type: 'full' };
  if (lead.passed?.includes(asker) && lead.offer?.to !== null) return { type: 'let_pass' };
  return isWaiting(lead) ? { type: 'turn' } : { type: 'can' };
}

/** It goes by turns, and it is not for all. */
function isWaiting(lead: Lead): boolean {
  if (lead.offer) return lead.offer.to !== null;
  return lead.heldAt !== undefined || (lead.steps?.some(({ step }) => step === 'offer') ?? false);
}
