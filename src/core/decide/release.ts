/** Release: the custodian lets go, and the lead is offered anew where it came from. */
import { dueFrom } from '../due.ts';
import { custodianOf } from '../lead.ts';
import type { Lead, Moment } from '../lead.ts';
import type { Policy } from '../policy.ts';
import { acts, didItJustNow, isHeldStage, notCustodian, quiet, wrongStage } from './answers.ts';
import type { Decision, Situated } from './types.ts';

export function decideRelease(lead: Lead, { actor, now, policy }: Situated): Decision {
  if (didItJustNow(lead, 'released', actor)) return quiet;
  if (!isHeldStage(lead)) return wrongStage(lead);
  if (custodianOf(lead) !== actor.id) return notCustodian(lead);
  return acts({ type: 'released', dueAt: dueWhenFree(lead, now, policy) });
}

/** When a lead that its custodian lets go, or loses, must have been taken by somebody else. */
export function dueWhenFree(lead: Lead, now: Moment, policy: Policy): Moment | null {
  if (lead.stage === 'claimed') return dueFrom('new', now, policy);
  return dueFrom(lead.stage === 'accepted' ? 'qualified' : 'waiting account', now, policy);
}
