import { describe, expect, it } from 'vitest';
import { dueOf } from '../../src/core/due.ts';
import { rungsOf, stepsDue } from '../../src/core/ladder.ts';
import type { Lead } from '../../src/core/lead.ts';
import { noticesFor } from '../../src/core/notify.ts';
import type { Policy } from '../../src/core/policy.ts';
import { whenThere } from '../../src/core/reach.ts';
import { aLead, aMoment, aPolicy, hourMs, kyivHours, minuteMs } from '../support/a-lead.ts';
import { ana, ben, cleo, mo } from '../support/people.ts';
import { eventsOf, happened, now, outcome, refusalOf, when } from './given.ts';

const ladder = { warn: 75, remind: 100, 'tell managers': 150, 'give back': 200 };
const laddered: Partial<Policy> = {
  ladders: { prospecting: ladder, closing: ladder, account: { ...ladder, 'give back': null } },
  moreTime: { prospecting: 30 * minuteMs, closing: null, account: null },
};
const policy = aPolicy(laddered);
const claimed = outcome({ type: 'claim' }, aLead(), ana, laddered);

describe('a ladder', () => {
  it('has its rungs in percent of the working time that is allowed', () => {
    const friday = Date.UTC(2026, 2, 6, 15, 30); // 17:30 in Kyiv, half an hour before they go home
    const rungs = rungsOf(ladder, {
      from: friday,
      allowedMs: hourMs,
      hours: kyivHours,
      canBeGivenBack: true,
    });
    expect(rungs).toEqual([
      { step: 'warn', at: Date.UTC(2026, 2, 9, 7, 15) },
      { step: 'remind', at: Date.UTC(2026, 2, 9, 7, 30) },
      { step: 'tell managers', at: Date.UTC(2026, 2, 9, 8) },
      { step: 'give back', at: Date.UTC(2026, 2, 9, 8, 30) },
    ]);
  });

  it('gives nothing back that nobody has', () => {
    const free = ['new', 'qualified', 'waiting account'] as const;
    for (const beginning of free) {
      const steps = dueOf(beginning, aMoment, policy).steps?.map(({ step }) => step);
      expect(steps).toEqual(['warn', 'remind', 'tell managers']);
    }
    expect(dueOf('claimed', aMoment, policy).steps?.at(-1)).toEqual({
      step: 'give back',
      at: aMoment + 2 * hourMs,
    });
  });

  it('is fixed when the due time arises', () => {
    const other = {
      ...laddered,
      ladders: { prospecting: { ...ladder, warn: 10 }, closing: ladder, account: ladder },
    };
    expect(eventsOf(when({ type: 'escalate' }, { ...claimed, since: 0 }, null, other))).toEqual([]);
  });

  it('of a lead from before there were ladders is one reminder at the due time', () => {
    const old = aLead({ stage: 'claimed', dueAt: now });
    expect(stepsDue(old, now)).toEqual([{ step: 'remind', at: now }]);
    const reminded = outcome({ type: 'escalate' }, old, null, laddered);
    expect(reminded).toMatchObject({ escalated: 'remind', steps: [] });
  });
});

describe('steps that were missed', () => {
  const late: Lead = { ...claimed, steps: (claimed.steps ?? []).map((rung) => ({ ...rung, at: now })) };

  it('are all in the history, and only the last of them is told', () => {
    const missed: Lead = { ...late, steps: (late.steps ?? []).slice(0, 3) };
    const events = happened(eventsOf(when({ type: 'escalate' }, missed, null, laddered)), null);
    expect(events.map((event) => event.type === 'escalated' && event.step)).toEqual([
      'warn',
      'remind',
      'tell managers',
    ]);
    const after = outcome({ type: 'escalate' }, missed, null, laddered);
    expect(noticesFor(events, missed, after, 'three-stage')).toEqual([
      { type: 'remind', about: 'remind', member: ana.id, dueAt: claimed.dueAt },
      { type: 'remind', about: 'tell managers', dueAt: claimed.dueAt },
    ]);
  });

  it('end in its going back, if that is due as well', () => {
    const events = eventsOf(when({ type: 'expire', inARow: 2 }, late, null, laddered));
    expect(events.map(({ type }) => type)).toEqual(['escalated', 'escalated', 'escalated', 'expired']);
    const after = outcome({ type: 'expire', inARow: 2 }, late, null, laddered);
    expect(after).toMatchObject({ stage: 'new' });
    const told = noticesFor(happened(events, null), late, after, 'three-stage');
    expect(told).toContainEqual({ type: 'remind', about: 'switched off', member: ana.id, dueAt: late.dueAt });
    expect(told).toContainEqual({ type: 'strike', member: ana.id, count: 2 });
  });

  it('do not end so when somebody has begun', () => {
    const touched = outcome({ type: 'touch', kind: 'call', outcome: 'no_answer' }, late, ana, laddered);
    expect(touched.steps?.some(({ step }) => step === 'give back')).toBe(false);
    expect(eventsOf(when({ type: 'expire' }, touched, null, laddered))).toEqual([]);
  });
});

