/** Release: the custodian lets go, and the lead is offered anew where it came from. */
import { dueOf } from '../due.ts';
import type { Due } from '../due.ts';
import type { Lead, Moment } from '../lead.ts';
import type { Policy } from '../policy.ts';
import { acts, didItJustNow, isHeldStage, notCustodian, quiet, standsFor, wrongStage } from './answers.ts';
import type { Decision, Situated } from './types.ts';

export function decideRelease(lead: Lead, { actor, now, policy }: Situated): Decision {
  if (didItJustNow(lead, 'released', actor)) return quiet;
  if (!isHeldStage(lead)) return wrongStage(lead);
  if (!standsFor(actor, lead)) return notCustodian(lead);
  return acts({ type: 'released', ...dueWhenFree(lead, now, policy) });
}

/** When a lead that its custodian lets go, or loses, must have been taken by somebody else. */
export function dueWhenFree(lead: Lead, now: Moment, policy: Policy): Due {
  if (lead.stage === 'claimed') return dueOf('new', now, policy);
  return dueOf(lead.stage === 'accepted' ? 'qualified' : 'waiting account', now, policy);
}
