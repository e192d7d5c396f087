/** The three answers a decision can give, and the refusals that many commands share. */
import type { Happening } from '../event.ts';
import { custodianOf } from '../lead.ts';
import type { Lead, MemberId } from '../lead.ts';
import type { Actor, Role } from '../member.ts';
import type { Refusal } from '../refusal.ts';
import type { Decision } from './types.ts';

export function acts(...events: readonly Happening[]): Decision {
  return { ok: true, events };
}

/** Nothing to do, and all is well. */
export const quiet: Decision = { ok: true, events: [] };

export function refuse(refusal: Refusal): Decision {
  return { ok: false, refusal };
}

/** The stage does not know this command: whoever has the lead, or moved it last, can say more. */
export function wrongStage(lead: Lead): Decision {
  const by = custodianOf(lead) ?? lead.lastMove.by;
  return refuse({ code: 'wrong_stage', stage: lead.stage, by, at: lead.since });
}

/** Whether it is theirs, or they stand in for whoever has it. */
export function standsFor(actor: Actor, lead: Lead): boolean {
  return custodianOf(lead) === actor.id || lead.coveredBy === actor.id;
}

export function notCustodian(lead: Lead): Decision {
  return refuse({ code: 'not_custodian', custodian: custodianOf(lead) });
}

export function holdsOne(actor: Actor, needs: readonly Role[]): boolean {
  return needs.some((role) => actor.roles.includes(role));
}

export function isManager(actor: Actor): boolean {
  return actor.roles.includes('manager');
}

/** A stage at which a lead can be in somebody's hands. */
export function isHeldStage(lead: Lead): boolean {
  return lead.stage === 'claimed' || lead.stage === 'accepted' || lead.stage === 'converted';
}

/** Whether this very deed of this very person is what the lead's last move was. */
export function didItJustNow(lead: Lead, type: Lead['lastMove']['type'], actor: Actor): boolean {
  return lead.lastMove.type === type && lead.lastMove.by === actor.id;
}

/** Whoever gets a lead gets its contact; that is recorded and is not counted against them. */
export function ownReveal(to: MemberId): Happening {
  return { type: 'revealed', own: true, to };
}
