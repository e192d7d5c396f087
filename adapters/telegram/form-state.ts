/**
 * A form as a conversation: which question it is at, what was answered, what follows. Pure: the same state and deed give
 * the same next state, so that a restart in the middle loses nothing. What the answers are worth is for the inbox to judge.
 */
import { z } from 'zod';
import type { Field, Filled, Flaw, Form } from '../../src/cards/form.ts';
import { languages } from '../../src/core/member.ts';
import { fieldKinds } from '../../src/core/policy.ts';
import type { FormSession, JsonObject } from './store.ts';

const answerShape = z.union([z.string().max(8192), z.array(z.string().max(256)).max(200)]);

const fieldShape = z.object({
  id: z.string().max(64),
  label: z.string().max(500),
  hint: z.string().max(1000).nullable(),
  kind: z.enum(fieldKinds),
  required: z.boolean(),
  maxLength: z.number(),
  choices: z.array(z.object({ id: z.string().max(256), label: z.string().max(500) })).max(200),
  value: answerShape.nullable(),
});

const formShape = z.object({
  code: z.string().max(64),
  language: z.enum(languages),
  title: z.string().max(500),
  intro: z.string().max(2000).nullable(),
  submit: z.string().max(100),
  cancel: z.string().max(100),
  fields: z.array(fieldShape).min(1).max(100),
});

const stateShape = z.object({
  type: z.literal('form'),
  form: formShape,
  /** The question it is at; behind the last one stands the summary. */
  step: z.int().min(0),
  /** By field; empty for what was left empty on purpose. */
  answers: z.record(z.string(), answerShape),
  /** Of a question with many choices. */
  page: z.int().min(0),
  flaws: z.record(z.string(), z.string().max(1000)),
  /** Said above the question once: that a button is to be pressed, why it was refused. */
  notice: z.string().max(4096).nullable(),
  /** Whether everything was asked once, so that what is mended leads straight back to the summary. */
  isReviewing: z.boolean(),
  /** The message that shows it now. */
  message: z.string().max(32).nullable(),
  /** The update that was worked on last; a repeated one changes nothing. */
  update: z.int().nullable(),
  expiresAt: z.number(),
  /** Another form that was opened meanwhile: this one is to be dropped first. */
  next: z.object({ ref: z.string().max(32), form: formShape }).nullable(),
});
export type FormState = z.infer<typeof stateShape>;

/** A message that may become a lead, if the person says so. */
const offerShape = z.object({
  type: z.literal('offer'),
  text: z.string().max(8192),
  message: z.string().max(32).nullable(),
  expiresAt: z.number(),
});
export type OfferState = z.infer<typeof offerShape>;

const sessionShape = z.discriminatedUnion('type', [stateShape, offerShape]);

/** Null for what an older version kept and this one does not understand. */
export function stateOf({ state }: FormSession): FormState | OfferState | null {
  return sessionShape.safeParse(state).data ?? null;
}

export function asJson(state: FormState | OfferState): JsonObject {
  return z.record(z.string(), z.json()).parse(JSON.parse(JSON.stringify(state)));
}

export function beginForm(form: Form, update: number | null): FormState {
  return {
    type: 'form',
    form: formShape.parse(structuredClone(form)),
    step: 0,
    answers: {},
    page: 0,
    flaws: {},
    notice: null,
    isReviewing: false,
    message: null,
    update,
    // It is set whenever it is kept.
    expiresAt: 0,
    next: null,
  };
}

export function fieldAt({ form, step }: FormState): Field | null {
  return form.fields[step] ?? null;
}

/** What stands in a field now: answered, or as it was when the form opened. */
export function valueOf({ answers }: FormState, { id, value }: Field): string | readonly string[] | null {
  return Object.hasOwn(answers, id) ? (answers[id] ?? null) : value;
}

export function isEmpty(value: string | readonly string[] | null): boolean {
  return value === null || value.length === 0;
}