describe('a snooze', () => {
  const snoozed = outcome({ type: 'snooze', until: now + hourMs }, claimed, ana, laddered);

  it('has no ladder until it is over', () => {
    expect(eventsOf(when({ type: 'escalate' }, snoozed, null, laddered))).toEqual([]);
    expect(eventsOf(when({ type: 'expire' }, { ...snoozed, dueAt: now }, null, laddered))).toEqual([]);
  });

  it('ends with the lead back in its custodian’s hands, and the time counts anew', () => {
    const over: Lead = { ...snoozed, snoozedUntil: now, dueAt: now };
    const woken = outcome({ type: 'escalate' }, over, null, laddered);
    expect(woken).toMatchObject({ snoozedUntil: null, wokenAt: now, dueAt: now + hourMs, escalated: null });
    const touched = outcome({ type: 'touch', kind: 'call', outcome: 'reached' }, woken, ana, laddered);
    // Nobody is late for having waited until an agreed day.
    expect(touched.dueAt).toBe(now + 8 * hourMs);
    expect(touched.wokenAt).toBeUndefined();
  });
});

describe('nudge', () => {
  it('asks the custodian once for each due time', () => {
    const nudged = outcome({ type: 'nudge' }, claimed, mo, laddered);
    expect(nudged.nudgedAt).toBe(now);
    expect(eventsOf(when({ type: 'nudge' }, nudged, mo, laddered))).toEqual([]);
    const touched = outcome({ type: 'touch', kind: 'call', outcome: 'reached' }, nudged, ana, laddered);
    expect(eventsOf(when({ type: 'nudge' }, touched, mo, laddered))).toHaveLength(1);
  });

  it('is a manager’s, and needs somebody to ask', () => {
    expect(refusalOf(when({ type: 'nudge' }, claimed, ben, laddered))).toEqual({
      code: 'not_allowed',
      needs: ['manager'],
    });
    expect(refusalOf(when({ type: 'nudge' }, aLead(), mo, laddered))).toMatchObject({ code: 'wrong_stage' });
  });
});

describe('extend', () => {
  it('gives more time, from the due time on, with a ladder of its own', () => {
    const extended = outcome({ type: 'extend' }, claimed, ana, laddered);
    expect(extended.dueAt).toBe((claimed.dueAt ?? 0) + 30 * minuteMs);
    expect(extended.steps?.[0]).toEqual({ step: 'warn', at: (claimed.dueAt ?? 0) + 22.5 * minuteMs });
  });

  it('is of what has a due time, and is alive and awake', () => {
    const undue: Lead = { ...claimed, dueAt: null };
    const asleep = outcome({ type: 'snooze', until: now + hourMs }, claimed, ana, laddered);
    for (const lead of [undue, asleep, aLead({ stage: 'lost', dueAt: now }), aLead({ stage: 'lost' })]) {
      expect(refusalOf(when({ type: 'extend' }, lead, mo, laddered))).toMatchObject({ code: 'wrong_stage' });
    }
  });

  it('counts from now where the time is over', () => {
    const late: Lead = { ...claimed, dueAt: now - hourMs };
    expect(outcome({ type: 'extend' }, late, mo, laddered).dueAt).toBe(now + 30 * minuteMs);
  });

  it('is the custodian’s once, and then a manager decides', () => {
    const once = outcome({ type: 'extend' }, claimed, ana, laddered);
    expect(refusalOf(when({ type: 'extend' }, once, ana, laddered))).toEqual({ code: 'extended_before' });
    expect(outcome({ type: 'extend' }, once, mo, laddered).extensions).toBe(2);
    expect(refusalOf(when({ type: 'extend' }, claimed, ben, laddered))).toMatchObject({
      code: 'not_custodian',
    });
  });

  it('gives as much as was allowed where the playbook names no step', () => {
    const accepted = outcome({ type: 'accept' }, aLead({ stage: 'qualified' }), cleo, laddered);
    expect(outcome({ type: 'extend' }, accepted, cleo, laddered).dueAt).toBe(
      (accepted.dueAt ?? 0) + 80 * hourMs,
    );
  });
});

