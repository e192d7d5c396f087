/** Claim, accept, take: a free lead or account comes into somebody's hands. One wins; everybody else hears who did. */
import { dueOf } from '../due.ts';
import { custodianOf } from '../lead.ts';
import type { Lead } from '../lead.ts';
import type { Actor, Load } from '../member.ts';
import type { Limits } from '../policy.ts';
import { acts, ownReveal, quiet, refuse, wrongStage } from './answers.ts';
import type { Decision, Situated } from './types.ts';

export function decideClaim(lead: Lead, { actor, now, policy }: Situated): Decision {
  if (lead.stage === 'claimed') return alreadyHeld(lead, actor, 'already_claimed');
  if (lead.stage !== 'new') return wrongStage(lead);
  const due = dueOf('claimed', now, policy);
  return obstacle(actor, 'claimed', policy.limits) ?? acts({ type: 'claimed', ...due }, ownReveal(actor.id));
}

export function decideAccept(lead: Lead, { actor, now, policy }: Situated): Decision {
  if (lead.stage === 'accepted') return alreadyHeld(lead, actor, 'already_accepted');
  if (lead.stage !== 'qualified') return wrongStage(lead);
  const due = dueOf('accepted', now, policy);
  return (
    obstacle(actor, 'accepted', policy.limits) ?? acts({ type: 'accepted', ...due }, ownReveal(actor.id))
  );
}

export function decideTake(lead: Lead, { actor, now, policy }: Situated): Decision {
  if (lead.stage !== 'converted') return wrongStage(lead);
  if (lead.accountManager !== null) return alreadyHeld(lead, actor, 'already_taken');
  const due = dueOf('served account', now, policy);
  return obstacle(actor, 'accounts', policy.limits) ?? acts({ type: 'taken', ...due }, ownReveal(actor.id));
}

/** Whether nothing of their own keeps a member from taking one more. */
export function hasRoom(actor: Actor, held: keyof Load, limits: Limits): boolean {
  return obstacle(actor, held, limits) === null;
}

function obstacle(actor: Actor, stage: keyof Load, limits: Limits): Decision | null {
  if (actor.away) return refuse({ code: 'away' });
  const limit = limits[stage];
  const held = actor.load[stage];
  return limit !== null && held >= limit ? refuse({ code: 'limit_reached', limit, held, stage }) : null;
}

function alreadyHeld(
  lead: Lead,
  actor: Actor,
  code: 'already_claimed' | 'already_accepted' | 'already_taken',
): Decision {
  const by = custodianOf(lead);
  if (by === null) return wrongStage(lead);
  return by === actor.id ? quiet : refuse({ code, by, at: lead.since });
}
