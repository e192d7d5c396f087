/** Draws a form's conversation: the question it is at with its buttons, the summary, and what is left of it at the end. */
import type { Field } from '../../src/cards/form.ts';
import { formatCode, parseCode } from '../../src/core/code.ts';
import { speak } from '../../src/words/say.ts';
import { fitLine, fitLines } from '../../src/cards/fit-text.ts';
import { daysAtHand } from './form-days.ts';
import type { FormState } from './form-state.ts';
import { chosenIn, fieldAt, hasChoices, isEmpty, valueOf } from './form-state.ts';
import { actionKey, keyboardOf, noKeys, rowsOf } from './keyboard.ts';
import type { Key, Keyboard } from './keyboard.ts';
import type { Drawn } from './render.ts';
import { bold, italic, labelled, longestText, plain, toHtml } from './rich-text.ts';
import type { Span } from './rich-text.ts';

export type FormView = {
  readonly ref: string;
  readonly state: FormState;
  readonly now: number;
  /** Of the days at hand. */
  readonly timeZone: string;
};

/** As many choices as fit on a phone without scrolling. */
export const choicesOnAPage = 8;

export function drawForm(view: FormView): Drawn {
  const { state } = view;
  if (state.next !== null) return drawDropping(view, state.next);
  const field = fieldAt(state);
  return field === null ? drawSummary(view) : drawQuestion(view, field);
}

/** What an answered question looks like once the next one stands below: no button is left on it. */
export function drawAnswered(state: FormState, field: Field): Drawn {
  return drawn(
    [
      bold(state.form.title),
      plain('\n'),
      plain(`${fitLine(field.label, 140)}: `),
      italic(asksForContact(state) ? '✓' : told(state, field, 200)),
    ],
    noKeys,
  );
}

/** What is answered there is a contact: it must not stay behind on a screen when the lead moves on (T34, P9). */
function asksForContact({ form }: FormState): boolean {
  const verb = parseCode(form.code)?.verb;
  return verb === 'add' || verb === 'correct';
}

/** `sentence`: what came of it. */
export function drawEnd({ form }: FormState, sentence: string): Drawn {
  return drawn([bold(form.title), plain('\n'), plain(sentence)], noKeys);
}

function drawQuestion(view: FormView, field: Field): Drawn {
  const { state } = view;
  const { form, step } = state;
  const say = speak(form.language);
  const flaw = state.flaws[field.id];
  const value = valueOf(state, field);
  const where = say('telegram.form.step', { step: step + 1, steps: form.fields.length });
  const spans = [
    bold(form.title),
    plain(` · ${where}`),
    ...(step === 0 && form.intro !== null ? [plain('\n'), italic(form.intro)] : []),
    ...[flaw, state.notice].flatMap((says) => (says ? [plain('\n\n'), plain(`⚠️ ${says}`)] : [])),
    plain('\n\n'),
    bold(field.label),
    ...(field.hint === null || field.hint === '' ? [] : [plain('\n'), italic(field.hint)]),
    ...(isEmpty(value) || hasChoices(field)
      ? []
      : [plain('\n\n'), plain(say('telegram.form.now', { value: told(state, field, 1500) }))]),
  ];
  return drawn(spans, keyboardOf([...answerRows(view, field), ...wayRows(view, field)]));
}

function answerRows(view: FormView, field: Field): readonly (readonly Key[])[] {
  if (hasChoices(field)) return choiceRows(view, field);
  if (field.kind !== 'date') return [];
  const { state, now, timeZone } = view;
  return rowsOf(
    daysAtHand(now, { language: state.form.language, timeZone }).map(({ label, iso }) =>
      actionKey(label, code(view, 'answer', `${state.step}.${iso}`)),
    ),
  );
}

