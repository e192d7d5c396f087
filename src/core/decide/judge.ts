/** Qualify, disqualify: what a prospector, or a manager, makes of a lead. */
import type { Command } from '../command.ts';
import { dueOf } from '../due.ts';
import type { Lead } from '../lead.ts';
import { audienceOf } from '../roles.ts';
import {
  acts,
  didItJustNow,
  isManager,
  notCustodian,
  quiet,
  refuse,
  standsFor,
  wrongStage,
} from './answers.ts';
import type { Decision, Situated } from './types.ts';

type Disqualify = Extract<Command, { readonly type: 'disqualify' }>;

export function decideQualify(lead: Lead, { actor, now, policy }: Situated): Decision {
  if (didItJustNow(lead, 'qualified', actor) || isMergedByOne(lead, actor.id)) return quiet;
  if (lead.stage !== 'claimed') return wrongStage(lead);
  if (!standsFor(actor, lead)) return notCustodian(lead);
  const qualified = { type: 'qualified', ...dueOf('qualified', now, policy) } as const;
  // Where both stages are one, whoever qualified has accepted: nothing to wait for, no limit to ask, nothing new to see.
  if (audienceOf('closing', policy.shape) === 'closers') return acts(qualified);
  return acts(qualified, { type: 'accepted', ...dueOf('accepted', now, policy) });
}

export function decideDisqualify({ reason }: Disqualify, lead: Lead, { actor, policy }: Situated): Decision {
  const disqualified = policy.junk?.includes(reason)
    ? ({ type: 'disqualified', reason, isJunk: true } as const)
    : ({ type: 'disqualified', reason } as const);
  if (lead.stage === 'disqualified' && lead.reason === reason && didItJustNow(lead, 'disqualified', actor)) {
    return quiet;
  }
  if (lead.stage === 'converted' || lead.stage === 'disqualified' || lead.stage === 'lost') {
    return wrongStage(lead);
  }
  if (isManager(actor)) return acts(disqualified);
  if (lead.stage !== 'claimed') return refuse({ code: 'not_allowed', needs: ['manager'] });
  return standsFor(actor, lead) ? acts(disqualified) : notCustodian(lead);
}

/** Qualified and accepted by one person in one go. */
function isMergedByOne(lead: Lead, member: string): boolean {
  return lead.stage === 'accepted' && lead.qualifiedBy === member && lead.closer === member;
}
