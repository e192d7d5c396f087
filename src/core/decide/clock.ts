/**
 * What happens when time is up, when somebody is gone, or away: vacate, expire, escalate, cover; and what people may do
 * about it: nudge, extend. Asked twice, it happens once.
 */
import type { Command } from '../command.ts';
import { dueExtended, dueOnWaking } from '../due.ts';
import type { Due } from '../due.ts';
import type { Happening } from '../event.ts';
import { stepsDue } from '../ladder.ts';
import type { Step } from '../ladder.ts';
import { custodianOf, isAlive } from '../lead.ts';
import type { Lead, Moment } from '../lead.ts';
import { acts, isManager, notCustodian, ownReveal, quiet, refuse, standsFor, wrongStage } from './answers.ts';
import { dueWhenFree } from './release.ts';
import type { Circumstances, Decision, Situated } from './types.ts';

type Of<T extends Command['type']> = Extract<Command, { readonly type: T }>;

export function decideVacate({ member }: Of<'vacate'>, lead: Lead, { now, policy }: Circumstances): Decision {
  if (custodianOf(lead) !== member) return quiet;
  return acts({ type: 'vacated', member, ...dueWhenFree(lead, now, policy) });
}

/** A lead goes back from whoever has it when its ladder says so; one that was touched or snoozed meanwhile stays. */
export function decideExpire({ inARow }: Of<'expire'>, lead: Lead, { now, policy }: Circumstances): Decision {
  const member = custodianOf(lead);
  if (member === null || !isUp(lead, now)) return quiet;
  const missed = steps(lead, now);
  const expired = { type: 'expired', member, ...dueWhenFree(lead, now, policy) } as const;
  return acts(...missed, inARow === undefined ? expired : { ...expired, inARow });
}

/** Each step of the ladder is taken once for each due time, in order; those that were missed are taken together. */
export function decideEscalate(lead: Lead, { now, policy }: Circumstances): Decision {
  if (!isAlive(lead)) return quiet;
  if (lead.snoozedUntil !== null) {
    if (lead.snoozedUntil > now || custodianOf(lead) === null) return quiet;
    return acts({ type: 'woken', ...dueOnWaking(lead, now, policy) });
  }
  return lead.dueAt === null ? quiet : acts(...steps(lead, now));
}

/** Once for each due time: whoever hears it twice hears it less. */
export function decideNudge(lead: Lead, { actor }: Situated): Decision {
  const member = isAlive(lead) ? custodianOf(lead) : null;
  if (member === null) return wrongStage(lead);
  if (!isManager(actor)) return refuse({ code: 'not_allowed', needs: ['manager'] });
  return lead.nudgedAt === undefined ? acts({ type: 'nudged', member }) : quiet;
}

/** The custodian may take more time once in a stage; then a manager decides. */
export function decideExtend(lead: Lead, { actor, now, policy }: Situated): Decision {
  if (!isAlive(lead) || lead.dueAt === null || lead.snoozedUntil !== null) return wrongStage(lead);
  if (!isManager(actor)) {
    if (!standsFor(actor, lead)) return notCustodian(lead);
    if ((lead.extensions ?? 0) > 0) return refuse({ code: 'extended_before' });
  }
  return acts({ type: 'extended', ...withOffers(dueExtended(lead, now, policy), lead) });
}

export function decideCover({ custodian, to }: Of<'cover'>, lead: Lead): Decision {
  if (!isAlive(lead) || custodianOf(lead) !== custodian || (lead.coveredBy ?? null) === to) return quiet;
  // Who stands in is shown the contact; that is recorded, and is not counted against them.
  return to === null ? acts({ type: 'covered', to }) : acts({ type: 'covered', to }, ownReveal(to));
}

/** Whose turn it is has nothing to do with how long there is. */
function withOffers(due: Due, lead: Lead): Due {
  const kept = (lead.steps ?? []).filter(({ step }) => step === 'offer' || step === 'draw');
  if (kept.length === 0) return due;
  const steps = [...kept, ...(due.steps ?? [])].toSorted((one, other) => one.at - other.at);
  return { ...due, steps };
}

/** Steps that are commands of their own. */
const others: readonly Step[] = ['give back', 'wake', 'offer', 'draw'];

function steps(lead: Lead, now: Moment): readonly Happening[] {
  return stepsDue(lead, now).flatMap(({ step }) =>
    others.includes(step) ? [] : [{ type: 'escalated', step }],
  );
}

/** Whether the ladder has come to its end. Before there were ladders the due time was the end. */
function isUp(lead: Lead, now: Moment): boolean {
  if (lead.snoozedUntil !== null) return false;
  if (lead.steps) return stepsDue(lead, now).some(({ step }) => step === 'give back');
  return lead.dueAt !== null && lead.dueAt <= now;
}
