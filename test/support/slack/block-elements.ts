/** Everything that stands inside a block and can be pressed, chosen or filled in, with Slack's limits (S42, S46–S53). */
import { asJson, checkBoolean, checkCount, checkKeys, checkOneOf, checkString } from './flaws.ts';
import type { Flaws, Json } from './flaws.ts';
import { checkConfirm, checkOption, checkOptions, checkText, optionsOf } from './text-object.ts';

/** What a picture in a block may show: a file of Slack that is there and ready, or not. */
export type FileState = 'ready' | 'not ready' | 'unknown';
export type Files = (id: string) => FileState;

const selects = [
  'static_select',
  'external_select',
  'users_select',
  'conversations_select',
  'channels_select',
] as const;
const multiSelects = selects.map((type) => `multi_${type}`);
const pickers = ['datepicker', 'timepicker'];
const boxes = ['radio_buttons', 'checkboxes'];

/** Which elements a block takes. */
export const allowedIn = {
  section: ['button', 'overflow', 'image', ...selects, ...multiSelects, ...pickers, ...boxes],
  actions: ['button', 'overflow', ...selects, ...pickers, 'datetimepicker', ...boxes],
  input: [
    'plain_text_input',
    'email_text_input',
    'url_text_input',
    'number_input',
    ...selects,
    ...multiSelects,
    ...pickers,
    'datetimepicker',
    ...boxes,
  ],
} as const;

const common = ['type', 'action_id'];
const known: Readonly<Record<string, readonly string[]>> = {
  button: ['text', 'url', 'value', 'style', 'confirm', 'accessibility_label'],
  overflow: ['options', 'confirm'],
  static_select: ['options', 'option_groups', 'initial_option', 'placeholder', 'confirm', 'focus_on_load'],
  external_select: ['initial_option', 'min_query_length', 'placeholder', 'confirm', 'focus_on_load'],
  users_select: ['initial_user', 'placeholder', 'confirm', 'focus_on_load'],
  conversations_select: [
    'initial_conversation',
    'default_to_current_conversation',
    'response_url_enabled',
    'filter',
    'placeholder',
    'confirm',
    'focus_on_load',
  ],
  channels_select: ['initial_channel', 'response_url_enabled', 'placeholder', 'confirm', 'focus_on_load'],
  multi_static_select: [
    'options',
    'option_groups',
    'initial_options',
    'max_selected_items',
    'placeholder',
    'confirm',
    'focus_on_load',
  ],
  multi_users_select: ['initial_users', 'max_selected_items', 'placeholder', 'confirm', 'focus_on_load'],
  radio_buttons: ['options', 'initial_option', 'confirm', 'focus_on_load'],
  checkboxes: ['options', 'initial_options', 'confirm', 'focus_on_load'],
  datepicker: ['initial_date', 'placeholder', 'confirm', 'focus_on_load'],
  timepicker: ['initial_time', 'placeholder', 'confirm', 'focus_on_load', 'timezone'],
  datetimepicker: ['initial_date_time', 'confirm', 'focus_on_load'],
  plain_text_input: [
    'initial_value',
    'multiline',
    'min_length',
    'max_length',
    'placeholder',
    'focus_on_load',
    'dispatch_action_config',
  ],
  email_text_input: ['initial_value', 'placeholder', 'focus_on_load', 'dispatch_action_config'],
  url_text_input: ['initial_value', 'placeholder', 'focus_on_load', 'dispatch_action_config'],
  number_input: [
    'is_decimal_allowed',
    'initial_value',
    'min_value',
    'max_value',
    'placeholder',
    'focus_on_load',
    'dispatch_action_config',
  ],
};

export function checkElement(
  value: unknown,
  allowed: readonly string[],
  files: Files,
  at: string,
  flaws: Flaws,
): void {
  const element = asJson(value);
  const type = element?.['type'];
  if (!element || typeof type !== 'string' || !allowed.includes(type)) {
    return flaws.add(`${at}/type`, `unsupported type: ${String(type)}`);
  }
  if (type === 'image') return checkImage(element, files, at, flaws);
  checkKeys(element, [...common, ...(known[type] ?? [])], at, flaws);
  checkString(element['action_id'], { max: 255, optional: true }, `${at}/action_id`, flaws);
  checkConfirm(element['confirm'], `${at}/confirm`, flaws);
  checkText(element['placeholder'], { max: 150, plain: true, optional: true }, `${at}/placeholder`, flaws);
  checkBoolean(element['focus_on_load'], `${at}/focus_on_load`, flaws);
  if (type === 'button') checkButton(element, at, flaws);
  else if (type === 'overflow') {
    checkOptions(element['options'], { max: 5, plain: true, isOverflow: true }, `${at}/options`, flaws);
  } else if (boxes.includes(type)) {
    checkOptions(element['options'], { max: 10, plain: false }, `${at}/options`, flaws);
    checkInitial(element, { plain: false }, at, flaws);
  } else if (type.endsWith('static_select')) checkStatic(element, at, flaws);
  else if (type === 'datepicker') checkShape(element['initial_date'], /^\d{4}-\d\d-\d\d$/, 'date', at, flaws);
  else if (type === 'timepicker') checkShape(element['initial_time'], /^\d\d:\d\d$/, 'time', at, flaws);
  else if (type === 'datetimepicker') checkMoment(element, at, flaws);
  else if (type === 'plain_text_input') checkInput(element, at, flaws);
  else if (type === 'number_input') checkNumber(element, at, flaws);
}

