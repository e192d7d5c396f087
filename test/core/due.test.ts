import { describe, expect, it } from 'vitest';
import { dueAfterTouch, dueExtended, dueOf, dueOnWaking, limitOf } from '../../src/core/due.ts';
import type { Beginning } from '../../src/core/due.ts';
import type { Lead } from '../../src/core/lead.ts';
import { received } from '../../src/core/receive.ts';
import { aLead, aMoment, aPolicy, hourMs, kyivHours, minuteMs } from '../support/a-lead.ts';

const policy = aPolicy();
const dueFrom = (...asked: Parameters<typeof dueOf>) => dueOf(...asked).dueAt;
const times = (changes: Partial<typeof policy.times>) => ({
  ...policy,
  times: { ...policy.times, ...changes },
});

describe('what is due when', () => {
  it.each<[Beginning, number]>([
    ['new', 15 * minuteMs],
    ['claimed', hourMs],
    ['qualified', 2 * hourMs],
    ['accepted', 80 * hourMs],
    ['waiting account', 4 * hourMs],
    ['served account', 24 * hourMs],
  ])('a beginning of %s', (beginning, allowedMs) => {
    expect(dueFrom(beginning, aMoment, policy)).toBe(aMoment + allowedMs);
  });

  it('a claimed lead is due at the earlier of its two times, or at the only one', () => {
    expect(dueFrom('claimed', aMoment, times({ 'qualify within': minuteMs }))).toBe(aMoment + minuteMs);
    expect(dueFrom('claimed', aMoment, times({ 'first touch within': null }))).toBe(aMoment + 8 * hourMs);
    expect(dueFrom('claimed', aMoment, times({ 'qualify within': null }))).toBe(aMoment + hourMs);
    expect(dueFrom('claimed', aMoment, times({ 'first touch within': null, 'qualify within': null }))).toBe(
      null,
    );
  });

  it('nothing is due where the playbook sets no time', () => {
    expect(dueFrom('new', aMoment, times({ 'claim within': null }))).toBe(null);
    expect(dueAfterTouch(aLead({ stage: 'claimed' }), aMoment, times({ 'qualify within': null })).dueAt).toBe(
      null,
    );
  });

  it('a lead that wakes is due as if it had just been taken', () => {
    const woken = (lead: Lead) => dueOnWaking(lead, aMoment, policy).dueAt;
    expect(woken(aLead({ stage: 'claimed' }))).toBe(aMoment + hourMs);
    expect(woken(aLead({ stage: 'accepted' }))).toBe(aMoment + 80 * hourMs);
    expect(woken(aLead({ stage: 'converted', accountManager: 'm_dan' }))).toBe(aMoment + 24 * hourMs);
  });

  it.each<[string, Parameters<typeof aLead>[0], string | null]>([
    ['a new lead', { stage: 'new' }, 'claim within'],
    ['a claimed one', { stage: 'claimed' }, 'first touch within'],
    ['a claimed one that was touched', { stage: 'claimed', touchedAt: 1 }, 'qualify within'],
    ['one that woke up', { stage: 'claimed', touchedAt: 1, wokenAt: 2 }, 'first touch within'],
    ['a prospect', { stage: 'qualified' }, 'accept within'],
    ['an accepted one', { stage: 'accepted' }, 'close within'],
    ['an account that waits', { stage: 'converted' }, 'take within'],
    ['an account', { stage: 'converted', accountManager: 'm_dan' }, 'first contact within'],
    ['a lost one', { stage: 'lost' }, null],
    ['a disqualified one', { stage: 'disqualified' }, null],
  ])('%s has its own time', (_, lead, limit) => {
    expect(limitOf(aLead(lead), policy)).toBe(limit);
  });

  it('a claimed lead has the time to qualify where there is none for the first touch', () => {
    expect(limitOf(aLead({ stage: 'claimed' }), times({ 'first touch within': null }))).toBe(
      'qualify within',
    );
  });

  it('counts working time', () => {
    const fridayEvening = Date.UTC(2026, 2, 6, 15, 55);
    expect(dueFrom('new', fridayEvening, { ...policy, hours: kyivHours })).toBe(Date.UTC(2026, 2, 9, 7, 10));
  });

  it('a lead received long ago is due from when people could first see it', () => {
    const input = { ref: 'l_x', number: 1, direction: 'main', source: null, receivedAt: 0, previous: null };
    expect(received(input, { now: aMoment, policy })).toEqual({
      type: 'received',
      ...input,
      dueAt: aMoment + 15 * minuteMs,
    });
  });
});

describe('more time', () => {
  const late = aLead({ stage: 'qualified', dueAt: aMoment - hourMs });

  it('is as much as the playbook gives, or as there was, from the due time or from now', () => {
    const moreTime = { prospecting: null, closing: 10 * minuteMs, account: null };
    expect(dueExtended(late, aMoment, policy).dueAt).toBe(aMoment + 2 * hourMs);
    expect(dueExtended(late, aMoment, { ...policy, moreTime }).dueAt).toBe(aMoment + 10 * minuteMs);
    const early = { ...late, dueAt: aMoment + hourMs };
    expect(dueExtended(early, aMoment, { ...policy, moreTime }).dueAt).toBe(aMoment + hourMs + 10 * minuteMs);
  });

  it('is none where nothing is due, or the playbook sets no time any more', () => {
    const steps = [{ step: 'warn', at: 5 }] as const;
    const undue = aLead({ stage: 'qualified', steps });
    expect(dueExtended(undue, aMoment, policy)).toEqual({ dueAt: null, steps });
    expect(dueExtended(late, aMoment, times({ 'accept within': null }))).toEqual({ dueAt: late.dueAt });
    const closed = aLead({ stage: 'lost', dueAt: 7 });
    expect(dueExtended(closed, aMoment, policy)).toEqual({ dueAt: 7 });
  });
});

describe('without ladders', () => {
  const one = { kind: 'turn', gatherMs: 0, offerMs: minuteMs } as const;
  const distribution = { prospecting: one, closing: one, account: one };

  it('what goes by turns is offered all the same', () => {
    expect(dueOf('new', aMoment, { ...policy, distribution })).toEqual({
      dueAt: aMoment + 15 * minuteMs,
      steps: [{ step: 'offer', at: aMoment }],
    });
  });

  it('where there are ladders and no time is set, no step is ahead, which is said', () => {
    const none = { warn: null, remind: null, 'tell managers': null, 'give back': null };
    const ladders = { prospecting: none, closing: none, account: none };
    const rules = times({ 'claim within': null });
    expect(dueOf('new', aMoment, { ...rules, ladders })).toEqual({ dueAt: null, steps: [] });
    expect(dueOf('new', aMoment, rules)).toEqual({ dueAt: null });
  });
});
