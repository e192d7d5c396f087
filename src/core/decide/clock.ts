/** Vacate, expire, escalate: what happens when somebody is gone or time is up. Asked twice, it happens once. */
import type { Command } from '../command.ts';
import { custodianOf } from '../lead.ts';
import type { Lead } from '../lead.ts';
import { acts, quiet } from './answers.ts';
import { dueWhenFree } from './release.ts';
import type { Circumstances, Decision } from './types.ts';

type Vacate = Extract<Command, { readonly type: 'vacate' }>;
type Escalate = Extract<Command, { readonly type: 'escalate' }>;

export function decideVacate({ member }: Vacate, lead: Lead, { now, policy }: Circumstances): Decision {
  if (custodianOf(lead) !== member) return quiet;
  return acts({ type: 'vacated', member, dueAt: dueWhenFree(lead, now, policy) });
}

/** A lead that is due goes back from whoever has it; one that was touched or snoozed meanwhile stays. */
export function decideExpire(lead: Lead, { now, policy }: Circumstances): Decision {
  const member = custodianOf(lead);
  if (member === null || lead.dueAt === null || lead.dueAt > now) return quiet;
  return acts({ type: 'expired', member, dueAt: dueWhenFree(lead, now, policy) });
}

/** A step of the ladder is taken once for each due time. */
export function decideEscalate({ step }: Escalate, lead: Lead): Decision {
  if (lead.dueAt === null || lead.escalated === step) return quiet;
  return acts({ type: 'escalated', step });
}
