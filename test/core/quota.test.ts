import { describe, expect, it } from 'vitest';
import { isSame, onCourseFor, planOf, spanAround } from '../../src/core/quota.ts';
import type { Hours } from '../../src/core/policy.ts';

const nine = [[9 * 60, 18 * 60]] as const;
const hours: Hours = {
  timeZone: 'Europe/Kyiv',
  week: { 1: nine, 2: nine, 3: nine, 4: nine, 5: nine, 6: [], 7: [] },
  holidays: [],
};
const at = (text: string) => Temporal.ZonedDateTime.from(`${text}[Europe/Kyiv]`).epochMilliseconds;

describe('the run-rate', () => {
  it('carries the pace on over the working days that are left', () => {
    // Wednesday at half of the day: two and a half of five.
    expect(onCourseFor(10, 'week', at('2026-11-25T13:30'), hours)).toBe(20);
    expect(onCourseFor(10, 'week', at('2026-11-28T12:00'), hours)).toBe(10);
    expect(onCourseFor(0, 'week', at('2026-11-25T13:30'), hours)).toBe(0);
  });

  it('leaves out weekends and holidays of a month', () => {
    const closed = { ...hours, holidays: ['2026-12-25', '2026-12-24'] };
    // 23 working days, of which 21 with the holidays; the first ten are over on the evening of the 14th.
    expect(onCourseFor(10, 'month', at('2026-12-14T20:00'), hours)).toBe(23);
    expect(onCourseFor(10, 'month', at('2026-12-14T20:00'), closed)).toBe(21);
  });

  it('says nothing on the first morning', () => {
    expect(onCourseFor(3, 'week', at('2026-11-23T11:00'), hours)).toBeNull();
    expect(onCourseFor(3, 'month', at('2026-11-01T12:00'), hours)).toBeNull();
  });

  it('takes a day whose hours are empty for one that is not over', () => {
    const empty = { ...hours, week: { ...hours.week, 3: [[540, 540]] as const } };
    // Monday and Tuesday are over, of five.
    expect(onCourseFor(2, 'week', at('2026-11-25T13:30'), empty)).toBe(5);
  });

  it('spans the week from Monday, and the month', () => {
    const days = (day: string, per: 'week' | 'month') => {
      const { from, to } = spanAround(Temporal.PlainDate.from(day), per);
      return [from.toString(), to.toString()];
    };
    expect(days('2026-11-29', 'week')).toEqual(['2026-11-23', '2026-11-30']);
    expect(days('2026-02-28', 'month')).toEqual(['2026-02-01', '2026-03-01']);
  });
});

describe('the plan that counts', () => {
  const one = { direction: null, step: 'qualified', member: null, per: 'month' } as const;
  it('is of the same where all but the number is', () => {
    expect(isSame(one, { ...one })).toBe(true);
    const others = [
      { direction: 'main' },
      { step: 'accepted' },
      { member: 'm_ana' },
      { per: 'week' },
    ] as const;
    for (const other of others) expect(isSame(one, { ...one, ...other })).toBe(false);
  });

  it('is what a manager set, before what the playbook says of the same', () => {
    const written = [
      { ...one, target: 40 },
      { ...one, direction: 'main', target: 30 },
      { ...one, direction: 'export', target: 5 },
      { ...one, direction: 'retail', target: 7 },
    ];
    const set = [
      { ...one, member: 'm_ana', target: 10 },
      { ...one, target: 50 },
      { ...one, step: 'received', target: 200 } as const,
    ];
    expect(planOf(written, set)).toEqual([
      { ...one, step: 'received', target: 200, written: null },
      { ...one, target: 50, written: 40 },
      { ...one, member: 'm_ana', target: 10, written: null },
      { ...one, direction: 'export', target: 5, written: 5 },
      { ...one, direction: 'main', target: 30, written: 30 },
      { ...one, direction: 'retail', target: 7, written: 7 },
    ]);
  });
});
