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

/** How it goes by turns; null where it is not free, or doesn't. */
function turnsOf(lead: Lead, policy: Policy): Distribution | null {
  const distribution = distributionOf(lead, policy);
  const isFree = isAlive(lead) && custodianOf(lead) === null;
  return isFree && distribution?.kind === 'turn' ? distribution : null;
}

export function decideOffer({ to }: Of<'offer'>, lead: Lead, { now, policy }: Circumstances): Decision {
  const turns = turnsOf(lead, policy);
  if (turns === null || !isOpenToOffers(lead, now)) return quiet;
  const until = to === null ? now : addWorkingTime(now, turns.offerMs, policy.hours);
  return acts({ type: 'offered', to, until });
}

export function decideHold(lead: Lead, { now, policy }: Circumstances): Decision {
  if (turnsOf(lead, policy) === null || lead.heldAt !== undefined || !isOpenToOffers(lead, now)) return quiet;
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
