/** When the next step of a stage is due, by the times of the playbook in working time. */
import { rungsOf } from './ladder.ts';
import type { Rung } from './ladder.ts';
import type { Lead, Moment } from './lead.ts';
import type { LimitName, Policy } from './policy.ts';
import type { Segment } from './roles.ts';
import { addWorkingTime } from './working-time.ts';

type Rules = Pick<Policy, 'times' | 'hours' | 'ladders' | 'distribution'>;

/** A due time with the steps that lead up to it and beyond. */
export type Due = { readonly dueAt: Moment | null; readonly steps?: readonly Rung[] };

/** What begins: a wait to be taken, or the work of somebody who has it. */
export type Beginning = 'new' | 'claimed' | 'qualified' | 'accepted' | 'waiting account' | 'served account';

/** The due time of a stage or custody that begins now, with its ladder. */
export function dueOf(beginning: Beginning, from: Moment, rules: Rules): Due {
  switch (beginning) {
    case 'new':
      return offered('prospecting', within('claim within', from, rules), from, rules);
    case 'claimed':
      return earlier(within('first touch within', from, rules), within('qualify within', from, rules));
    case 'qualified':
      return offered('closing', within('accept within', from, rules), from, rules);
    case 'accepted':
      return within('close within', from, rules);
    case 'waiting account':
      return offered('account', within('take within', from, rules), from, rules);
    case 'served account':
      return within('first contact within', from, rules);
  }
}

/**
 * What is due after a touch. The first touch has met its own time, so the time to qualify counts, from when the
 * lead was claimed. After a snooze it counts from then: nobody is late for having waited until an agreed day.
 */
export function dueAfterTouch(lead: Lead, now: Moment, rules: Rules): Due {
  if (lead.stage === 'converted') return nothingDue(rules);
  const isAwake = lead.snoozedUntil === null;
  const isWoken = isAwake && lead.wokenAt !== undefined;
  if (isAwake && !isWoken && lead.touchedAt !== null) return asItIs(lead);
  const from = isAwake ? (lead.wokenAt ?? lead.since) : now;
  return begun(within(lead.stage === 'claimed' ? 'qualify within' : 'close within', from, rules), now);
}

/** What is due when a snoozed lead comes back: the next touch, as if it had just been taken. */
export function dueOnWaking(lead: Lead, now: Moment, rules: Rules): Due {
  if (lead.stage === 'claimed') return dueOf('claimed', now, rules);
  return dueOf(lead.stage === 'accepted' ? 'accepted' : 'served account', now, rules);
}

/** More time, from the due time on or, where that is over, from now. */
export function dueExtended(lead: Lead, now: Moment, rules: Rules & Pick<Policy, 'moreTime'>): Due {
  const limit = limitOf(lead, rules);
  if (limit === null || lead.dueAt === null) return asItIs(lead);
  const moreMs = rules.moreTime?.[segmentOf[limit]] ?? rules.times[limit];
  if (moreMs === null) return asItIs(lead);
  return counted(limit, Math.max(now, lead.dueAt), moreMs, rules);
}

/** Which time of the playbook a lead's due time comes from; null where it has none. */
export function limitOf(lead: Lead, { times }: Pick<Rules, 'times'>): LimitName | null {
  switch (lead.stage) {
    case 'new':
      return 'claim within';
    case 'claimed':
      return isTouchDue(lead) && times['first touch within'] !== null
        ? 'first touch within'
        : 'qualify within';
    case 'qualified':
      return 'accept within';
    case 'accepted':
      return 'close within';
    case 'converted':
      return lead.accountManager === null ? 'take within' : 'first contact within';
    default:
      return null;
  }
}

/** Whether somebody is to be spoken to: for the first time, or again after a snooze. */
export function isTouchDue(lead: Pick<Lead, 'touchedAt' | 'wokenAt'>): boolean {
  return lead.touchedAt === null || lead.wokenAt !== undefined;
}

const segmentOf: Readonly<Record<LimitName, Segment>> = {
  'claim within': 'prospecting',
  'first touch within': 'prospecting',
  'qualify within': 'prospecting',
  'accept within': 'closing',
  'close within': 'closing',
  'take within': 'account',
  'first contact within': 'account',
};

/** Times in which whoever has the lead is to begin: it can be taken back from them. */
const givenBack: readonly LimitName[] = [
  'first touch within',
  'qualify within',
  'close within',
  'first contact within',
];

/** By turns it is offered at once. */
function offered(segment: Segment, due: Due, from: Moment, { distribution }: Rules): Due {
  if (distribution?.[segment].kind !== 'turn') return due;
  return { ...due, steps: [{ step: 'offer', at: from }, ...(due.steps ?? [])] };
}

function within(limit: LimitName, from: Moment, rules: Rules): Due {
  const allowedMs = rules.times[limit];
  return allowedMs === null ? nothingDue(rules) : counted(limit, from, allowedMs, rules);
}

function counted(limit: LimitName, from: Moment, allowedMs: number, { hours, ladders }: Rules): Due {
  const dueAt = addWorkingTime(from, allowedMs, hours);
  if (!ladders) return { dueAt };
  const canBeGivenBack = givenBack.includes(limit);
  return { dueAt, steps: rungsOf(ladders[segmentOf[limit]], { from, allowedMs, hours, canBeGivenBack }) };
}

/** Work has begun on it: it isn't given back any more, and what is past already is not brought up. */
function begun(due: Due, now: Moment): Due {
  if (!due.steps) return due;
  const ahead = due.steps.filter(({ step }) => step !== 'give back');
  return { ...due, steps: ahead.filter(({ step, at }) => at > now || step !== 'warn') };
}

function nothingDue({ ladders }: Rules): Due {
  return ladders ? { dueAt: null, steps: [] } : { dueAt: null };
}

function asItIs({ dueAt, steps }: Lead): Due {
  return steps ? { dueAt, steps } : { dueAt };
}

function earlier(one: Due, other: Due): Due {
  if (one.dueAt === null || other.dueAt === null) return one.dueAt === null ? other : one;
  return one.dueAt <= other.dueAt ? one : other;
}
