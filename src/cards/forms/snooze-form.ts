/** Until when a lead rests: a few handy moments, or nine o'clock of another day. */
import type { Moment } from '../../core/lead.ts';
import type { Language } from '../../core/member.ts';
import { speak } from '../../words/say.ts';
import type { Flaw, Form } from '../form.ts';
import type { FormValues } from '../read-form.ts';
import { field, leadForm } from './form-parts.ts';
import type { LeadFormContext } from './form-parts.ts';

const whens = ['hour', 'threeHours', 'tomorrow', 'monday', 'day'] as const;
type When = (typeof whens)[number];

export function snoozeForm(context: LeadFormContext): Form {
  const say = speak(context.language);
  return leadForm('snooze', context, [
    field('when', 'choice', say('forms.label.when'), {
      required: true,
      choices: whens.map((id) => ({ id, label: say(`forms.snooze.${id}`) })),
    }),
    field('date', 'date', say('forms.label.date'), { hint: say('forms.hint.snoozeDate') }),
    field('why', 'text', say('forms.label.why')),
  ]);
}

type Here = { readonly now: Moment; readonly timeZone: string; readonly language: Language };

/** What `readForm` read, as a moment. A day without its date, or one that is past, is a flaw. */
export function readSnooze(
  values: FormValues,
  here: Here,
): { readonly ok: true; readonly until: Moment } | { readonly ok: false; readonly flaws: readonly Flaw[] } {
  const say = speak(here.language);
  const when = whens.find((known) => known === values['when']);
  if (when === undefined) return flawed('when', say('forms.flaw.chooseOne'));
  const { date } = values;
  if (when === 'day' && typeof date !== 'string') return flawed('date', say('forms.flaw.required'));
  const until = momentOf(when, typeof date === 'string' ? date : null, here);
  return until > here.now ? { ok: true, until } : flawed('date', say('forms.flaw.past'));
}

function flawed(at: string, says: string) {
  return { ok: false, flaws: [{ field: at, says }] } as const;
}

const hourMs = 3_600_000;
const morning = { hour: 9 };

function momentOf(when: When, date: string | null, { now, timeZone }: Here): Moment {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
  const nineOn = (day: Temporal.PlainDate) =>
    day.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(morning) }).epochMilliseconds;
  switch (when) {
    case 'hour':
      return now + hourMs;
    case 'threeHours':
      return now + 3 * hourMs;
    case 'tomorrow':
      return nineOn(today.add({ days: 1 }));
    case 'monday':
      // The next one: on a Monday that is in a week.
      return nineOn(today.add({ days: 8 - today.dayOfWeek }));
    default:
      return nineOn(date === null ? today : Temporal.PlainDate.from(date));
  }
}
