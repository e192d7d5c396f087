/** Reads a day as people write it: `2026-11-24`, `24.11.2026`, `24.11`, `tomorrow`, «завтра». */
import type { Moment } from '../core/lead.ts';
import { languages } from '../core/member.ts';
import { speak } from '../words/say.ts';

type Here = { readonly now: Moment; readonly timeZone: string };

/** As `YYYY-MM-DD`; null for anything that is no day of the calendar. */
export function readDay(text: string, here: Here): string | null {
  const typed = text.trim().toLowerCase();
  const today = Temporal.Instant.fromEpochMilliseconds(here.now)
    .toZonedDateTimeISO(here.timeZone)
    .toPlainDate();
  const named = nearDay(typed);
  if (named !== null) return today.add({ days: named }).toString();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed);
  if (iso) return calendarDay(Number(iso[1]), Number(iso[2]), Number(iso[3]))?.toString() ?? null;
  const dotted = /^(\d{1,2})\.(\d{1,2})(?:\.(\d{4})?)?$/.exec(typed);
  if (!dotted) return null;
  const [, day, month, year] = dotted;
  if (year !== undefined) return calendarDay(Number(year), Number(month), Number(day))?.toString() ?? null;
  return nextSuchDay(Number(month), Number(day), today)?.toString() ?? null;
}

const nearDays = ['today', 'tomorrow', 'afterTomorrow'] as const;

/** In any language: people type the word they have at hand. */
function nearDay(typed: string): number | null {
  const found = nearDays.findIndex((name) =>
    languages.some((language) => speak(language)(`forms.typed.${name}`) === typed),
  );
  return found === -1 ? null : found;
}

function calendarDay(year: number, month: number, day: number): Temporal.PlainDate | null {
  if (year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1) return null;
  const first = Temporal.PlainDate.from({ year, month, day: 1 });
  return day > first.daysInMonth ? null : first.with({ day });
}

/** Without a year: the next one that is still to come. */
function nextSuchDay(month: number, day: number, today: Temporal.PlainDate): Temporal.PlainDate | null {
  const thisYear = calendarDay(today.year, month, day);
  if (thisYear !== null && Temporal.PlainDate.compare(thisYear, today) >= 0) return thisYear;
  return calendarDay(today.year + 1, month, day);
}
