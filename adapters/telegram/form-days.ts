/** The days that are at hand when a form asks for one: today, tomorrow, Monday, in a week, in two, in a month. */
import type { Language } from '../../src/core/member.ts';
import { speak } from '../../src/words/say.ts';

export type Day = { readonly iso: string; readonly label: string };

export function daysAtHand(
  now: number,
  { language, timeZone }: { readonly language: Language; readonly timeZone: string },
): readonly Day[] {
  const say = speak(language);
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
  const toMonday = (8 - today.dayOfWeek) % 7 || 7;
  const days = [
    [today, say('telegram.day.today')],
    [today.add({ days: 1 }), say('telegram.day.tomorrow')],
    // On a Sunday it is tomorrow, and is named once.
    ...(toMonday === 1 ? [] : [[today.add({ days: toMonday }), say('telegram.day.monday')] as const]),
    [today.add({ weeks: 1 }), say('telegram.day.week')],
    [today.add({ weeks: 2 }), say('telegram.day.twoWeeks')],
    [today.add({ months: 1 }), say('telegram.day.month')],
  ] as const;
  return days.map(([day, name]) => ({ iso: day.toString(), label: `${name}, ${shown(day, language)}` }));
}

function shown(day: Temporal.PlainDate, language: Language): string {
  return day.toLocaleString(language === 'en' ? 'en-GB' : language, { day: 'numeric', month: 'short' });
}
