/** Touch, note, snooze: the work on a lead that does not move it. Each touch and note is a fact of its own. */
import type { Command } from '../command.ts';
import { dueAfterTouch } from '../due.ts';
import { custodianOf, isAlive } from '../lead.ts';
import type { Lead } from '../lead.ts';
import {
  acts,
  isHeldStage,
  isManager,
  notCustodian,
  quiet,
  refuse,
  standsFor,
  wrongStage,
} from './answers.ts';
import type { Decision, Situated } from './types.ts';

type Touch = Extract<Command, { readonly type: 'touch' }>;
type Snooze = Extract<Command, { readonly type: 'snooze' }>;

export function decideTouch(
  { kind, outcome }: Touch,
  lead: Lead,
  { actor, now, policy }: Situated,
): Decision {
  if (!isHeldStage(lead)) return wrongStage(lead);
  if (!standsFor(actor, lead)) return notCustodian(lead);
  return acts({ type: 'touched', kind, outcome, ...dueAfterTouch(lead, now, policy) });
}

export function decideNote(lead: Lead, { actor }: Situated): Decision {
  if (!isAlive(lead)) return wrongStage(lead);
  if (!standsFor(actor, lead) && !isManager(actor)) return notCustodian(lead);
  return acts({ type: 'noted' });
}

/** Whoever has it puts it off; a manager says when they are to call back, and so takes it out of what is late. */
export function decideSnooze({ until }: Snooze, lead: Lead, { actor, now }: Situated): Decision {
  if (!isHeldStage(lead)) return wrongStage(lead);
  const isTheirs = standsFor(actor, lead);
  if (!isTheirs && !isManager(actor)) return notCustodian(lead);
  const to = lead.coveredBy ?? custodianOf(lead);
  // A client whom nobody looks after yet has nobody to call them.
  if (to === null) return wrongStage(lead);
  if (lead.snoozedUntil === until) return quiet;
  if (until <= now) return refuse({ code: 'moment_past', until });
  return acts(isTheirs ? { type: 'snoozed', until } : { type: 'snoozed', until, to });
}
