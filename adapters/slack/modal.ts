/** A form as a modal (S40–S54, S92): pure. Its fields' ids are the blocks', so that what is typed survives a new drawing (S41). */
import type { types } from '@slack/bolt';
import type { Choice, Field, Form } from '../../src/cards/form.ts';
import { speak } from '../../src/words/say.ts';
import { limits } from './limits.ts';
import { orDots, plainLine, plainLines } from './text.ts';

/** Of every form: which one it is stands in `private_metadata`. */
export const formCallback = 'baton_form';

/** Where it was opened: there the answer is given. Ids alone, since `private_metadata` is no secret (S92, P5). */
export type FormOrigin = { readonly channel: string | null; readonly thread: string | null };

export function renderForm(form: Form, origin: FormOrigin): types.ModalView {
  const fields = form.fields.flatMap((field) => fieldBlocks(field, form));
  return {
    type: 'modal',
    callback_id: formCallback,
    title: plainLine(form.title, limits.viewTitle),
    submit: plainLine(form.submit, limits.viewButton),
    close: plainLine(form.cancel, limits.viewButton),
    private_metadata: JSON.stringify({
      code: form.code,
      language: form.language,
      channel: origin.channel,
      thread: origin.thread,
    }),
    blocks: [
      ...(form.intro === null || form.intro === ''
        ? []
        : [{ type: 'section', text: plainLines(form.intro, limits.text) } as const]),
      ...fields,
    ].slice(0, limits.viewBlocks),
  };
}

function fieldBlocks(field: Field, form: Form): readonly types.KnownBlock[] {
  const say = speak(form.language);
  const label = plainLine(field.label, limits.inputLabel);
  if (isChosen(field) && choicesOf(field).length === 0) {
    // A select without an option is refused (S51): the sentence stands in its place.
    return [{ type: 'section', text: plainLines(`${label.text}: ${say('slack.noChoices')}`, limits.text) }];
  }
  const isCut = isChosen(field) && field.choices.length > limits.options;
  const hints = [field.hint, isCut ? say('slack.firstChoices', { count: limits.options }) : null];
  const hint = hints.filter((one) => one !== null && one !== '').join(' ');
  return [
    {
      type: 'input',
      block_id: field.id,
      label,
      ...(hint === '' ? {} : { hint: plainLine(hint, limits.inputHint) }),
      optional: !field.required,
      element: elementOf(field),
    },
  ];
}

function elementOf(field: Field): types.InputBlockElement {
  const action_id = field.id;
  const value = typeof field.value === 'string' && field.value !== '' ? field.value : null;
  switch (field.kind) {
    case 'text':
    case 'money':
      return { type: 'plain_text_input', action_id, ...typed(field, value) };
    case 'long text':
      return { type: 'plain_text_input', action_id, multiline: true, ...typed(field, value) };
    case 'number':
      return {
        type: 'number_input',
        action_id,
        is_decimal_allowed: true,
        ...(value !== null && /^-?\d+(?:\.\d+)?$/.test(value) ? { initial_value: value } : {}),
      };
    case 'date':
      return {
        type: 'datepicker',
        action_id,
        ...(value !== null && /^\d{4}-\d{2}-\d{2}$/.test(value) ? { initial_date: value } : {}),
      };
    case 'choice':
      return field.required && field.choices.length <= limits.radioButtons
        ? { type: 'radio_buttons', action_id, ...chosenOne(field) }
        : { type: 'static_select', action_id, ...chosenOne(field) };
    // Slack's own `users_select` gives Slack's ids, also of people who are none of ours; the form's choices are our
    // members who may be chosen here, by the ids that the command wants.
    case 'person':
      return { type: 'static_select', action_id, ...chosenOne(field) };
    case 'several choices':
      return field.choices.length <= limits.checkboxes
        ? { type: 'checkboxes', action_id, ...chosenSome(field) }
        : { type: 'multi_static_select', action_id, ...chosenSome(field) };
    default:
      return field.kind satisfies never;
  }
}

function typed({ maxLength }: Field, value: string | null) {
  const max_length = Math.min(Math.max(maxLength, 1), limits.inputText);
  return {
    max_length,
    ...(value === null ? {} : { initial_value: value.slice(0, max_length).toWellFormed() }),
  };
}

function chosenOne(field: Field) {
  const options = choicesOf(field).map(optionOf);
  const initial_option = options.find((option) => option.value === field.value);
  return { options, ...(initial_option === undefined ? {} : { initial_option }) };
}

function chosenSome(field: Field) {
  const options = choicesOf(field).map(optionOf);
  const wanted = new Set(typeof field.value === 'string' ? [field.value] : (field.value ?? []));
  const initial_options = options.filter(({ value }) => wanted.has(value));
  return { options, ...(initial_options.length === 0 ? {} : { initial_options }) };
}

function optionOf({ id, label }: Choice) {
  return { text: plainLine(orDots(label), limits.optionText), value: id };
}

/** At most a hundred (S51), each with an id that fits (S50, X2). */
function choicesOf({ choices }: Field): readonly Choice[] {
  return choices.filter(({ id }) => id !== '' && id.length <= limits.optionValue).slice(0, limits.options);
}

function isChosen({ kind }: Field): boolean {
  return kind === 'choice' || kind === 'several choices' || kind === 'person';
}