/** An answer to the question it is at; on to the next one. */
export function answer(state: FormState, value: string | readonly string[]): FormState {
  const field = fieldAt(state);
  return field === null ? state : onwards(withAnswer(state, field, value));
}

/** One of several choices, put in or taken out; the question stays. */
export function toggle(state: FormState, choice: string): FormState {
  const field = fieldAt(state);
  if (field === null) return state;
  const chosen = chosenIn(state, field);
  const next = field.choices
    .map(({ id }) => id)
    .filter((id) => (id === choice ? !chosen.includes(id) : chosen.includes(id)));
  return { ...withAnswer(state, field, next), notice: null };
}

export function chosenIn(state: FormState, field: Field): readonly string[] {
  const value = valueOf(state, field);
  if (value === null || value === '') return [];
  return typeof value === 'string' ? [value] : value;
}

/** Leaves what stands there. */
export function keep(state: FormState): FormState {
  return onwards(state);
}

export function leaveEmpty(state: FormState): FormState {
  const field = fieldAt(state);
  return field === null ? state : onwards(withAnswer(state, field, ''));
}

export function back(state: FormState): FormState {
  return state.step === 0 ? state : goTo(state, state.step - 1);
}

/** From the summary to a question, and from there back to the summary. */
export function change(state: FormState, step: number): FormState {
  return state.form.fields[step] ? { ...goTo(state, step), isReviewing: true } : state;
}

export function turnTo(state: FormState, page: number): FormState {
  return { ...state, page, notice: null };
}

/** The inbox found something wrong: back to the first of those questions, and to the summary from the last. */
export function withFlaws(state: FormState, flaws: readonly Flaw[]): FormState {
  const says = Object.fromEntries(flaws.map(({ field, says }) => [field, says.slice(0, 1000)]));
  const first = state.form.fields.findIndex(({ id }) => Object.hasOwn(says, id));
  // A sentence about no question that there is, is still to be read.
  if (first === -1)
    return {
      ...state,
      notice: flaws
        .map(({ says }) => says)
        .join('\n')
        .slice(0, 4096),
    };
  return { ...goTo(state, first), flaws: says, isReviewing: true };
}

/** As the port takes it: what was left empty is not there. */
export function filledOf(state: FormState): Filled {
  const filled: [string, string | readonly string[]][] = [];
  for (const field of state.form.fields) {
    const value = valueOf(state, field);
    if (value !== null && !isEmpty(value)) filled.push([field.id, value]);
  }
  return Object.fromEntries(filled);
}

export function hasChoices({ kind }: Pick<Field, 'kind'>): boolean {
  return kind === 'choice' || kind === 'several choices' || kind === 'person';
}

/** A choice that was typed instead of pressed: its words, or its place in the list. */
export function choiceTyped({ choices }: Field, text: string): string | null {
  const typed = text.trim().toLocaleLowerCase();
  const said = choices.find(({ label }) => label.trim().toLocaleLowerCase() === typed);
  return said?.id ?? (/^\d{1,3}$/.test(typed) ? (choices[Number(typed) - 1]?.id ?? null) : null);
}

function withAnswer(state: FormState, { id }: Field, value: string | readonly string[]): FormState {
  const { [id]: _mended, ...flaws } = state.flaws;
  const given = typeof value === 'string' ? value : [...value];
  return { ...state, answers: { ...state.answers, [id]: given }, flaws };
}

function onwards(state: FormState): FormState {
  const { fields } = state.form;
  if (!state.isReviewing) {
    const next = goTo(state, state.step + 1);
    return { ...next, isReviewing: next.step >= fields.length };
  }
  const flawed = fields.findIndex(({ id }, index) => index !== state.step && Object.hasOwn(state.flaws, id));
  return goTo(state, flawed === -1 ? fields.length : flawed);
}

function goTo(state: FormState, step: number): FormState {
  return { ...state, step, page: 0, notice: null };
}
