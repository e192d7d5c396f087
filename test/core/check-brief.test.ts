import { describe, expect, it } from 'vitest';
import { checkBrief } from '../../src/core/check-brief.ts';
import type { Answer } from '../../src/core/contact.ts';
import type { FieldKind, Question } from '../../src/core/policy.ts';

const label = { en: '?', uk: '?' };
const ask = (kind: FieldKind, more: Partial<Question> = {}): Question => ({
  id: 'q',
  label,
  hint: null,
  kind,
  required: true,
  choices: [
    { id: 'new', label },
    { id: 'used', label },
  ],
  ...more,
});
const problems = (kind: FieldKind, value: Answer['value'], currency?: string) =>
  checkBrief([{ question: 'q', value, ...(currency === undefined ? {} : { currency }) }], [ask(kind)]).map(
    ({ problem }) => problem,
  );

describe('the brief', () => {
  it.each<[FieldKind, Answer['value'], string?]>([
    ['text', 'Windows for a school'],
    ['long text', 'x'.repeat(3000)],
    ['number', 0],
    ['number', -1.5],
    ['money', 1_250_000, 'UAH'],
    ['money', 0, 'EUR'],
    ['date', '2028-02-29'],
    ['choice', 'new'],
    ['several choices', ['used', 'new']],
    ['person', 'm_ana'],
  ])('takes an answer of kind %s', (kind, value, currency) => {
    expect(problems(kind, value, currency)).toEqual([]);
  });

  it.each<[FieldKind, Answer['value'], string, string?]>([
    ['text', 'x'.repeat(301), 'too_long'],
    ['long text', 'x'.repeat(3001), 'too_long'],
    ['text', 5, 'wrong_kind'],
    ['text', ['a'], 'wrong_kind'],
    ['number', '5', 'wrong_kind'],
    ['number', Number.NaN, 'wrong_kind'],
    ['number', Number.POSITIVE_INFINITY, 'wrong_kind'],
    ['money', 10.5, 'wrong_kind', 'UAH'],
    ['money', -1, 'wrong_kind', 'UAH'],
    ['money', 10, 'wrong_kind'],
    ['money', 10, 'wrong_kind', 'XXQ'],
    ['date', '2026-02-30', 'wrong_kind'],
    ['date', '2026-13-01', 'wrong_kind'],
    ['date', '1.2.2026', 'wrong_kind'],
    ['date', '2026-02-03T00:00', 'wrong_kind'],
    ['choice', 'broken', 'unknown_choice'],
    ['choice', ['new'], 'wrong_kind'],
    ['several choices', 'new', 'wrong_kind'],
    ['several choices', ['new', 'broken'], 'unknown_choice'],
    ['several choices', ['new', 'new'], 'wrong_kind'],
    ['person', 'Ana Kovalenko', 'wrong_kind'],
  ])('refuses, of kind %s, %j: %s', (kind, value, problem, currency) => {
    expect(problems(kind, value, currency)).toEqual([problem]);
  });

  it('misses what is required and not answered, or answered with nothing', () => {
    expect(checkBrief([], [ask('text')])).toEqual([{ question: 'q', problem: 'missing' }]);
    expect(problems('text', '  ')).toEqual(['missing']);
    expect(problems('several choices', [])).toEqual(['missing']);
    expect(checkBrief([], [ask('text', { required: false })])).toEqual([]);
    expect(checkBrief([{ question: 'q', value: '' }], [ask('number', { required: false })])).toEqual([]);
  });

  it('refuses a second answer and an answer that nobody asked for', () => {
    const twice = [
      { question: 'q', value: 'a' },
      { question: 'q', value: 'b' },
      { question: 'stray', value: 'c' },
    ];
    expect(checkBrief(twice, [ask('text')])).toEqual([
      { question: 'q', problem: 'answered_twice' },
      { question: 'stray', problem: 'unknown_question' },
    ]);
  });
});
