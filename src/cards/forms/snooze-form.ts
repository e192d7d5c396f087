/** Until when a lead rests, or when to call back: a few handy moments, or a time of another day. */
import type { Moment } from '../../core/lead.ts';
import type { Language } from '../../core/member.ts';
import { formatNumber } from '../../core/number.ts';
import { speak } from '../../words/say.ts';
import { envelope } from '../envelope.ts';
import { fitLine } from '../fit-text.ts';
import type { Field, Flaw, Form } from '../form.ts';
import type { FormValues } from '../read-form.ts';
import { field, leadForm } from './form-parts.ts';
import type { LeadFormContext } from './form-parts.ts';

const whens = ['hour', 'threeHours', 'tomorrow', 'monday', 'day'] as const;
type When = (typeof whens)[number];

export function snoozeForm(context: LeadFormContext): Form {
  const { callsBack, language } = context;
  const say = speak(language);
  if (callsBack) return callBackForm(context, callsBack);
  return leadForm(
    'snooze',
    context,
    fieldsOf('snooze', language, { when: say('forms.label.when'), why: say('forms.label.why') }),
  );
}

/** A manager says when somebody else is to call. It is the same command, and the same moments to choose from. */
function callBackForm(
  context: LeadFormContext,
  { name, timeZone }: { name: string; timeZone: string },
): Form {
  const say = speak(context.language);
  const form = leadForm(
    'snooze',
    context,
    fieldsOf('callBack', context.language, {
      when: say('forms.label.whenToCall'),
      why: say('forms.label.callAbout'),
    }),
  );
  const number = formatNumber(context.view.lead.number);
  return {
    ...form,
    title: fitLine(say('forms.title.callBack', { number }), envelope.formTitle),
    intro: say('forms.intro.callBack', { name, zone: timeZone }),
    submit: say('forms.submitTo.callBack'),
  };
}

function fieldsOf(
  kind: 'snooze' | 'callBack',
  language: Language,
  { when, why }: { readonly when: string; readonly why: string },
): readonly Field[] {
  const say = speak(language);
  return [
    field('when', 'choice', when, {
      required: true,
      choices: whens.map((id) => ({ id, label: say(`forms.${kind}.${id}`) })),
    }),
    field('date', 'date', say('forms.label.date'), { hint: say(`forms.hint.${kind}Date`) }),
    field('time', 'text', say('forms.label.time'), { hint: say('forms.hint.snoozeTime'), maxLength: 5 }),
    field('why', 'text', why),
  ];
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
  const { time } = values;
  const at = typeof time === 'string' ? readTime(time) : morning;
  if (at === null) return flawed('time', say('forms.flaw.time'));
  const until = momentOf(when, typeof date === 'string' ? date : null, at, here);
  return until > here.now ? { ok: true, until } : flawed('date', say('forms.flaw.past'));
}

function flawed(at: string, says: string) {
  return { ok: false, flaws: [{ field: at, says }] } as const;
}

const hourMs = 3_600_000;
const morning = { hour: 9, minute: 0 };
type Time = typeof morning;

/** `14:30`, `9.05` or `14`. */
function readTime(text: string): Time | null {
  const [, hour, minute = '00'] = /^(\d{1,2})(?:[:.](\d{2}))?$/u.exec(text.trim()) ?? [];
  const time = { hour: Number(hour), minute: Number(minute) };
  return hour !== undefined && time.hour < 24 && time.minute < 60 ? time : null;
}

function momentOf(when: When, date: string | null, time: Time, { now, timeZone }: Here): Moment {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
  const onDay = (day: Temporal.PlainDate) =>
    day.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds;
  switch (when) {
    case 'hour':
      return now + hourMs;
    case 'threeHours':
      return now + 3 * hourMs;
    case 'tomorrow':
      return onDay(today.add({ days: 1 }));
    case 'monday':
      // The next one: on a Monday that is in a week.
      return onDay(today.add({ days: 8 - today.dayOfWeek }));
    default:
      return onDay(date === null ? today : Temporal.PlainDate.from(date));
  }
}
