/** Offer, hold, decline, and a press that is gathered with others: what stands between being free and being taken. */
import type { Command } from '../command.ts';
import type { Distribution } from '../distribution.ts';
import { custodianOf, isAlive } from '../lead.ts';
import type { Lead, Moment } from '../lead.ts';
import type { Policy } from '../policy.ts';
import { segmentOf } from '../roles.ts';
import { addWorkingTime } from '../working-time.ts';
import { acts, quiet, refuse, wrongStage } from './answers.ts';
import type { Circumstances, Decision, Situated } from './types.ts';

type Of<T extends Command['type']> = Extract<Command, { readonly type: T }>;

export function distributionOf(lead: Lead, { distribution }: Policy): Distribution | null {
  const segment = segmentOf(lead);
  return segment === null ? null : (distribution?.[segment] ?? null);
}

/** Whether it is free, and goes by turns. */
function isTurned(lead: Lead, policy: Policy): boolean {
  return isAlive(lead) && custodianOf(lead) === null && distributionOf(lead, policy)?.kind === 'turn';
}

export function decideOffer({ to }: Of<'offer'>, lead: Lead, { now, policy }: Circumstances): Decision {
  if (!isTurned(lead, policy) || !isOpenToOffers(lead, now)) return quiet;
  const offerMs = distributionOf(lead, policy)?.offerMs ?? 0;
  const until = to === null ? now : addWorkingTime(now, offerMs, policy.hours);
  return acts({ type: 'offered', to, until });
}

export function decideHold(lead: Lead, { now, policy }: Circumstances): Decision {
  if (!isTurned(lead, policy) || lead.heldAt !== undefined || !isOpenToOffers(lead, now)) return quiet;
  return acts({ type: 'held' });
}

/** Declined once, it is not offered to them again, and their turn is over. */
export function decideDecline({ reason }: Of<'decline'>, lead: Lead, { actor }: Situated): Decision {
  if (lead.offer?.to === actor.id) return acts({ type: 'declined', reason });
  return lead.passed?.includes(actor.id) ? quiet : wrongStage(lead);
}

/** Nobody who pressed can have it any more: it is free as before. */
export function decideDraw(lead: Lead, { now }: Circumstances): Decision {
  const isDue = lead.steps?.some(({ step, at }) => step === 'draw' && at <= now) ?? false;
  return isDue ? acts({ type: 'escalated', step: 'draw' }) : quiet;
}

/** What stands in the way of taking it at this very moment; null: nothing does. */
export function beforeTaking(
  lead: Lead,
  { atOnce }: { readonly atOnce?: true },
  { actor, now, policy }: Situated,
): Decision | null {
  const distribution = distributionOf(lead, policy);
  if (distribution?.kind === 'turn') return beforeTurn(lead, atOnce === true, actor.id);
  if (distribution?.kind !== 'fair claim' || atOnce) return null;
  if (lead.asked?.includes(actor.id)) return quiet;
  const until = lead.steps?.find(({ step }) => step === 'draw')?.at ?? now + distribution.gatherMs;
  return acts({ type: 'asked', until });
}

function beforeTurn(lead: Lead, isPulled: boolean, actor: string): Decision | null {
  const { offer } = lead;
  if (offer) {
    const isFree = offer.to === null || offer.to === actor;
    return isFree ? null : refuse({ code: 'not_your_turn', to: offer.to, until: offer.until });
  }
  const isPending = lead.steps?.some(({ step }) => step === 'offer') ?? false;
  return isPending && !isPulled ? refuse({ code: 'not_your_turn', to: null, until: null }) : null;
}

/** It was not offered yet, or its offer is over, or it waits for somebody to be free. */
function isOpenToOffers(lead: Lead, now: Moment): boolean {
  if (lead.heldAt !== undefined) return true;
  return lead.steps?.some(({ step, at }) => step === 'offer' && at <= now) ?? false;
}
