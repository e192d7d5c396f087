/** Reads a plan as it is typed: `qualified 40 month Ana facades`. Words in either language; it decides nothing. */
import type { Playbook } from '../../core/policy.ts';
import { largestTarget, quotaSpans, quotaSteps } from '../../core/quota.ts';
import type { QuotaSpan, QuotaStep } from '../../core/quota.ts';
import { plan as en } from '../../words/en/plan.ts';
import { plan as uk } from '../../words/uk/plan.ts';
import { directionAtEnd, wordsIn } from '../people/read-words.ts';
import { plain, typed } from '../people/typed-words.ts';

export type TypedPlan = {
  readonly step: QuotaStep;
  readonly per: QuotaSpan;
  /** Null: it is to end. */
  readonly target: number | null;
  /** Empty: the team. */
  readonly name: string;
  /** Undefined where none is named; null is all. */
  readonly direction: string | null | undefined;
};

/** Null where it can't be understood; `too_many` for a number that is no plan. */
export function readPlan(text: string, playbook: Playbook): TypedPlan | 'too_many' | null {
  const { rest, found } = directionAtEnd(wordsIn(text), playbook);
  const step = quotaSteps.find((known) => rest.some((word) => means(known, word)));
  const per = quotaSpans.find((known) => rest.some((word) => means(known, word)));
  const amount = rest.find((word) => /^\d+$/.test(word));
  const isEnd = rest.some((word) => typed('nothing', word));
  if (step === undefined || per === undefined || (amount === undefined && !isEnd)) return null;
  const target = amount === undefined ? null : Number(amount);
  if (target !== null && (target < 1 || target > largestTarget)) return 'too_many';
  const name = rest
    .filter((word) => word !== amount && !means(step, word) && !means(per, word) && !typed('nothing', word))
    .join(' ');
  return { step, per, target, name, direction: found?.direction };
}

function means(word: QuotaStep | QuotaSpan, typedWord: string): boolean {
  return [en.typed[word], uk.typed[word]].some((synonyms) =>
    synonyms.split(', ').map(plain).includes(plain(typedWord)),
  );
}
