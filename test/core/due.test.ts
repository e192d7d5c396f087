import { describe, expect, it } from 'vitest';
import { dueAfterTouch, dueOf } from '../../src/core/due.ts';
import type { Beginning } from '../../src/core/due.ts';
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
