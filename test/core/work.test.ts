import { describe, expect, it } from 'vitest';
import { aLead, aMoment, hourMs, minuteMs } from '../support/a-lead.ts';
import type { Actor } from '../../src/core/member.ts';
import { ana, ben, cleo, dan, mo } from '../support/people.ts';
import { eventsOf, now, refusalOf, outcome, when } from './given.ts';

const claimed = aLead({ stage: 'claimed', prospector: ana.id });
const accepted = aLead({ stage: 'accepted', closer: cleo.id });
const served = aLead({ stage: 'converted', accountManager: dan.id });
const release = { type: 'release' } as const;

describe('release', () => {
  it('puts a lead, a prospect and an account back to where others can take them', () => {
    expect(outcome(release, claimed, ana)).toMatchObject({
      stage: 'new',
      dueAt: now + 15 * minuteMs,
      since: now,
    });
    expect(outcome(release, accepted, cleo)).toMatchObject({ stage: 'qualified', dueAt: now + 2 * hourMs });
    expect(outcome(release, served, dan)).toMatchObject({
      stage: 'converted',
      accountManager: null,
      dueAt: now + 4 * hourMs,
    });
  });

  it('is the custodian’s alone, and even a manager’s is not', () => {
    expect(refusalOf(when(release, claimed, ben))).toEqual({ code: 'not_custodian', custodian: ana.id });
    expect(refusalOf(when(release, claimed, mo))).toEqual({ code: 'not_custodian', custodian: ana.id });
    expect(refusalOf(when(release, aLead({ stage: 'converted' }), dan))).toEqual({
      code: 'not_custodian',
      custodian: null,
    });
  });

  it('is quiet when pressed twice', () => {
    expect(eventsOf(when(release, outcome(release, claimed, ana), ana))).toEqual([]);
    expect(eventsOf(when(release, outcome(release, accepted, cleo), cleo))).toEqual([]);
    expect(eventsOf(when(release, outcome(release, served, dan), dan))).toEqual([]);
  });

  it('from an old card does not touch what somebody else has claimed since', () => {
    const withBen = outcome({ type: 'claim' }, outcome(release, claimed, ana), ben);
    expect(refusalOf(when(release, withBen, ana))).toEqual({ code: 'not_custodian', custodian: ben.id });
  });

  it('does not know a lead that nobody has in hand', () => {
    expect(refusalOf(when(release, aLead(), ana))).toMatchObject({ code: 'wrong_stage', stage: 'new' });
    expect(refusalOf(when(release, aLead({ stage: 'qualified' }), ana))).toMatchObject({
      code: 'wrong_stage',
      by: ana.id,
    });
    expect(refusalOf(when(release, aLead({ stage: 'lost' }), cleo))).toMatchObject({
      code: 'wrong_stage',
      stage: 'lost',
    });
  });

  it('asks for a seat', () => {
    expect(refusalOf(when(release, claimed, { ...ana, active: false }))).toEqual({ code: 'not_active' });
  });
});

describe('touch', () => {
  const touch = { type: 'touch', kind: 'call', outcome: 'reached' } as const;

  it('is noted, and the time to qualify counts on from the claim', () => {
    const touched = outcome(
      touch,
      aLead({ stage: 'claimed', prospector: ana.id, dueAt: aMoment + hourMs }),
      ana,
    );
    expect(touched).toMatchObject({
      stage: 'claimed',
      touchedAt: now,
      dueAt: aMoment + 8 * hourMs,
      since: aMoment,
    });
  });

  it('again is a fact of its own, and moves no time', () => {
    const once = outcome(touch, claimed, ana);
    const twice = outcome(touch, once, ana);
    expect(twice).toMatchObject({ revision: once.revision + 1, dueAt: once.dueAt });
  });

  it('ends a snooze, and the time counts from the touch', () => {
    const asleep = outcome({ type: 'snooze', until: now + 48 * hourMs }, claimed, ana);
    const awake = outcome(touch, asleep, ana);
    expect(awake).toMatchObject({ snoozedUntil: null, dueAt: now + 8 * hourMs });
    expect(outcome(touch, awake, ana).dueAt).toBe(now + 8 * hourMs);
  });

  it('of a prospect keeps the time to close; of an account ends the wait for a first word', () => {
    expect(outcome(touch, accepted, cleo).dueAt).toBe(aMoment + 80 * hourMs);
    expect(outcome(touch, { ...served, dueAt: now }, dan).dueAt).toBe(null);
  });

  it('is the custodian’s alone', () => {
    expect(refusalOf(when(touch, claimed, ben))).toEqual({ code: 'not_custodian', custodian: ana.id });
    expect(refusalOf(when(touch, accepted, mo))).toEqual({ code: 'not_custodian', custodian: cleo.id });
  });

  it('needs somebody to have the lead', () => {
    expect(refusalOf(when(touch, aLead(), ana))).toMatchObject({ code: 'wrong_stage' });
    expect(refusalOf(when(touch, aLead({ stage: 'disqualified' }), ana))).toMatchObject({
      code: 'wrong_stage',
    });
  });
});

