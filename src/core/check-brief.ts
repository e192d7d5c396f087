/** Whether a brief answers the playbook's questions. It says what is wrong as codes; `words` says it to people. */
import type { Answer, Brief } from './contact.ts';
import { isCurrency } from './currency.ts';
import type { Question } from './policy.ts';

export type BriefProblem = {
  readonly question: string;
  readonly problem:
    | 'missing' // a required question without an answer
    | 'unknown_question'
    | 'answered_twice'
    | 'wrong_kind' // a number where a text is asked for, and the like
    | 'unknown_choice'
    | 'too_long';
};

export const maxAnswerLength = { text: 300, 'long text': 3000 } as const;

/** Every problem of the brief, in the order of the questions; none if it may be handed on. */
export function checkBrief(brief: Brief, questions: readonly Question[]): readonly BriefProblem[] {
  const asked = questions.flatMap((question) => problemsAt(question, brief));
  const strays = new Set(brief.map(({ question }) => question));
  for (const { id } of questions) strays.delete(id);
  return [...asked, ...[...strays].map((question) => ({ question, problem: 'unknown_question' }) as const)];
}

function problemsAt(question: Question, brief: Brief): readonly BriefProblem[] {
  const answers = brief.filter((answer) => answer.question === question.id);
  const [answer] = answers;
  const problem =
    answer === undefined || isEmpty(answer)
      ? question.required
        ? 'missing'
        : null
      : answers.length > 1
        ? 'answered_twice'
        : problemOf(answer, question);
  return problem === null ? [] : [{ question: question.id, problem }];
}

function isEmpty({ value }: Answer): boolean {
  return typeof value === 'number'
    ? false
    : typeof value === 'string'
      ? value.trim() === ''
      : value.length === 0;
}

function problemOf({ value, currency }: Answer, { kind, choices }: Question): BriefProblem['problem'] | null {
  const isChoice = (id: unknown) => choices.some((choice) => choice.id === id);
  switch (kind) {
    case 'text':
    case 'long text':
      if (typeof value !== 'string') return 'wrong_kind';
      return value.length > maxAnswerLength[kind] ? 'too_long' : null;
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? null : 'wrong_kind';
    case 'money': {
      const isAmount = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
      return isAmount && currency !== undefined && isCurrency(currency) ? null : 'wrong_kind';
    }
    case 'date':
      return typeof value === 'string' && isDate(value) ? null : 'wrong_kind';
    case 'choice':
      if (typeof value !== 'string') return 'wrong_kind';
      return isChoice(value) ? null : 'unknown_choice';
    case 'several choices':
      if (typeof value === 'string' || typeof value === 'number') return 'wrong_kind';
      if (new Set(value).size !== value.length) return 'wrong_kind';
      return value.every(isChoice) ? null : 'unknown_choice';
    case 'person':
      return typeof value === 'string' && /^[\w-]{1,64}$/u.test(value) ? null : 'wrong_kind';
  }
}

/** A day that the calendar has: `2026-02-30` is none. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
