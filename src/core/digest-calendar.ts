/**
 * When a digest is due, and what days it covers: at an hour of the reader's zone on the weekdays that the playbook
 * names, since the one before. Pure; whether it has been sent already is not known here.
 */
import type { Moment } from './lead.ts';
import { momentOf } from './working-time.ts';

export type DigestTimes = {
  /** In minutes of the day. */
  readonly at: number;
  /** 1 is Monday. */
  readonly weekdays: readonly number[];
  /** Dates on which nobody works: what happened then is told on the next digest day. */
  readonly holidays?: readonly string[];
};

export const digestKinds = ['day', 'week', 'month'] as const;
export type DigestKind = (typeof digestKinds)[number];

export type DueDigest = {
  readonly kind: DigestKind;
  /** The day on which it is read, in the reader's zone: `2026-03-04`. */
  readonly day: string;
  readonly dueAt: Moment;
  /** The days that it covers; `to` is exclusive. */
  readonly from: string;
  readonly to: string;
};

/**
 * Those that are due last, of each kind, as of now. On the first digest day of a week or month, that of the week or
 * month before is due as well. None where the playbook names no weekday.
 */
export function digestsDue(times: DigestTimes, timeZone: string, now: Moment): readonly DueDigest[] {
  const last = lastDigestDay(times, timeZone, now);
  if (!last) return [];
  const { day, dueAt } = last;
  const before = digestDayBefore(day, times);
  const due = (kind: DigestKind, from: Temporal.PlainDate, to: Temporal.PlainDate): DueDigest => ({
    kind,
    day: day.toString(),
    dueAt,
    from: from.toString(),
    to: to.toString(),
  });
  const monday = day.subtract({ days: day.dayOfWeek - 1 });
  const first = day.with({ day: 1 });
  const isBefore = (other: Temporal.PlainDate) => Temporal.PlainDate.compare(before, other) < 0;
  return [
    due('day', before, day),
    ...(isBefore(monday) ? [due('week', monday.subtract({ weeks: 1 }), monday)] : []),
    ...(isBefore(first) ? [due('month', first.subtract({ months: 1 }), first)] : []),
  ];
}

/** The latest day whose digest is due by now. A day that a zone has skipped has none. */
function lastDigestDay(
  times: DigestTimes,
  timeZone: string,
  now: Moment,
): { readonly day: Temporal.PlainDate; readonly dueAt: Moment } | null {
  let day = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
  for (let looked = 0; looked < lookedAtMost; looked += 1) {
    if (isDigestDay(day, times)) {
      const dueAt = momentOn(day, times.at, timeZone);
      if (dueAt !== null && dueAt <= now) return { day, dueAt };
    }
    day = day.subtract({ days: 1 });
  }
  return null;
}

/** Longer than any row of holidays and free weekdays, a day that a zone has skipped among them. */
const lookedAtMost = 31;

function digestDayBefore(day: Temporal.PlainDate, times: DigestTimes): Temporal.PlainDate {
  let before = day.subtract({ days: 1 });
  for (let looked = 1; looked < lookedAtMost && !isDigestDay(before, times); looked += 1)
    before = before.subtract({ days: 1 });
  return before;
}

function isDigestDay(day: Temporal.PlainDate, { weekdays, holidays = [] }: DigestTimes): boolean {
  return weekdays.includes(day.dayOfWeek) && !holidays.includes(day.toString());
}

/**
 * The set time of a day; where clocks are put forward over it, the first moment after; where it comes twice, the first.
 * Null for a day that is not there.
 */
function momentOn(day: Temporal.PlainDate, minutes: number, timeZone: string): Moment | null {
  // In Nuuk the last hour of a day is skipped: then that moment is midnight, but the day has been.
  const isThere = day.toZonedDateTime(timeZone).toPlainDate().equals(day);
  return isThere ? momentOf(day, minutes, timeZone) : null;
}
