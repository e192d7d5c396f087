/** Judges what somebody filled in, field by field: values to work with, or a sentence at each field that is wrong. */
import { parseMoney } from '../core/currency.ts';
import type { Money } from '../core/currency.ts';
import type { Moment } from '../core/lead.ts';
import type { Language } from '../core/member.ts';
import { cleanText } from '../core/plain-text.ts';
import type { Brief } from '../core/contact.ts';
import { speak } from '../words/say.ts';
import type { Field, Filled, Flaw, Form } from './form.ts';
import { readDay } from './read-day.ts';
import { readNumber } from './read-number.ts';

/** Text and ids as strings, days as `YYYY-MM-DD`, money in the smallest unit. */
export type FormValue = string | number | readonly string[] | Money;
/** What was left empty is not there. */
export type FormValues = Readonly<Record<string, FormValue>>;

export type ReadOptions = {
  readonly language: Language;
  readonly timeZone: string;
  readonly now: Moment;
  /** Of amounts without a sign of their own. */
  readonly currency: string;
};

export function readForm(
  form: Form,
  filled: Filled,
  options: ReadOptions,
):
  | { readonly ok: true; readonly values: FormValues }
  | { readonly ok: false; readonly flaws: readonly Flaw[] } {
  const flaws: Flaw[] = [];
  const values: [string, FormValue][] = [];
  for (const field of form.fields) {
    const read = readField(field, given(filled, field.id), options);
    if (read.type === 'flaw') flaws.push({ field: field.id, says: read.says });
    if (read.type === 'value') values.push([field.id, read.value]);
  }
  return flaws.length > 0 ? { ok: false, flaws } : { ok: true, values: Object.fromEntries(values) };
}

/** The values of a brief's form, as they are kept. */
export function briefFrom(values: FormValues): Brief {
  return Object.entries(values).map(([question, value]) =>
    isMoney(value) ? { question, value: value.value, currency: value.currency } : { question, value },
  );
}

export function isMoney(value: FormValue | undefined): value is Money {
  return typeof value === 'object' && 'currency' in value;
}

type Read =
  | { readonly type: 'value'; readonly value: FormValue }
  | { readonly type: 'empty' }
  | { readonly type: 'flaw'; readonly says: string };

/** Platforms give one string or several; what has a name that objects have by themselves is none of them. */
function given(filled: Filled, id: string): readonly string[] {
  const raw = Object.hasOwn(filled, id) ? filled[id] : undefined;
  const all = typeof raw === 'string' ? [raw] : (raw ?? []);
  return all.filter((one) => one.trim() !== '');
}

function readField(field: Field, all: readonly string[], options: ReadOptions): Read {
  const say = speak(options.language);
  const [first] = all;
  // Of hidden characters alone there is nothing left, too.
  const text = first === undefined ? '' : clean(field, first);
  if (first === undefined || text === '') {
    if (!field.required) return { type: 'empty' };
    return { type: 'flaw', says: say(isChosen(field) ? 'forms.flaw.chooseOne' : 'forms.flaw.required') };
  }
  if (isChosen(field)) return readChoice(field, all, options);
  if (text.length > field.maxLength) {
    return { type: 'flaw', says: say('forms.flaw.tooLong', { count: field.maxLength }) };
  }
  return readTyped(field, text, options);
}

function isChosen({ kind }: Field): boolean {
  return kind === 'choice' || kind === 'several choices' || kind === 'person';
}

/** One more than allowed, so that what is too long is told and not cut in silence. */
function clean({ kind, maxLength }: Field, text: string): string {
  return cleanText(text, { lines: kind === 'long text', max: maxLength + 1 + longestCharacter });
}
const longestCharacter = 64;

function readChoice(field: Field, all: readonly string[], { language }: ReadOptions): Read {
  const known = (id: string) => field.choices.some((choice) => choice.id === id);
  const chosen = [...new Set(all.map((id) => id.trim()))];
  const isRight = chosen.every(known) && (field.kind === 'several choices' || chosen.length === 1);
  const [first] = chosen;
  if (!isRight || first === undefined) {
    return { type: 'flaw', says: speak(language)('forms.flaw.choice') };
  }
  return { type: 'value', value: field.kind === 'several choices' ? chosen : first };
}

function readTyped({ kind }: Field, text: string, options: ReadOptions): Read {
  const say = speak(options.language);
  switch (kind) {
    case 'number':
      return orFlaw(readNumber(text, options.language), say('forms.flaw.number'));
    case 'money':
      return orFlaw(parseMoney(text, options.currency), say('forms.flaw.money'));
    case 'date':
      return orFlaw(readDay(text, options), say('forms.flaw.date'));
    default:
      return { type: 'value', value: text };
  }
}

function orFlaw(value: FormValue | null, says: string): Read {
  return value === null ? { type: 'flaw', says } : { type: 'value', value };
}
