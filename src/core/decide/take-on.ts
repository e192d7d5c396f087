/** Claim, accept, take: a free lead or account comes into somebody's hands. One wins; everybody else hears who did. */
import type { Command } from '../command.ts';
import { dueOf } from '../due.ts';
import type { Lead, MemberId } from '../lead.ts';
import type { Actor, Load } from '../member.ts';
import type { Limits } from '../policy.ts';
import { acts, ownReveal, quiet, refuse, wrongStage } from './answers.ts';
import { beforeTaking } from './offer.ts';
import type { Decision, Situated } from './types.ts';

type Of<T extends Command['type']> = Extract<Command, { readonly type: T }>;

export function decideClaim(command: Of<'claim'>, lead: Lead, situated: Situated): Decision {
  const { actor, now, policy } = situated;
  if (lead.stage === 'claimed') return alreadyHeld(lead.prospector, lead, actor, 'already_claimed');
  if (lead.stage !== 'new') return wrongStage(lead);
  const due = dueOf('claimed', now, policy);
  return (
    obstacle(actor, 'claimed', policy.limits) ??
    beforeTaking(lead, command, situated) ??
    acts({ type: 'claimed', ...due }, ownReveal(actor.id))
  );
}

export function decideAccept(command: Of<'accept'>, lead: Lead, situated: Situated): Decision {
  const { actor, now, policy } = situated;
  if (lead.stage === 'accepted') return alreadyHeld(lead.closer, lead, actor, 'already_accepted');
  if (lead.stage !== 'qualified') return wrongStage(lead);
  const due = dueOf('accepted', now, policy);
  return (
    obstacle(actor, 'accepted', policy.limits) ??
    beforeTaking(lead, command, situated) ??
    acts({ type: 'accepted', ...due }, ownReveal(actor.id))
  );
}

export function decideTake(command: Of<'take'>, lead: Lead, situated: Situated): Decision {
  const { actor, now, policy } = situated;
  if (lead.stage !== 'converted') return wrongStage(lead);
  if (lead.accountManager !== null) return alreadyHeld(lead.accountManager, lead, actor, 'already_taken');
  const due = dueOf('served account', now, policy);
  return (
    obstacle(actor, 'accounts', policy.limits) ??
    beforeTaking(lead, command, situated) ??
    acts({ type: 'taken', ...due }, ownReveal(actor.id))
  );
}

/** Whether nothing of their own keeps a member from taking one more. */
export function hasRoom(actor: Able, held: keyof Load, limits: Limits): boolean {
  return obstacle(actor, held, limits) === null;
}

/** A limit of their own goes before the general one, which is that of somebody unknown. */
export function limitFor(
  actor: Pick<Actor, 'limits'> | null | undefined,
  held: keyof Load,
  limits: Limits,
): number | null {
  return actor?.limits?.[held] ?? limits[held];
}

type Able = Pick<Actor, 'away' | 'load' | 'limits'>;

function obstacle(actor: Able, stage: keyof Load, limits: Limits): Decision | null {
  if (actor.away) return refuse({ code: 'away' });
  const limit = limitFor(actor, stage, limits);
  const held = actor.load[stage];
  return limit !== null && held >= limit ? refuse({ code: 'limit_reached', limit, held, stage }) : null;
}

function alreadyHeld(
  by: MemberId,
  lead: Lead,
  actor: Actor,
  code: 'already_claimed' | 'already_accepted' | 'already_taken',
): Decision {
  return by === actor.id ? quiet : refuse({ code, by, at: lead.since });
}
