/** A brief as a program sends it, question by question, read by the kinds that the playbook asks for. */
import { checkBrief, maxAnswerLength } from '../core/check-brief.ts';
import type { BriefProblem } from '../core/check-brief.ts';
import type { Answer, Brief } from '../core/contact.ts';
import { cleanText } from '../core/plain-text.ts';
import type { Policy, Question } from '../core/policy.ts';
import { speak } from '../words/say.ts';
import { minorUnitsOf } from './amount.ts';
import type { FieldProblem } from './problem.ts';

const say = speak('en');

export type Answers = Readonly<Record<string, unknown>>;

export type ReadBrief =
  | { readonly ok: true; readonly brief: Brief }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

export function briefOf(answers: Answers, policy: Pick<Policy, 'brief' | 'currency'>): ReadBrief {
  const brief: Answer[] = [];
  const unreadable: FieldProblem[] = [];
  for (const [id, given] of Object.entries(answers)) {
    if (given === null) continue;
    const question = policy.brief.find((one) => one.id === id);
    const answer = question ? answerOf(question, given, policy.currency) : { question: id, value: '' };
    if (answer) brief.push(answer);
    else unreadable.push({ path: `brief.${id}`, says: sayKindOf(question, policy.currency) });
  }
  const isUnreadable = (id: string) => unreadable.some(({ path }) => path === `brief.${id}`);
  const problems = [
    ...unreadable,
    ...checkBrief(brief, policy.brief)
      .filter(({ question }) => !isUnreadable(question))
      .map((problem) => sayBriefProblem(problem, policy)),
  ];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, brief };
}

function answerOf(question: Question, given: unknown, currency: string): Answer | null {
  switch (question.kind) {
    case 'text':
    case 'long text': {
      if (typeof given !== 'string') return null;
      const max = maxAnswerLength[question.kind] + 1;
      return {
        question: question.id,
        value: cleanText(given, { lines: question.kind === 'long text', max }),
      };
    }
    case 'number':
      return typeof given === 'number' ? { question: question.id, value: given } : null;
    case 'money':
      return moneyOf(question, given, currency);
    case 'date':
    case 'choice':
    case 'person':
      return typeof given === 'string' ? { question: question.id, value: given } : null;
    case 'several choices':
      return Array.isArray(given) && given.every((one) => typeof one === 'string')
        ? { question: question.id, value: given }
        : null;
    default:
      return question.kind satisfies never;
  }
}

/** In the direction's currency, or as `{ value, currency }`. */
function moneyOf(question: Question, given: unknown, own: string): Answer | null {
  const { value, currency } = isMoney(given) ? given : { value: given, currency: own };
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  if (typeof currency !== 'string') return null;
  const minor = minorUnitsOf(value, currency);
  return minor === null ? null : { question: question.id, value: minor, currency };
}

function isMoney(given: unknown): given is { readonly value: unknown; readonly currency: unknown } {
  return typeof given === 'object' && given !== null && 'value' in given && 'currency' in given;
}

function sayKindOf(question: Question | undefined, currency: string): string {
  return question?.kind === 'money' ? say('api.input.money', { currency }) : say('api.brief.wrong_kind');
}

function sayBriefProblem({ question, problem }: BriefProblem, policy: Pick<Policy, 'brief'>): FieldProblem {
  const path = `brief.${question.slice(0, 64)}`;
  const asked = policy.brief.find(({ id }) => id === question);
  switch (problem) {
    case 'unknown_question':
      return {
        path,
        says: say('api.input.unknown', { known: policy.brief.map(({ id }) => id).join(', ') }),
      };
    case 'unknown_choice':
      return {
        path,
        says: say('api.input.oneOf', { choices: (asked?.choices ?? []).map(({ id }) => id).join(', ') }),
      };
    case 'too_long':
      return { path, says: say('api.input.tooLong', { max: maxAnswerLength[lengthKind(asked)] }) };
    case 'missing':
    case 'answered_twice':
    case 'wrong_kind':
      return { path, says: say(`api.brief.${problem}`) };
    default:
      return problem satisfies never;
  }
}

function lengthKind(question: Question | undefined): keyof typeof maxAnswerLength {
  return question?.kind === 'text' ? 'text' : 'long text';
}
