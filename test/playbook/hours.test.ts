import { describe, expect, it } from 'vitest';
import { durationShape, readDuration } from '../../src/playbook/duration.ts';
import { readHours, readIntervals, readWeekdays, workingDayMs } from '../../src/playbook/hours.ts';

describe('weekdays', () => {
  it.each([
    ['monday', [1]],
    ['monday-friday', [1, 2, 3, 4, 5]],
    ['saturday-monday', [6, 7, 1]],
    ['monday-tuesday, friday', [1, 2, 5]],
  ])('%s', (text, days) => {
    expect(readWeekdays(text)).toEqual(days);
  });
});

describe('hours of a day', () => {
  it('are minutes since midnight, in order', () => {
    expect(readIntervals('14:00-18:00, 9:00-13:30')).toEqual([
      [540, 810],
      [840, 1080],
    ]);
    expect(readIntervals('0:00-24:00')).toEqual([[0, 1440]]);
  });

  it.each(['13:00-9:00', '9:00-9:00', '9:00-13:00, 12:00-14:00', '20:00-24:30'])('are never %s', (text) => {
    expect(readIntervals(text)).toBeNull();
  });
});

describe('a duration', () => {
  it.each([
    ['90s', 90_000],
    ['15m', 900_000],
    ['4h', 14_400_000],
    ['2d', 2 * 450 * 60_000],
  ])('%s', (text, ms) => {
    const hours = readHours({ 'monday-friday': '9:00-16:30' }, 'Europe/Kyiv', []);
    expect(readDuration(text, workingDayMs(hours))).toBe(ms);
  });

  it.each(['0m', '15', '15 min', '-5m', '1.5h', '', '999999h', '15M'])('is not "%s"', (text) => {
    expect(durationShape.test(text)).toBe(false);
  });
});
