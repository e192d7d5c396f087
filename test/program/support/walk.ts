/**
 * Working time by another road than the program's: a walk from minute to minute that asks `Intl` what the wall shows.
 * It knows nothing of `Temporal`, nor of anything in `src`.
 */
export type Wall = {
  readonly timeZone: string;
  /** Of Monday to Friday, in minutes of the day. */
  readonly spans: readonly (readonly [number, number])[];
  readonly holidays: readonly string[];
};

export const minuteMs = 60_000;

export type WallTime = { readonly date: string; readonly minutes: number; readonly weekday: string };

const formats = new Map<string, Intl.DateTimeFormat>();
const shown = new Map<string, WallTime>();

/** What the clock on the wall shows there. */
export function wallAt(moment: number, timeZone: string): WallTime {
  const minute = Math.floor(moment / minuteMs);
  const key = `${timeZone} ${minute}`;
  const known = shown.get(key);
  if (known) return known;
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      weekday: 'short',
    });
  formats.set(timeZone, format);
  const parts = new Map(format.formatToParts(minute * minuteMs).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
  const wall = {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    minutes: Number(part('hour')) * 60 + Number(part('minute')),
    weekday: part('weekday'),
  };
  shown.set(key, wall);
  return wall;
}

export function isWorking(moment: number, { timeZone, spans, holidays }: Wall): boolean {
  const { date, minutes, weekday } = wallAt(moment, timeZone);
  if (weekday === 'Sat' || weekday === 'Sun' || holidays.includes(date)) return false;
  return spans.some(([from, to]) => minutes >= from && minutes < to);
}

/** When so many working minutes have passed. */
export function walk(from: number, minutes: number, wall: Wall): number {
  let left = minutes;
  let at = from;
  while (left > 0) {
    if (isWorking(at, wall)) left -= 1;
    at += minuteMs;
  }
  return at;
}

/** The first moment from then on that is working time. */
export function walkToWork(from: number, wall: Wall): number {
  let at = from;
  while (!isWorking(at, wall)) at += minuteMs;
  return at;
}

/** The first moment at which the wall there shows it, `2027-03-28 09:00`; found by looking. */
export function momentAt(text: string, timeZone: string): number {
  const [date = '', time = ''] = text.split(' ');
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const around = Date.parse(`${date}T00:00:00Z`) - 15 * 60 * minuteMs;
  for (let at = around; at < around + 54 * 60 * minuteMs; at += minuteMs) {
    const wall = wallAt(at, timeZone);
    if (wall.date === date && wall.minutes === hours * 60 + minutes) return at;
  }
  throw new Error(`The wall in ${timeZone} never shows ${text}.`);
}
