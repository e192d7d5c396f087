/** What a button of a form does to its state. Buttons of a question that is past do nothing. Pure. */
import type { Code } from '../../src/core/code.ts';
import { answer, back, change, fieldAt, hasChoices, keep, leaveEmpty, toggle, turnTo } from './form-state.ts';
import type { FormState } from './form-state.ts';

export type Stepped =
  | { readonly type: 'step'; readonly state: FormState }
  | { readonly type: 'submit' }
  /** It stood on a question that is not asked any more. */
  | { readonly type: 'stale' };

const stale: Stepped = { type: 'stale' };

export function pressAnswer(state: FormState, { verb, argument }: Code): Stepped {
  const [, step = '', what = ''] = /^(\d{1,3})(?:\.(.+))?$/.exec(argument ?? '') ?? [];
  if (step === '' || Number(step) !== state.step || state.next !== null) return stale;
  const field = fieldAt(state);
  switch (verb) {
    case 'answer':
      return field === null ? summaryPress(state, what) : answerPress(state, what);
    case 'skip':
      return field === null ? stale : { type: 'step', state: keep(state) };
    case 'back':
      return { type: 'step', state: back(state) };
    case 'confirm':
      return field === null ? { type: 'submit' } : { type: 'step', state: keep(state) };
    default:
      return stale;
  }
}

function summaryPress(state: FormState, what: string): Stepped {
  return /^\d{1,3}$/.test(what) ? { type: 'step', state: change(state, Number(what)) } : stale;
}

function answerPress(state: FormState, what: string): Stepped {
  const field = fieldAt(state);
  if (field === null) return stale;
  if (what === 'e') return field.required ? stale : { type: 'step', state: leaveEmpty(state) };
  if (/^p\d{1,2}$/.test(what)) return { type: 'step', state: turnTo(state, Number(what.slice(1))) };
  if (field.kind === 'date' && /^\d{4}-\d{2}-\d{2}$/.test(what))
    return { type: 'step', state: answer(state, what) };
  const choice = hasChoices(field) && /^\d{1,3}$/.test(what) ? field.choices[Number(what)] : undefined;
  if (!choice) return stale;
  return {
    type: 'step',
    state: field.kind === 'several choices' ? toggle(state, choice.id) : answer(state, choice.id),
  };
}
