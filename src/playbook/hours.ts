/** Working hours as a person writes them: `monday-friday: 9:00-13:00, 14:00-18:00`. */
import type { Hours } from '../core/policy.ts';

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

const day = `(?:${weekdays.join('|')})`;
export const weekdaysShape = new RegExp(
  `^${day}(?:\\s?-\\s?${day})?(?:\\s?,\\s?${day}(?:\\s?-\\s?${day})?)*$`,
);

const time = '(?:[01]?\\d|2[0-4]):[0-5]\\d';
export const timeShape = new RegExp(`^${time}$`);
export const intervalsShape = new RegExp(`^${time}\\s?-\\s?${time}(?:\\s?,\\s?${time}\\s?-\\s?${time})*$`);

type Weekly = Record<1 | 2 | 3 | 4 | 5 | 6 | 7, readonly (readonly [number, number])[]>;
type DayNumber = keyof Weekly;
const dayNumbers: readonly DayNumber[] = [1, 2, 3, 4, 5, 6, 7];

/** 1 is Monday; a range may run over the weekend (`saturday-monday`). */
export function readWeekdays(text: string): readonly DayNumber[] {
  return text.split(',').flatMap((part) => {
    const [first, last] = part.split('-').map((name) => weekdays.findIndex((day) => day === name.trim()));
    if (first === undefined || first < 0) return [];
    const until = last ?? first;
    const days = ((until - first + 7) % 7) + 1;
    return Array.from({ length: days }, (_, at) => dayNumbers[(first + at) % 7] ?? 1);
  });
}

/** Minutes since midnight. */
export function readTime(text: string): number {
  const [hours, minutes] = text.trim().split(':').map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

/** Null where an interval ends before it begins, goes past midnight, or two of them overlap. */
export function readIntervals(text: string): readonly (readonly [number, number])[] | null {
  const intervals = text
    .split(',')
    .map((part) => {
      const [from, to] = part.split('-').map(readTime);
      return [from ?? 0, to ?? 0] as const;
    })
    .sort((one, other) => one[0] - other[0]);
  let free = 0;
  for (const [from, to] of intervals) {
    if (from < free || to <= from || to > 24 * 60) return null;
    free = to;
  }
  return intervals;
}

export function readHours(
  week: Readonly<Record<string, string>>,
  timeZone: string,
  holidays: readonly string[],
): Hours {
  const weekly: Weekly = { 1: [], 2: [], 3: [], 4: [], 5: [], 6: [], 7: [] };
  for (const [days, intervals] of Object.entries(week)) {
    for (const number of readWeekdays(days)) weekly[number] = readIntervals(intervals) ?? [];
  }
  return { timeZone, week: weekly, holidays };
}

/** How long a usual working day is: what `1d` stands for. */
export function workingDayMs(hours: Hours): number {
  const days = Object.values(hours.week).filter((intervals) => intervals.length > 0);
  const minutes = days.flat().reduce((sum, [from, to]) => sum + to - from, 0);
  return days.length === 0 ? 8 * 3_600_000 : Math.round(minutes / days.length) * 60_000;
}
