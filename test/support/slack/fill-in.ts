/** A person fills in a modal: what their client lets them type and choose, in the shape of `state.values`. */
import { elementsOf } from './block-kit.ts';
import { asJson, asText, jsonsOf } from './flaws.ts';
import type { Json } from './flaws.ts';
import { readObject } from './rendered.ts';
import { optionsOf } from './text-object.ts';
import type { View } from './workspace.ts';

export type Typed = string | readonly string[];

export type SeenField = {
  readonly blockId: string;
  readonly actionId: string;
  readonly type: string;
  readonly label: string;
  readonly hint: string | null;
  readonly required: boolean;
  readonly isMultiline: boolean;
  readonly value: Typed | null;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
};

export function fieldsOf(view: View): readonly SeenField[] {
  return inputsOf(view).map(({ block, element }) => {
    const blockId = asText(block['block_id']) ?? '';
    const actionId = asText(element['action_id']) ?? '';
    return {
      blockId,
      actionId,
      type: String(element['type']),
      label: readObject(block['label']).text,
      hint: block['hint'] === undefined ? null : readObject(block['hint']).text,
      required: block['optional'] !== true,
      isMultiline: element['multiline'] === true,
      value: typedIn(view.state.get(blockId)?.get(actionId)),
      choices: optionsOf(element).map((option) => ({
        value: asText(option['value']) ?? '',
        label: readObject(option['text']).text,
      })),
    };
  });
}

/**
 * Fills in by block id, action id, or both joined; answers what the client itself refuses, by block, without asking the app.
 * What is not named stays as it stands.
 */
export function fillIn(
  view: View,
  typed: Readonly<Record<string, Typed | null>>,
): Readonly<Record<string, string>> {
  const flaws: Record<string, string> = {};
  const used = new Set<string>();
  for (const { block, element } of inputsOf(view)) {
    const blockId = asText(block['block_id']) ?? '';
    const actionId = asText(element['action_id']) ?? '';
    const key = [`${blockId}.${actionId}`, actionId, blockId].find((name) => Object.hasOwn(typed, name));
    const actions = view.state.get(blockId) ?? new Map<string, Json>();
    if (key !== undefined) {
      used.add(key);
      const value = valueOf(element, typed[key] ?? null);
      if (typeof value === 'string') flaws[blockId] = value;
      else view.state.set(blockId, actions.set(actionId, value));
    }
    const now = typedIn(view.state.get(blockId)?.get(actionId));
    if (block['optional'] !== true && (now === null || now.length === 0))
      flaws[blockId] ??= 'Please complete this required field.';
  }
  const unknown = Object.keys(typed).filter((key) => !used.has(key));
  if (unknown.length > 0) throw new Error(`The open modal has no field ${unknown.join(', ')}.`);
  return flaws;
}

function inputsOf(view: View): readonly { readonly block: Json; readonly element: Json }[] {
  return jsonsOf(view.body['blocks'])
    .filter((block) => block['type'] === 'input')
    .flatMap((block) => elementsOf(block).map((element) => ({ block, element })));
}

/** The value as it is submitted, or why the client does not take it. */
function valueOf(element: Json, typed: Typed | null): Json | string {
  const type = String(element['type']);
  const one = typeof typed === 'string' ? typed : (typed?.[0] ?? null);
  const many = typeof typed === 'string' ? [typed] : (typed ?? []);
  const option = (value: string) => optionsOf(element).find((known) => known['value'] === value) ?? null;
  if (type === 'checkboxes' || type === 'multi_static_select') {
    const options = many.map(option);
    return options.includes(null) ? 'No such choice.' : { type, selected_options: options };
  }
  if (type === 'radio_buttons' || type === 'static_select') {
    const chosen = one === null ? null : option(one);
    return one !== null && chosen === null ? 'No such choice.' : { type, selected_option: chosen };
  }
  if (type === 'datepicker') {
    return one === null || isDate(one) ? { type, selected_date: one } : 'Please choose a date.';
  }
  if (type === 'timepicker') return { type, selected_time: one };
  if (type === 'datetimepicker') return { type, selected_date_time: one === null ? null : Number(one) };
  if (type === 'users_select') return { type, selected_user: one };
  if (type === 'multi_users_select') return { type, selected_users: many };
  if (type === 'number_input' && one !== null && one !== '') {
    const shape = element['is_decimal_allowed'] === true ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/;
    if (!shape.test(one)) return 'Please enter a number.';
  }
  if (one !== null && one.length > Number(element['max_length'] ?? 3000)) return 'Too long.';
  return { type, value: one === '' ? null : one };
}

const isDate = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));

function typedIn(value: Json | undefined): Typed | null {
  if (!value) return null;
  const text =
    asText(value['value']) ??
    asText(value['selected_date']) ??
    asText(value['selected_time']) ??
    asText(value['selected_user']) ??
    asText(asJson(value['selected_option'])?.['value']);
  if (text !== null) return text;
  if (typeof value['selected_date_time'] === 'number') return String(value['selected_date_time']);
  if (Array.isArray(value['selected_users'])) return value['selected_users'].map(String);
  return Array.isArray(value['selected_options'])
    ? jsonsOf(value['selected_options']).map((option) => String(option['value']))
    : null;
}
