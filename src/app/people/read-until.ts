/**
 * Reads until when somebody is away: a date, a weekday, "tomorrow", a time of day, or how long.
 *
 * A bare date or weekday means that they are back when that day begins. The answer names the moment, so that a
 * misunderstanding shows at once; what cannot be read for certain is not guessed.
 */
import type { Moment } from '../../core/lead.ts';
import { plain, typed } from './typed-words.ts';

export type Until =
  | { readonly ok: true; readonly at: Moment }
  | { readonly ok: false; readonly why: 'unreadable' | 'past' | 'too_far' };

/** Nobody is away for longer than this; a year written wrong would be. */
export const longestAwayDays = 366;

export function readUntil(text: string, { now, timeZone }: { now: Moment; timeZone: string }): Until {
  const here = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone);
  const found = momentOf(bare(text), here);
  if (!found) return { ok: false, why: 'unreadable' };
  const at = found.epochMilliseconds;
  if (at <= now) return { ok: false, why: 'past' };
  if (at > here.add({ days: longestAwayDays }).epochMilliseconds) return { ok: false, why: 'too_far' };
  return { ok: true, at };
}

type Here = Temporal.ZonedDateTime;

/** Without an "until" or "on" at its head. */
function bare(text: string): string {
  const words = plain(text).split(/\s+/u);
  const first = words.findIndex((word) => !typed('filler', word));
  return words.slice(Math.max(first, 0)).join(' ');
}

function momentOf(text: string, here: Here): Here | null {
  const lasting = lengthOf(text);
  if (lasting) return here.add(lasting);
  const [, words = '', hour, minute] = withTime.exec(text) ?? [];
  const time = hour === undefined ? null : timeOf(hour, minute ?? '00');
  if (hour !== undefined && !time) return null;
  const day = dayOf(words.trim(), here);
  if (day) return day.toZonedDateTime({ timeZone: here.timeZoneId, plainTime: time ?? midnight });
  if (words.trim() !== '' || !time) return null;
  const today = here.toPlainDate().toZonedDateTime({ timeZone: here.timeZoneId, plainTime: time });
  return Temporal.ZonedDateTime.compare(today, here) > 0 ? today : today.add({ days: 1 });
}

/** Perhaps a day, perhaps a time after it. */
const withTime = /^(.*?)(?:(?:^| )(\d{1,2}):(\d{2}))?$/u;
const midnight = new Temporal.PlainTime(0, 0);

function timeOf(hour: string, minute: string): Temporal.PlainTime | null {
  const [hours, minutes] = [Number(hour), Number(minute)];
  return hours < 24 && minutes < 60 ? new Temporal.PlainTime(hours, minutes) : null;
}

function dayOf(words: string, here: Here): Temporal.PlainDate | null {
  const today = here.toPlainDate();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/u.exec(words);
  if (iso) return dateOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const dotted = /^(\d{1,2})\.(\d{1,2})(?:\.(\d{4}|\d{2}))?\.?$/u.exec(words);
  if (dotted) return dottedDay(dotted, today);
  if (typed('today', words)) return today;
  if (typed('tomorrow', words)) return today.add({ days: 1 });
  if (typed('dayAfterTomorrow', words)) return today.add({ days: 2 });
  const weekday = weekdays.findIndex((name) => typed(name, words)) + 1;
  return weekday === 0 ? null : today.add({ days: ((weekday - today.dayOfWeek + 6) % 7) + 1 });
}

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/** `24.12`: this year's, or the next year's if that is over. */
function dottedDay(found: RegExpExecArray, today: Temporal.PlainDate): Temporal.PlainDate | null {
  const [day, month] = [Number(found[1]), Number(found[2])];
  if (found[3] !== undefined) return dateOf(Number(found[3].padStart(4, '20')), month, day);
  const thisYear = dateOf(today.year, month, day);
  if (thisYear && Temporal.PlainDate.compare(thisYear, today) >= 0) return thisYear;
  return dateOf(today.year + 1, month, day);
}

function dateOf(year: number, month: number, day: number): Temporal.PlainDate | null {
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' });
  } catch (error) {
    // No such day, as 31.02.; anything else would be a mistake of ours.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function lengthOf(text: string): Temporal.DurationLike | null {
  const found = /^(\d{1,4}) ?(\p{L}+)\.?$/u.exec(text);
  const count = Number(found?.[1]);
  const unit = found?.[2] ?? '';
  if (!found || count === 0) return null;
  if (typed('minutes', unit)) return { minutes: count };
  if (typed('hours', unit)) return { hours: count };
  if (typed('days', unit)) return { days: count };
  if (typed('weeks', unit)) return { weeks: count };
  return null;
}