describe('whoever is told', () => {
  const notice = { type: 'remind', about: 'remind', member: ana.id, dueAt: null } as const;
  const wake = { ...notice, about: 'wake' } as const;
  const evening = Date.UTC(2026, 2, 4, 17); // 19:00 in Kyiv
  const at = { hours: kyivHours, now: evening };

  it('is told in their working hours, and at the moment that they chose themselves', () => {
    const hearer = { id: ana.id, timeZone: null, awayUntil: null };
    expect(whenThere([notice, wake], hearer, at)).toEqual([
      { ...notice, notBefore: Date.UTC(2026, 2, 5, 7) },
      wake,
    ]);
  });

  it('is told in the hours of their own zone', () => {
    const hearer = { id: ana.id, timeZone: 'America/New_York', awayUntil: null };
    // It is noon there.
    expect(whenThere([notice], hearer, at)).toEqual([notice]);
  });

  it('is told at once of what is no reminder, or none of theirs', () => {
    const hearer = { id: ana.id, timeZone: null, awayUntil: now + hourMs };
    const others = [
      { type: 'tell', member: ana.id, telling: 'lead_assigned' },
      { type: 'remind', about: 'warn', member: ben.id, dueAt: now },
      { type: 'remind', about: 'tell managers', dueAt: now },
    ] as const;
    expect(whenThere(others, hearer, { hours: kyivHours, now })).toEqual(others);
  });

  it('is told when they are back', () => {
    const hearer = { id: ana.id, timeZone: null, awayUntil: Date.UTC(2026, 2, 7, 8) };
    expect(whenThere([notice, wake], hearer, at)).toEqual([
      { ...notice, notBefore: Date.UTC(2026, 2, 9, 7) },
      { ...wake, notBefore: Date.UTC(2026, 2, 7, 8) },
    ]);
  });

  it('is the deputy, while one stands in', () => {
    const covered = outcome({ type: 'cover', custodian: ana.id, to: ben.id }, claimed, null, laddered);
    const due: Lead = { ...covered, steps: [{ step: 'remind', at: now }] };
    const events = happened(eventsOf(when({ type: 'escalate' }, due, null, laddered)), null);
    expect(
      noticesFor(events, due, outcome({ type: 'escalate' }, due, null, laddered), 'three-stage'),
    ).toEqual([{ type: 'remind', about: 'remind', member: ben.id, dueAt: due.dueAt }]);
  });
});

describe('a deputy', () => {
  const covered = outcome({ type: 'cover', custodian: ana.id, to: ben.id }, claimed, null, laddered);

  it('may do what the custodian could, and the custodian still may', () => {
    for (const who of [ana, ben]) {
      expect(outcome({ type: 'touch', kind: 'call', outcome: 'reached' }, covered, who).touchedAt).toBe(now);
    }
    expect(eventsOf(when({ type: 'reveal' }, covered, ben))).toEqual([
      { type: 'revealed', own: true, to: ben.id },
    ]);
    expect(refusalOf(when({ type: 'qualify' }, covered, { ...ben, roles: [] }))).toMatchObject({
      code: 'not_allowed',
    });
  });

  it('is written down as one who is shown the contact, once', () => {
    expect(eventsOf(when({ type: 'cover', custodian: ana.id, to: ben.id }, claimed, null))).toEqual([
      { type: 'covered', to: ben.id },
      { type: 'revealed', own: true, to: ben.id },
    ]);
    expect(eventsOf(when({ type: 'cover', custodian: ana.id, to: ben.id }, covered, null))).toEqual([]);
    expect(eventsOf(when({ type: 'cover', custodian: cleo.id, to: ben.id }, claimed, null))).toEqual([]);
  });

  it('hears instead of the custodian that the client writes again', () => {
    const events = happened([{ type: 'repeated', source: null }], null);
    expect(noticesFor(events, covered, covered, 'three-stage')).toEqual([
      { type: 'private card', member: ana.id },
      { type: 'private card', member: ben.id },
      { type: 'tell', member: ben.id, telling: 'lead_repeated' },
    ]);
  });

  it('stands in no more when the custodian is back, and nothing is shown to anybody for that', () => {
    const back = { type: 'cover', custodian: ana.id, to: null } as const;
    expect(eventsOf(when(back, covered, null))).toEqual([{ type: 'covered', to: null }]);
    expect(eventsOf(when(back, claimed, null))).toEqual([]);
    expect(eventsOf(when(back, { ...covered, erased: true }, null))).toEqual([]);
  });

  it('stands in no more once the lead is in other hands', () => {
    expect(outcome({ type: 'assign', to: ben }, covered, mo).coveredBy).toBeUndefined();
  });
});
