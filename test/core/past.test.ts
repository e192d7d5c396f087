import { describe, expect, it } from 'vitest';
import { actorOfThePast, rulesOfThePast } from '../../src/core/past.ts';
import { aLead, aPolicy } from '../support/a-lead.ts';
import { ana } from '../support/people.ts';
import { eventsOf, when } from './given.ts';

describe('a past that was lived elsewhere', () => {
  const policy = aPolicy();
  const rules = rulesOfThePast(policy);

  it('has no times and no limits, and otherwise the same rules', () => {
    expect(Object.keys(rules.times)).toEqual(Object.keys(policy.times));
    expect(Object.values(rules.times).every((time) => time === null)).toBe(true);
    expect(rules.limits).toEqual({ claimed: null, accepted: null, accounts: null, revealsADay: null });
    expect(rules).toEqual({ ...policy, times: rules.times, limits: rules.limits });
  });

  it('is believed of whoever is said to have done something, and nothing of it is due', () => {
    const actor = actorOfThePast(ana.id);
    const deeds = [
      [{ type: 'claim' }, aLead()],
      [{ type: 'accept' }, aLead({ stage: 'qualified' })],
      [{ type: 'take' }, aLead({ stage: 'converted' })],
    ] as const;
    for (const [command, lead] of deeds) {
      const [taken] = eventsOf(when(command, lead, actor, rules));
      expect(taken).toMatchObject({ dueAt: null });
    }
    expect(actor).toMatchObject({ id: ana.id, active: true, away: false, revealsToday: 0 });
    expect(actor.load).toEqual({ claimed: 0, accepted: 0, accounts: 0 });
  });
});