function choiceRows(view: FormView, field: Field): readonly (readonly Key[])[] {
  const { state } = view;
  const chosen = chosenIn(state, field);
  const pages = Math.max(1, Math.ceil(field.choices.length / choicesOnAPage));
  const page = Math.min(state.page, pages - 1);
  const from = page * choicesOnAPage;
  const rows = field.choices
    .slice(from, from + choicesOnAPage)
    .map(({ id, label }, index) => [
      actionKey(
        `${chosen.includes(id) ? '✅ ' : ''}${label}`,
        code(view, 'answer', `${state.step}.${from + index}`),
      ),
    ]);
  const turn = [
    ...(page > 0 ? [actionKey('◀', code(view, 'answer', `${state.step}.p${page - 1}`))] : []),
    ...(page < pages - 1 ? [actionKey('▶', code(view, 'answer', `${state.step}.p${page + 1}`))] : []),
  ];
  return turn.length === 0 ? rows : [...rows, turn];
}

/** Onwards, back, out. */
function wayRows(view: FormView, field: Field): readonly (readonly Key[])[] {
  const { state } = view;
  const { form, step } = state;
  const say = speak(form.language);
  const argument = String(step);
  const hasValue = !isEmpty(valueOf(state, field));
  const isSeveral = field.kind === 'several choices';
  return [
    ...(isSeveral && hasValue
      ? [[actionKey(say('telegram.form.done'), code(view, 'confirm', argument), 'primary')]]
      : []),
    [
      ...(step > 0 ? [actionKey(say('telegram.form.back'), code(view, 'back', argument))] : []),
      ...(hasValue && !isSeveral ? [actionKey(say('telegram.form.keep'), code(view, 'skip', argument))] : []),
      ...(hasValue && !field.required
        ? [actionKey(say('telegram.form.empty'), code(view, 'answer', `${step}.e`))]
        : []),
      ...(hasValue || field.required
        ? []
        : [actionKey(say('telegram.form.skip'), code(view, 'skip', argument))]),
      actionKey(form.cancel, code(view, 'cancel')),
    ],
  ];
}

function drawSummary(view: FormView): Drawn {
  const { state } = view;
  const { form } = state;
  const say = speak(form.language);
  const { fields } = form;
  // All of them are to be seen, so each is shortened as the others need it.
  const room = Math.max(20, Math.floor(3200 / fields.length) - 80);
  const spans = [
    bold(form.title),
    ...(state.notice === null ? [] : [plain('\n\n'), plain(`⚠️ ${state.notice}`)]),
    plain('\n'),
    ...fields.flatMap((field): readonly Span[] => [
      plain('\n'),
      labelled(fitLine(field.label, 70)),
      plain(` ${told(state, field, room)}`),
    ]),
    plain('\n\n'),
    italic(say('telegram.form.right')),
  ];
  const changes = fields.map(({ label }, index) =>
    actionKey(`✏️ ${fitLine(label, 24)}`, code(view, 'answer', `${fields.length}.${index}`)),
  );
  return drawn(
    spans,
    keyboardOf([
      [actionKey(form.submit, code(view, 'confirm', String(fields.length)), 'primary')],
      ...rowsOf(changes.slice(0, 60)),
      [
        actionKey(say('telegram.form.back'), code(view, 'back', String(fields.length))),
        actionKey(form.cancel, code(view, 'cancel')),
      ],
    ]),
  );
}

function drawDropping({ state }: FormView, next: NonNullable<FormState['next']>): Drawn {
  const say = speak(next.form.language);
  return drawn(
    [plain(say('telegram.form.another', { first: state.form.title, second: next.form.title }))],
    keyboardOf([
      [actionKey(say('telegram.form.drop'), formatCode('confirm', next.ref, 'drop'))],
      [actionKey(say('telegram.form.goOn'), formatCode('cancel', next.ref, 'keep'))],
    ]),
  );
}

/** An answer in words. */
function told(state: FormState, field: Field, most: number): string {
  const value = valueOf(state, field);
  if (value === null || isEmpty(value)) return '–';
  if (!hasChoices(field)) return fitLines(String(value), most);
  const labels = chosenIn(state, field).map(
    (id) => field.choices.find((choice) => choice.id === id)?.label ?? id,
  );
  return fitLine(labels.join(', '), most);
}

function code(
  { ref }: FormView,
  verb: 'answer' | 'skip' | 'back' | 'cancel' | 'confirm',
  argument?: string,
): string {
  return formatCode(verb, ref, argument);
}

function drawn(spans: readonly Span[], keyboard: Keyboard): Drawn {
  const html = toHtml(spans, longestText);
  return { html, caption: html, keyboard, photo: null };
}