describe('note', () => {
  const note = { type: 'note' } as const;

  it('is kept, by the custodian and by a manager, on anything that lives', () => {
    expect(eventsOf(when(note, claimed, ana))).toEqual([{ type: 'noted' }]);
    for (const lead of [aLead(), claimed, aLead({ stage: 'qualified' }), accepted, served]) {
      expect(eventsOf(when(note, lead, mo))).toEqual([{ type: 'noted' }]);
    }
  });

  it('is refused to everybody else', () => {
    expect(refusalOf(when(note, claimed, ben))).toEqual({ code: 'not_custodian', custodian: ana.id });
    expect(refusalOf(when(note, aLead({ stage: 'qualified' }), cleo))).toEqual({
      code: 'not_custodian',
      custodian: null,
    });
  });

  it('is refused on a closed lead', () => {
    expect(refusalOf(when(note, aLead({ stage: 'lost' }), mo))).toMatchObject({
      code: 'wrong_stage',
      stage: 'lost',
    });
  });
});

describe('snooze', () => {
  const until = now + 30 * hourMs;
  const snooze = { type: 'snooze', until } as const;

  it('silences the clock until then', () => {
    expect(outcome(snooze, claimed, ana)).toMatchObject({ snoozedUntil: until, dueAt: until });
    expect(outcome(snooze, accepted, cleo)).toMatchObject({ snoozedUntil: until });
    expect(outcome(snooze, served, dan)).toMatchObject({ snoozedUntil: until });
  });

  it('to the same moment again is quiet', () => {
    expect(eventsOf(when(snooze, outcome(snooze, claimed, ana), ana))).toEqual([]);
  });

  it('into the past is refused, and so is now', () => {
    expect(refusalOf(when({ type: 'snooze', until: now - 1 }, claimed, ana))).toEqual({
      code: 'moment_past',
      until: now - 1,
    });
    expect(refusalOf(when({ type: 'snooze', until: now }, claimed, ana))).toMatchObject({
      code: 'moment_past',
    });
  });

  it('is the custodian’s, and nobody else’s who works beside them', () => {
    expect(refusalOf(when(snooze, claimed, ben))).toEqual({ code: 'not_custodian', custodian: ana.id });
    expect(refusalOf(when(snooze, aLead(), ana))).toMatchObject({ code: 'wrong_stage' });
  });

  it('of a manager asks whoever has the lead, or stands in, for a call then', () => {
    expect(eventsOf(when(snooze, claimed, mo))).toEqual([{ type: 'snoozed', until, to: ana.id }]);
    const covered = { ...claimed, coveredBy: ben.id };
    expect(eventsOf(when(snooze, covered, mo))).toEqual([{ type: 'snoozed', until, to: ben.id }]);
    expect(outcome(snooze, accepted, mo)).toMatchObject({ snoozedUntil: until, snoozedBy: mo.id });
    expect(outcome(snooze, served, mo)).toMatchObject({ snoozedUntil: until, snoozedBy: mo.id });
    // What is their own they put off.
    const both: Actor = { ...mo, roles: ['manager', 'prospector'] };
    const own = aLead({ stage: 'claimed', prospector: both.id });
    expect(eventsOf(when(snooze, own, both))).toEqual([{ type: 'snoozed', until }]);
  });

  it('of a manager is refused where nobody could call, and where the moment is over', () => {
    for (const lead of [aLead(), aLead({ stage: 'qualified' }), aLead({ stage: 'converted' })]) {
      expect(refusalOf(when(snooze, lead, mo))).toMatchObject({ code: 'wrong_stage' });
    }
    expect(refusalOf(when({ type: 'snooze', until: now }, claimed, mo))).toMatchObject({
      code: 'moment_past',
    });
    expect(eventsOf(when(snooze, outcome(snooze, claimed, ana), mo))).toEqual([]);
  });

  it('is known as a manager’s until somebody goes on with the lead', () => {
    const asked = outcome(snooze, claimed, mo);
    const woken = outcome({ type: 'escalate' }, { ...asked, snoozedUntil: now }, null);
    expect(woken).toMatchObject({ snoozedUntil: null, snoozedBy: mo.id });
    expect(outcome({ type: 'extend' }, woken, ana).snoozedBy).toBe(mo.id);
    const touch = { type: 'touch', kind: 'call', outcome: 'reached' } as const;
    expect(outcome(touch, woken, ana).snoozedBy).toBeUndefined();
    expect(outcome({ type: 'snooze', until: until + hourMs }, asked, ana).snoozedBy).toBeUndefined();
    expect(outcome({ type: 'release' }, asked, ana).snoozedBy).toBeUndefined();
  });
});
