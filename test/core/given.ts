/** Given a lead, when somebody gives a command, then … : the frame of the tests of the rules. */
import { decide } from '../../src/core/decide.ts';
import type { Command } from '../../src/core/command.ts';
import type { Decision } from '../../src/core/decide/types.ts';
import type { Happening, LeadEvent } from '../../src/core/event.ts';
import { evolve } from '../../src/core/evolve.ts';
import type { Lead, Moment } from '../../src/core/lead.ts';
import type { Actor } from '../../src/core/member.ts';
import type { Policy } from '../../src/core/policy.ts';
import type { Refusal } from '../../src/core/refusal.ts';
import { aMoment, aPolicy, minuteMs } from '../support/a-lead.ts';

/** Five minutes after the leads of the builders began. */
export const now: Moment = aMoment + 5 * minuteMs;

export function when(
  command: Command,
  lead: Lead,
  actor: Actor | null,
  policy: Partial<Policy> = {},
): Decision {
  return decide(command, lead, { actor, now, policy: aPolicy(policy) });
}

/** The refusal, or a failure that shows what was decided instead. */
export function refusalOf(decision: Decision): Refusal {
  if (decision.ok) throw new Error(`Not refused: ${JSON.stringify(decision.events)}`);
  return decision.refusal;
}

/** The events, or a failure that shows the refusal. */
export function eventsOf(decision: Decision): readonly Happening[] {
  if (!decision.ok) throw new Error(`Refused: ${JSON.stringify(decision.refusal)}`);
  return decision.events;
}

export function happened(
  events: readonly Happening[],
  by: Actor | null,
  at: Moment = now,
): readonly LeadEvent[] {
  return events.map((event) => ({ ...event, at, by: by?.id ?? null, via: by === null ? 'clock' : 'web' }));
}

/** The lead as it is after the command. (Not "then": a module that exports one is taken for a promise.) */
export function outcome(
  command: Command,
  lead: Lead,
  actor: Actor | null,
  policy: Partial<Policy> = {},
): Lead {
  const events = happened(eventsOf(when(command, lead, actor, policy)), actor);
  return events.reduce<Lead>(evolve, lead);
}
