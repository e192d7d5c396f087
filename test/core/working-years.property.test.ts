/**
 * Working time over many years and in zones that are hard: where the clock is put forward or back (at night, at
 * midnight, by half an hour, in the other half of the year), where it never is, and where a whole day was skipped.
 * The walk beside it knows nothing of `Temporal`: it asks `Intl` for what the wall shows, minute by minute.
 */
import * as fc from '../support/fast-check.ts';
import { describe, expect, it } from 'vitest';
import type { Moment } from '../../src/core/lead.ts';
import type { Hours } from '../../src/core/policy.ts';
import { addWorkingTime, nextWorkingMoment } from '../../src/core/working-time.ts';
import { minuteMs } from '../support/a-lead.ts';

const zones = [
  'Europe/Kyiv',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Pacific/Apia',
  'Africa/Casablanca',
  'America/Santiago',
  'Asia/Tehran',
] as const;

const interval = fc
  .uniqueArray(fc.nat(1440 / 5), { minLength: 2, maxLength: 6 })
  .map((marks) => marks.map((mark) => mark * 5).toSorted((one, other) => one - other))
  .map((marks) =>
    Array.from({ length: Math.floor(marks.length / 2) }, (_, at): readonly [number, number] => [
      marks[2 * at] ?? 0,
      marks[2 * at + 1] ?? 0,
    ]),
  );
const week = fc.record({
  1: interval,
  2: interval,
  3: interval,
  4: fc.constant([]),
  5: interval,
  6: interval,
  7: interval,
});

/** Around the days on which the zone's clock changes, and around any other. */
const moments = fc.record({
  zone: fc.constantFrom(...zones),
  year: fc.integer({ min: 2009, max: 2032 }),
  change: fc.nat(7),
  isNearChange: fc.nat(3).map((dice) => dice > 0),
  beforeMinutes: fc.nat(2 * 1440),
});

function momentOf({
  zone,
  year,
  change,
  isNearChange,
  beforeMinutes,
}: typeof moments extends fc.Arbitrary<infer M> ? M : never): Moment {
  const first = Temporal.PlainDate.from({ year, month: 1, day: 1 }).toZonedDateTime(zone);
  const changes: Moment[] = [];
  let next = first.getTimeZoneTransition('next');
  while (next && next.year === year && changes.length < 4) {
    changes.push(next.epochMilliseconds);
    next = next.getTimeZoneTransition('next');
  }
  const at = isNearChange ? changes[change % Math.max(1, changes.length)] : undefined;
  return (at ?? first.epochMilliseconds + change * 53 * 24 * 60 * minuteMs) - beforeMinutes * minuteMs;
}

describe('working time in the years', () => {
  it('agrees with a walk that reads the clock on the wall', () => {
    fc.assert(
      fc.property(moments, week, fc.integer({ min: 1, max: 700 }), (when, hoursOfWeek, minutes) => {
        const from = momentOf(when);
        const days = datesAround(from, when.zone);
        const hours: Hours = { timeZone: when.zone, week: hoursOfWeek, holidays: [days[2] ?? ''] };
        const walked = walk(from, minutes, hours);
        if (walked !== null) expect(addWorkingTime(from, minutes * minuteMs, hours)).toBe(walked);
        const opened = walkToWork(from, hours);
        if (opened !== null) expect(nextWorkingMoment(from, hours)).toBe(opened);
      }),
      { numRuns: 80 },
    );
  });

  it('adds up: twice in succession is as much as once together', () => {
    fc.assert(
      fc.property(moments, week, fc.nat(900), fc.nat(900), (when, hoursOfWeek, one, other) => {
        const from = momentOf(when);
        const hours: Hours = { timeZone: when.zone, week: hoursOfWeek, holidays: [] };
        const together = addWorkingTime(from, (one + other) * minuteMs, hours);
        const there = addWorkingTime(from, one * minuteMs, hours);
        expect(addWorkingTime(there, other * minuteMs, hours)).toBe(together);
        expect(there).toBeLessThanOrEqual(together);
      }),
      { numRuns: 300 },
    );
  });

  it('begins no work in hours that a clock skips whole', () => {
    const rest = { 1: [], 2: [], 3: [], 4: [], 5: [], 6: [] };
    const santiago: Hours = {
      timeZone: 'America/Santiago',
      week: { ...rest, 2: [[0, 60]], 7: [[0, 30]] },
      holidays: [],
    };
    // On that Sunday it was one o'clock after 23:59.
    const at = (text: string) => Temporal.ZonedDateTime.from(`${text}[America/Santiago]`).epochMilliseconds;
    expect(nextWorkingMoment(at('2009-10-10T12:00'), santiago)).toBe(at('2009-10-13T00:00'));
    expect(addWorkingTime(at('2009-10-10T12:00'), 10 * minuteMs, santiago)).toBe(at('2009-10-13T00:10'));
  });

  it('knows that Apia had no 30th of December 2011', () => {
    const day = [[540, 1080]] as const;
    const apia: Hours = {
      timeZone: 'Pacific/Apia',
      week: { 1: day, 2: day, 3: day, 4: day, 5: day, 6: day, 7: day },
      holidays: [],
    };
    const from = Temporal.ZonedDateTime.from('2011-12-29T17:00[Pacific/Apia]').epochMilliseconds;
    expect(addWorkingTime(from, 2 * 60 * minuteMs, apia)).toBe(
      Temporal.ZonedDateTime.from('2011-12-31T10:00[Pacific/Apia]').epochMilliseconds,
    );
  });
});

/** At most so far; where there is less working time than that, there is nothing to compare. */
const walkedAtMost = 5 * 1440;

function walk(from: Moment, minutes: number, hours: Hours): Moment | null {
  let left = minutes;
  for (const [at, isWorked] of minutesOf(from, hours)) {
    if (isWorked) left -= 1;
    if (left === 0) return at + minuteMs;
  }
  return null;
}

function walkToWork(from: Moment, hours: Hours): Moment | null {
  for (const [at, isWorked] of minutesOf(from, hours)) if (isWorked) return at;
  return null;
}

/** Each minute, and whether it is worked in. It begins well before, to know who has gone home already. */
function* minutesOf(from: Moment, hours: Hours): Generator<readonly [Moment, boolean]> {
  const wall = new Intl.DateTimeFormat('en-GB', {
    timeZone: hours.timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const names = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
  const seen = new Map<string, 'at work' | 'gone home'>();
  for (let at = from - 1440 * minuteMs; at < from + walkedAtMost * minuteMs; at += minuteMs) {
    const parts = Object.fromEntries(wall.formatToParts(at).map(({ type, value }) => [type, value]));
    const date = `${parts['year']}-${parts['month']}-${parts['day']}`;
    const intervals = Object.entries(hours.week)[names.indexOf(parts['weekday'] ?? '')]?.[1] ?? [];
    const minute = Number(parts['hour']) * 60 + Number(parts['minute']);
    let isWorked = false;
    for (const [opens, closes] of hours.holidays.includes(date) ? [] : intervals) {
      // Who has gone home does not come back because the clock is put back, and who is at work stays.
      const key = `${date} ${opens}`;
      if (minute >= opens && !seen.has(key)) seen.set(key, 'at work');
      if (minute >= closes) seen.set(key, 'gone home');
      isWorked ||= seen.get(key) === 'at work';
    }
    if (at >= from) yield [at, isWorked];
  }
}

function datesAround(from: Moment, timeZone: string): readonly string[] {
  const day = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timeZone).toPlainDate();
  return [0, 1, 2, 3].map((days) => day.add({ days }).toString());
}
