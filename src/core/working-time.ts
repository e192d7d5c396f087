/** Counts allowed time in the direction's working hours, in its zone: nights, weekends and holidays do not count. */
import type { Moment } from './lead.ts';
import type { Hours } from './policy.ts';

/** The moment at which that much working time has passed. In hours without any working time, the clock's own time counts. */
export function addWorkingTime(from: Moment, ms: number, hours: Hours): Moment {
  if (ms <= 0) return from;
  if (neverRests(hours) || neverWorks(hours)) return from + ms;
  let left = ms;
  let day = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(hours.timeZone).toPlainDate();
  for (;;) {
    for (const [opens, closes] of spansOnce(day, hours)) {
      const start = Math.max(opens, from);
      const worked = closes - start;
      if (worked <= 0) continue;
      if (left <= worked) return start + left;
      left -= worked;
    }
    day = day.add({ days: 1 });
  }
}

/** The first moment from then on at which somebody with these hours works. */
export function nextWorkingMoment(from: Moment, hours: Hours): Moment {
  if (neverRests(hours) || neverWorks(hours)) return from;
  let day = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(hours.timeZone).toPlainDate();
  for (;;) {
    for (const [opens, closes] of spansOnce(day, hours)) {
      if (closes > from) return Math.max(opens, from);
    }
    day = day.add({ days: 1 });
  }
}

const dayMinutes = 1440;

type Spans = readonly (readonly [Moment, Moment])[];

/** The same days are asked for again and again, and time zones are slow to compute with. */
const computed = new WeakMap<Hours, Map<string, Spans>>();
const daysAtMost = 400;

function spansOnce(day: Temporal.PlainDate, hours: Hours): Spans {
  const days = computed.get(hours) ?? new Map<string, Spans>();
  computed.set(hours, days);
  const date = day.toString();
  const known = days.get(date);
  if (known) return known;
  if (days.size >= daysAtMost) days.clear();
  const spans = spansOf(day, date, hours);
  days.set(date, spans);
  return spans;
}

/** The intervals of a date as moments, in order and without overlap. A clock put forward or back makes one shorter or longer. */
function spansOf(day: Temporal.PlainDate, date: string, hours: Hours): Spans {
  if (hours.holidays.includes(date)) return [];
  const spans: [Moment, Moment][] = [];
  for (const [from, to] of intervalsOf(day, hours)) {
    const opens = momentOf(day, from, hours.timeZone);
    const closes = momentOf(day, to, hours.timeZone);
    // All of it is skipped, where the clock is put forward over it: there is no moment to work in.
    if (closes <= opens) continue;
    const last = spans.at(-1);
    if (last && opens <= last[1]) last[1] = Math.max(last[1], closes);
    else spans.push([opens, closes]);
  }
  return spans;
}

/** The hours of its weekday, in order; whether it is a holiday is not asked. */
export function intervalsOf(day: Temporal.PlainDate, hours: Hours): readonly (readonly [number, number])[] {
  return weekdays
    .flatMap((weekday) => (weekday === day.dayOfWeek ? hours.week[weekday] : []))
    .sort(([one], [other]) => one - other);
}

/** When the clock on the wall shows that time; a time that it skips is the moment of the skip, one shown twice the first. */
export function momentOf(day: Temporal.PlainDate, minutes: number, timeZone: string): Moment {
  const date = minutes >= dayMinutes ? day.add({ days: 1 }) : day;
  const within = minutes >= dayMinutes ? 0 : minutes;
  const wall = date.toPlainDateTime({ hour: Math.floor(within / 60), minute: within % 60 });
  const zoned = wall.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  const isShown = zoned.toPlainDateTime().equals(wall);
  const skip = isShown ? null : zoned.getTimeZoneTransition('next');
  return (skip ?? zoned).epochMilliseconds;
}

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;

function neverRests(hours: Hours): boolean {
  return (
    hours.holidays.length === 0 &&
    weekdays.every((day) => hours.week[day].some(([from, to]) => from <= 0 && to >= dayMinutes))
  );
}

function neverWorks(hours: Hours): boolean {
  return weekdays.every((day) => hours.week[day].every(([from, to]) => from >= to));
}
