/** The playbook's questions, as a form; with what was answered before, when a lead comes back to be qualified anew. */
import type { Answer } from '../../core/contact.ts';
import { minorDigits } from '../../core/currency.ts';
import type { Question } from '../../core/policy.ts';
import { speak } from '../../words/say.ts';
import type { Field, Form } from '../form.ts';
import { field, leadForm } from './form-parts.ts';
import type { LeadFormContext } from './form-parts.ts';

/** Null where the playbook asks nothing. */
export function briefForm(context: LeadFormContext): Form | null {
  const { direction, view } = context;
  if (direction.brief.length === 0) return null;
  const fields = direction.brief.map((question) => {
    const answer = view.brief.find((known) => known.question === question.id);
    return questionField(question, answer, context);
  });
  return leadForm('qualify', context, fields);
}

function questionField(question: Question, answer: Answer | undefined, context: LeadFormContext): Field {
  const { language, people } = context;
  const choices =
    question.kind === 'person'
      ? people.map(({ id, name }) => ({ id, label: name }))
      : question.choices.map(({ id, label }) => ({ id, label: label[language] }));
  return field(question.id, question.kind, question.label[language], {
    hint: question.hint?.[language] ?? defaultHint(question, context),
    required: question.required,
    choices,
    value: answer === undefined ? null : typed(answer),
  });
}

function defaultHint({ kind }: Question, { language, direction }: LeadFormContext): string | null {
  const say = speak(language);
  if (kind === 'money') return say('forms.hint.money', { currency: direction.currency });
  return kind === 'date' || kind === 'number' ? say(`forms.hint.${kind}`) : null;
}

/** As somebody would type it, so that it reads back to the same. */
function typed({ value, currency }: Answer): string | readonly string[] {
  if (typeof value !== 'number') return value;
  if (currency === undefined) return String(value);
  const digits = minorDigits(currency);
  return `${(value / 10 ** digits).toFixed(digits)} ${currency}`;
}