/** S48. */
function checkButton(button: Json, at: string, flaws: Flaws): void {
  checkText(button['text'], { max: 75, plain: true }, `${at}/text`, flaws);
  checkString(button['value'], { max: 2000, optional: true }, `${at}/value`, flaws);
  checkString(button['url'], { max: 3000, optional: true }, `${at}/url`, flaws);
  checkString(button['accessibility_label'], { max: 75, optional: true }, `${at}/accessibility_label`, flaws);
  checkOneOf(button['style'], ['primary', 'danger'], `${at}/style`, flaws);
  const { url } = button;
  if (typeof url === 'string' && !URL.canParse(url)) flaws.add(`${at}/url`, 'must be a valid url');
}

/** S47. */
export function checkImage(image: Json, files: Files, at: string, flaws: Flaws): void {
  checkString(image['alt_text'], { max: 2000 }, `${at}/alt_text`, flaws);
  checkString(image['image_url'], { max: 3000, optional: true }, `${at}/image_url`, flaws);
  const file = asJson(image['slack_file']);
  if ((image['image_url'] === undefined) === (image['slack_file'] === undefined)) {
    flaws.add(at, 'exactly one of image_url and slack_file is allowed');
  } else if (image['slack_file'] !== undefined) {
    const id = file?.['id'];
    // S85: until it has been processed a file is no picture.
    if (typeof id !== 'string' || files(id) !== 'ready') flaws.add(`${at}/slack_file`, 'invalid slack file');
  }
}

/** S51. */
function checkStatic(select: Json, at: string, flaws: Flaws): void {
  const groups = select['option_groups'];
  if ((select['options'] === undefined) === (groups === undefined)) {
    flaws.add(at, 'exactly one of options and option_groups is allowed');
  } else if (groups === undefined) {
    checkOptions(select['options'], { max: 100, plain: true }, `${at}/options`, flaws);
  } else {
    const list = checkCount(groups, { max: 100 }, `${at}/option_groups`, flaws);
    for (const [index, group] of (list ?? []).entries()) {
      const here = `${at}/option_groups/${index}`;
      checkText(asJson(group)?.['label'], { max: 75, plain: true }, `${here}/label`, flaws);
      checkOptions(asJson(group)?.['options'], { max: 100, plain: true }, `${here}/options`, flaws);
    }
  }
  checkInitial(select, { plain: true }, at, flaws);
}

/** What is chosen when it opens must be one of the options, letter by letter. */
function checkInitial(element: Json, { plain }: { plain: boolean }, at: string, flaws: Flaws): void {
  const options = new Set(optionsOf(element).map((option) => canonical(option)));
  const one = element['initial_option'];
  const many = element['initial_options'];
  const listed =
    many === undefined ? [] : (checkCount(many, { max: 100 }, `${at}/initial_options`, flaws) ?? []);
  for (const chosen of [...(one === undefined ? [] : [one]), ...listed]) {
    const here = `${at}/${one === undefined ? 'initial_options' : 'initial_option'}`;
    checkOption(chosen, { max: 1, plain }, here, flaws);
    if (!options.has(canonical(chosen))) flaws.add(here, 'must be one of the options');
  }
}

function canonical(option: unknown): string {
  const { text, value, description } = asJson(option) ?? {};
  return JSON.stringify([asJson(text)?.['text'], value, asJson(description)?.['text']]);
}

function checkShape(value: unknown, shape: RegExp, what: string, at: string, flaws: Flaws): void {
  if (value !== undefined && (typeof value !== 'string' || !shape.test(value))) {
    flaws.add(`${at}/initial_${what}`, `must be a ${what}`);
  }
}

function checkMoment(element: Json, at: string, flaws: Flaws): void {
  const moment = element['initial_date_time'];
  if (moment !== undefined && !(typeof moment === 'number' && /^\d{10}$/.test(String(moment)))) {
    flaws.add(`${at}/initial_date_time`, 'must be ten digits of seconds');
  }
}

/** S53. */
function checkInput(input: Json, at: string, flaws: Flaws): void {
  const max = input['max_length'] ?? 3000;
  const min = input['min_length'] ?? 0;
  if (typeof max !== 'number' || max < 1 || max > 3000) flaws.add(`${at}/max_length`, 'must be 1 to 3000');
  if (typeof min !== 'number' || min < 0 || min > 3000) flaws.add(`${at}/min_length`, 'must be 0 to 3000');
  const length = typeof max === 'number' ? Math.min(max, 3000) : 3000;
  checkString(input['initial_value'], { min: 0, max: length, optional: true }, `${at}/initial_value`, flaws);
  checkBoolean(input['multiline'], `${at}/multiline`, flaws);
}

function checkNumber(input: Json, at: string, flaws: Flaws): void {
  if (typeof input['is_decimal_allowed'] !== 'boolean') {
    flaws.add(`${at}/is_decimal_allowed`, 'missing required field');
  }
  for (const key of ['initial_value', 'min_value', 'max_value']) {
    const value = input[key];
    if (value !== undefined && (typeof value !== 'string' || !/^-?\d+(\.\d+)?$/.test(value))) {
      flaws.add(`${at}/${key}`, 'must be a number as text');
    }
  }
}
