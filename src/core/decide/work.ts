/** Touch, note, snooze: the work on a lead that does not move it. Each touch and note is a fact of its own. */
import type { Command } from '../command.ts';
import { dueAfterTouch } from '../due.ts';
import { isAlive } from '../lead.ts';
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

export function decideSnooze({ until }: Snooze, lead: Lead, { actor, now }: Situated): Decision {
  if (!isHeldStage(lead)) return wrongStage(lead);
  if (!standsFor(actor, lead)) return notCustodian(lead);
  if (lead.snoozedUntil === until) return quiet;
  return until <= now ? refuse({ code: 'moment_past', until }) : acts({ type: 'snoozed', until });
}
