/** Moments and lengths of time in words, by language and zone. It reads no clock: `now` is handed in. */
import type { Moment } from '../core/lead.ts';
import type { Language } from '../core/member.ts';
import { onceEach } from '../core/once-each.ts';
import { speak } from './say.ts';

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** "24 Nov 2026, 14:30" */
export function sayMoment(at: Moment, language: Language, timeZone: string): string {
  return formatter(language, timeZone, 'moment').format(at);
}

/** "24 Nov 2026" */
export function sayDay(at: Moment, language: Language, timeZone: string): string {
  return formatter(language, timeZone, 'day').format(at);
}

/** "24 Nov" */
export function sayShortDay(at: Moment, language: Language, timeZone: string): string {
  return formatter(language, timeZone, 'shortDay').format(at);
}

/** "today 14:30", "tomorrow 09:00", else the moment in full. */
export function sayNear(
  at: Moment,
  {
    now,
    language,
    timeZone,
  }: { readonly now: Moment; readonly language: Language; readonly timeZone: string },
): string {
  const time = formatter(language, timeZone, 'time').format(at);
  const days = dayOf(now, timeZone).until(dayOf(at, timeZone), { largestUnit: 'days' }).days;
  const say = speak(language);
  if (days === 0) return say('names.near.today', { time });
  if (days === 1) return say('names.near.tomorrow', { time });
  if (days === -1) return say('names.near.yesterday', { time });
  return sayMoment(at, language, timeZone);
}

/** "2 s ago"; whatever is not past yet is "just now", since clocks of two machines differ a little. */
export function sayAgo(ms: number, language: Language): string {
  const say = speak(language);
  if (ms < secondMs) return say('names.ago.now');
  if (ms < minuteMs) return say('names.ago.seconds', { count: Math.floor(ms / secondMs) });
  if (ms < hourMs) return say('names.ago.minutes', { count: Math.floor(ms / minuteMs) });
  if (ms < dayMs) return say('names.ago.hours', { count: Math.floor(ms / hourMs) });
  return say('names.ago.days', { count: Math.floor(ms / dayMs) });
}

/** "45 s", "12 min", "1 h 30 min", "2 days 3 h": the two largest units. */
export function sayDuration(ms: number, language: Language): string {
  const say = speak(language);
  const seconds = Math.max(0, Math.round(ms / secondMs));
  if (seconds < 60) return say('names.duration.seconds', { count: seconds });
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return say('names.duration.minutes', { count: minutes });
  if (minutes < 24 * 60) {
    return [
      say('names.duration.hours', { count: Math.floor(minutes / 60) }),
      ...(minutes % 60 > 0 ? [say('names.duration.minutes', { count: minutes % 60 })] : []),
    ].join(' ');
  }
  const hours = Math.round(minutes / 60);
  return [
    say('names.duration.days', { count: Math.floor(hours / 24) }),
    ...(hours % 24 > 0 ? [say('names.duration.hours', { count: hours % 24 })] : []),
  ].join(' ');
}

function dayOf(at: Moment, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate();
}

const locales: Readonly<Record<Language, string>> = { en: 'en-GB', uk: 'uk' };

const shapes = {
  moment: { dateStyle: 'medium', timeStyle: 'short' },
  day: { dateStyle: 'medium' },
  shortDay: { day: 'numeric', month: 'short' },
  time: { timeStyle: 'short' },
} as const satisfies Readonly<Record<string, Intl.DateTimeFormatOptions>>;

/** Zones come from members and the playbook, so there are few. */
const formatter = onceEach(
  (language: Language, timeZone: string, shape: keyof typeof shapes) =>
    new Intl.DateTimeFormat(locales[language], { ...shapes[shape], timeZone }),
);
