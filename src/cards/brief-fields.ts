/** The answers of a brief as people read them: labels of choices, money with its sign, days as days. */
import type { Answer } from '../core/contact.ts';
import type { LeadView } from '../core/lead-view.ts';
import type { Language } from '../core/member.ts';
import type { Question } from '../core/policy.ts';
import { sayDay } from '../words/moment.ts';
import { sayMoney, sayNumber } from '../words/money.ts';
import { directionOf, memberName } from './lead-words.ts';
import type { CardOptions } from './options.ts';

export type BriefField = {
  readonly label: string;
  readonly value: string;
  /** Whether the value is free text that somebody typed. */
  readonly isFree: boolean;
};

/** In the order of the playbook's questions; answers to questions that are gone come last. */
export function briefFields(view: LeadView, { language, playbook }: CardOptions): readonly BriefField[] {
  const questions = directionOf(view.lead, playbook)?.brief ?? [];
  const order = questions.map(({ id }) => id);
  const place = (answer: Answer) => {
    const at = order.indexOf(answer.question);
    return at === -1 ? order.length : at;
  };
  return [...view.brief]
    .sort((one, other) => place(one) - place(other))
    .map((answer) => {
      const question = questions.find(({ id }) => id === answer.question);
      return {
        label: question?.label[language] ?? answer.question,
        value: readable(answer, question, view.names, language),
        isFree: isFree(answer, question),
      };
    })
    .filter(({ value }) => value !== '');
}

function readable(
  { value, currency }: Answer,
  question: Question | undefined,
  names: LeadView['names'],
  language: Language,
): string {
  const choice = (id: string) => question?.choices.find((known) => known.id === id)?.label[language] ?? id;
  if (typeof value === 'number') {
    return currency === undefined ? sayNumber(value, language) : sayMoney(value, currency, language);
  }
  if (typeof value !== 'string') return value.map(choice).join(', ');
  if (question?.kind === 'choice') return choice(value);
  if (question?.kind === 'person') return memberName(value, names, language);
  // A day is the same day in every zone.
  if (question?.kind === 'date' && isoDay.test(value)) return sayDay(Date.parse(value), language, 'UTC');
  return value;
}

const isoDay = /^\d{4}-\d{2}-\d{2}$/;

function isFree({ value }: Answer, question: Question | undefined): boolean {
  if (typeof value === 'number') return false;
  if (question === undefined) return true;
  if (question.kind === 'date') return typeof value !== 'string' || !isoDay.test(value);
  if (question.kind === 'person') return false;
  if (question.kind !== 'choice' && question.kind !== 'several choices') return true;
  const chosen = typeof value === 'string' ? [value] : value;
  return chosen.some((id) => !question.choices.some((known) => known.id === id));
}
