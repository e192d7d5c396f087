/** When the next step of a stage is due, by the times of the playbook in working time. */
import type { Lead, Moment } from './lead.ts';
import type { LimitName, Policy } from './policy.ts';
import { addWorkingTime } from './working-time.ts';

type Rules = Pick<Policy, 'times' | 'hours'>;

/** What begins: a wait to be taken, or the work of somebody who has it. */
export type Beginning = 'new' | 'claimed' | 'qualified' | 'accepted' | 'waiting account' | 'served account';

/** The due time of a stage or custody that begins now. */
export function dueFrom(beginning: Beginning, from: Moment, rules: Rules): Moment | null {
  switch (beginning) {
    case 'new':
      return within('claim within', from, rules);
    case 'claimed':
      return earlier(within('first touch within', from, rules), within('qualify within', from, rules));
    case 'qualified':
      return within('accept within', from, rules);
    case 'accepted':
      return within('close within', from, rules);
    case 'waiting account':
      return within('take within', from, rules);
    case 'served account':
      return within('first contact within', from, rules);
  }
}

/**
 * What is due after a touch. The first touch has met its own time, so the time to qualify counts, from when the
 * lead was claimed. After a snooze it counts from now: nobody is late for having waited until an agreed day.
 */
export function dueAfterTouch(lead: Lead, now: Moment, rules: Rules): Moment | null {
  if (lead.stage === 'converted') return null;
  const isAwake = lead.snoozedUntil === null;
  if (isAwake && lead.touchedAt !== null) return lead.dueAt;
  const from = isAwake ? lead.since : now;
  return within(lead.stage === 'claimed' ? 'qualify within' : 'close within', from, rules);
}

function within(limit: LimitName, from: Moment, rules: Rules): Moment | null {
  const allowedMs = rules.times[limit];
  return allowedMs === null ? null : addWorkingTime(from, allowedMs, rules.hours);
}

function earlier(one: Moment | null, other: Moment | null): Moment | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}
