import * as fc from '../support/fast-check.ts';
import { describe, expect, it } from 'vitest';
import type { Moment } from '../../src/core/lead.ts';
import type { Hours } from '../../src/core/policy.ts';
import { addWorkingTime, nextWorkingMoment } from '../../src/core/working-time.ts';
import { aroundTheClock, hourMs, kyivHours, minuteMs } from '../support/a-lead.ts';

const at = (local: string, timeZone = 'Europe/Kyiv'): Moment =>
  Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone).epochMilliseconds;
const said = (moment: Moment, timeZone = 'Europe/Kyiv'): string =>
  Temporal.Instant.fromEpochMilliseconds(moment)
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' });

const none: Hours['week'] = { 1: [], 2: [], 3: [], 4: [], 5: [], 6: [], 7: [] };

describe('working time', () => {
  it.each([
    ['within the morning', '2026-03-04T10:00', 15, '2026-03-04T10:15'],
    ['over lunch', '2026-03-04T12:50', 15, '2026-03-04T14:05'],
    ['to the very end of the day', '2026-03-04T17:00', 60, '2026-03-04T18:00'],
    ['over the night', '2026-03-04T17:50', 15, '2026-03-05T09:05'],
    ['from before the day begins', '2026-03-04T03:00', 15, '2026-03-04T09:15'],
    ['from lunch', '2026-03-04T13:30', 15, '2026-03-04T14:15'],
    ['from a Friday evening', '2026-03-06T20:00', 15, '2026-03-09T09:15'],
    ['over a holiday and a weekend', '2026-12-24T17:55', 15, '2026-12-28T09:10'],
    ['for days', '2026-03-02T09:00', 5 * 8 * 60, '2026-03-06T18:00'],
  ])('%s', (_, from, minutes, expected) => {
    expect(said(addWorkingTime(at(from), minutes * minuteMs, kyivHours))).toBe(expected);
  });

  it('of nothing ends at once', () => {
    const night = at('2026-03-04T03:00');
    expect(addWorkingTime(night, 0, kyivHours)).toBe(night);
    expect(addWorkingTime(night, -5, kyivHours)).toBe(night);
  });

  it('loses the hour that a clock put forward skips, and gains the one that is put back', () => {
    const nights: Hours = {
      timeZone: 'Europe/Kyiv',
      week: { ...none, 7: [[0, 1440]], 1: [[0, 1440]] },
      holidays: [],
    };
    // The last Sundays of March and October have 23 and 25 hours.
    expect(said(addWorkingTime(at('2026-03-29T00:00'), 23 * hourMs, nights))).toBe('2026-03-30T00:00');
    expect(said(addWorkingTime(at('2026-10-25T00:00'), 25 * hourMs, nights))).toBe('2026-10-26T00:00');
  });

  it('begins with the skip where working hours begin in the skipped hour', () => {
    const early: Hours = { timeZone: 'Europe/Kyiv', week: { ...none, 7: [[210, 600]] }, holidays: [] };
    expect(said(addWorkingTime(at('2026-03-29T00:00'), minuteMs, early))).toBe('2026-03-29T04:01');
  });

  it('ends with the skip where working hours end at it', () => {
    const early: Hours = {
      timeZone: 'Europe/Kyiv',
      week: { ...none, 7: [[60, 180]], 1: [[60, 120]] },
      holidays: [],
    };
    expect(said(addWorkingTime(at('2026-03-29T00:00'), 2 * hourMs, early))).toBe('2026-03-29T04:00');
    expect(said(addWorkingTime(at('2026-03-29T00:00'), 2 * hourMs + minuteMs, early))).toBe(
      '2026-03-30T01:01',
    );
  });

  it('is the same in every zone’s own hours, across midnight of UTC too', () => {
    const auckland: Hours = { ...kyivHours, timeZone: 'Pacific/Auckland' };
    const from = at('2026-03-04T17:50', 'Pacific/Auckland');
    expect(said(addWorkingTime(from, 15 * minuteMs, auckland), 'Pacific/Auckland')).toBe('2026-03-05T09:05');
  });

  it('counts intervals that overlap or stand in disorder once', () => {
    const odd: Hours = {
      timeZone: 'Europe/Kyiv',
      week: {
        ...none,
        3: [
          [600, 720],
          [540, 660],
          [540, 600],
        ],
      },
      holidays: [],
    };
    expect(said(addWorkingTime(at('2026-03-04T09:00'), 3 * hourMs, odd))).toBe('2026-03-04T12:00');
  });

  it('is the clock’s own where nobody ever rests, or no hours are set', () => {
    const from = at('2026-03-28T23:00');
    expect(addWorkingTime(from, 30 * hourMs, aroundTheClock)).toBe(from + 30 * hourMs);
    expect(addWorkingTime(from, 30 * hourMs, { ...aroundTheClock, week: none })).toBe(from + 30 * hourMs);
  });

  it('agrees with a walk from minute to minute', () => {
    const interval = fc
      .uniqueArray(fc.nat(1440 / 15), { minLength: 2, maxLength: 4 })
      .map((marks) => marks.map((mark) => mark * 15).sort((one, other) => one - other))
      .map((marks): (readonly [number, number])[] =>
        marks.length === 4
          ? [
              [marks[0] ?? 0, marks[1] ?? 0],
              [marks[2] ?? 0, marks[3] ?? 0],
            ]
          : [[marks[0] ?? 0, marks[1] ?? 0]],
      );
    const week = fc.record({
      1: interval,
      2: interval,
      3: interval,
      4: interval,
      5: interval,
      6: interval,
      7: interval,
    });
    // Around both changes of the clock in 2026, and in zones that change at midnight or by half an hour.
    const start = fc.constantFrom(
      '2026-03-27',
      '2026-10-23',
      '2026-04-03',
      '2026-10-02',
      '2026-04-22',
      '2026-10-27',
    );
    const zone = fc.constantFrom('Europe/Kyiv', 'America/New_York', 'Africa/Cairo', 'Australia/Lord_Howe');
    fc.assert(
      fc.property(
        week,
        start,
        zone,
        fc.nat(3000),
        fc.integer({ min: 1, max: 600 }),
        (week, day, timeZone, offset, minutes) => {
          const hours: Hours = { timeZone, week, holidays: ['2026-10-26', '2026-03-28'] };
          const from = at(`${day}T00:00`, timeZone) + offset * minuteMs;
          expect(addWorkingTime(from, minutes * minuteMs, hours)).toBe(walk(from, minutes, hours));
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** The slow and obvious way: look at the clock on the wall every minute, from well before, and count those at work. */
function walk(from: Moment, minutes: number, hours: Hours): Moment {
  const wall = new Intl.DateTimeFormat('en-CA', {
    timeZone: hours.timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
  });
  const seen = new Map<string, 'at work' | 'gone home'>();
  let left = minutes;
  for (let moment = from - 48 * hourMs; ; moment += minuteMs) {
    if (left === 0) return moment;
    const [date = '', time = ''] = wall.format(moment).split(', ');
    const [hour = 0, minute = 0] = time.split(':').map(Number);
    const weekday = [7, 1, 2, 3, 4, 5, 6][new Date(`${date}T12:00:00Z`).getUTCDay()];
    const intervals = Object.entries(hours.week).find(([day]) => Number(day) === weekday)?.[1] ?? [];
    const passed = hour * 60 + minute;
    for (const [opens, closes] of hours.holidays.includes(date) ? [] : intervals) {
      // Who has gone home does not come back because the clock is put back, and who is at work stays.
      const day = `${date} ${opens}`;
      if (passed >= opens && !seen.has(day)) seen.set(day, 'at work');
      if (passed >= closes) seen.set(day, 'gone home');
      if (seen.get(day) === 'at work' && moment >= from) left -= 1;
    }
  }
}

describe('what is remembered of days', () => {
  it('is as much as it may be, and what is asked for beyond that is right as well', () => {
    const workday = 8 * hourMs;
    const days = 500;
    const from = at('2026-03-02T09:00');
    const once = addWorkingTime(from, days * workday, kyivHours);
    const again = addWorkingTime(from, days * workday, kyivHours);
    let walked = from;
    // With hours of their own nothing is remembered from one day to the next.
    for (let day = 0; day < days; day += 1)
      walked = addWorkingTime(walked, workday, { ...kyivHours, week: { ...kyivHours.week } });
    expect([once, again]).toEqual([walked, walked]);
  });
});

describe('the next moment at which somebody works', () => {
  it('is now within their hours, else when these begin', () => {
    const next = (from: string) => said(nextWorkingMoment(at(from), kyivHours));
    expect(next('2026-03-04T10:00')).toBe('2026-03-04T10:00');
    expect(next('2026-03-04T13:30')).toBe('2026-03-04T14:00');
    expect(next('2026-03-04T18:00')).toBe('2026-03-05T09:00');
    expect(next('2026-03-06T19:00')).toBe('2026-03-09T09:00');
    expect(next('2026-12-24T18:00')).toBe('2026-12-28T09:00');
  });

  it('is now for who never rests, and where no hours are set', () => {
    const night = at('2026-03-07T03:00');
    expect(nextWorkingMoment(night, aroundTheClock)).toBe(night);
    expect(nextWorkingMoment(night, { ...kyivHours, week: none })).toBe(night);
  });
});
