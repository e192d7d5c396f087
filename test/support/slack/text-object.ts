/** Text objects, confirmations and options, with Slack's limits (S43, S49, S50). */
import { asJson, checkBoolean, checkCount, checkKeys, checkOneOf, checkString, jsonsOf } from './flaws.ts';
import type { Flaws, Json } from './flaws.ts';

type TextRule = { readonly max: number; readonly plain?: boolean; readonly optional?: boolean };

/** S43: 1–3,000 characters, and what the block allows. */
export function checkText(
  value: unknown,
  { max, plain = false, optional = false }: TextRule,
  at: string,
  flaws: Flaws,
): void {
  if (value === undefined) {
    if (!optional) flaws.add(at, 'missing required field');
    return;
  }
  const text = asJson(value);
  if (!text) return flaws.add(at, 'must be a text object');
  const type = text['type'];
  if (type !== 'plain_text' && type !== 'mrkdwn') return flaws.add(`${at}/type`, 'unsupported type');
  if (plain && type !== 'plain_text') flaws.add(`${at}/type`, 'must be plain_text');
  checkKeys(text, ['type', 'text', type === 'plain_text' ? 'emoji' : 'verbatim'], at, flaws);
  checkString(text['text'], { max }, `${at}/text`, flaws);
  checkBoolean(text['emoji'], `${at}/emoji`, flaws);
  checkBoolean(text['verbatim'], `${at}/verbatim`, flaws);
}

/** S49. */
export function checkConfirm(value: unknown, at: string, flaws: Flaws): void {
  if (value === undefined) return;
  const confirm = asJson(value);
  if (!confirm) return flaws.add(at, 'must be an object');
  checkKeys(confirm, ['title', 'text', 'confirm', 'deny', 'style'], at, flaws);
  checkText(confirm['title'], { max: 100, plain: true }, `${at}/title`, flaws);
  checkText(confirm['text'], { max: 300 }, `${at}/text`, flaws);
  checkText(confirm['confirm'], { max: 30, plain: true }, `${at}/confirm`, flaws);
  checkText(confirm['deny'], { max: 30, plain: true }, `${at}/deny`, flaws);
  checkOneOf(confirm['style'], ['primary', 'danger'], `${at}/style`, flaws);
}

type OptionRule = {
  readonly min?: number;
  readonly max: number;
  /** Selects and overflows show plain text alone; radio buttons and checkboxes may have mrkdwn. */
  readonly plain: boolean;
  readonly isOverflow?: boolean;
};

/** S50; X2: a value stays within 75. Values must differ, or nobody could tell which one was chosen. */
export function checkOptions(value: unknown, rule: OptionRule, at: string, flaws: Flaws): void {
  const options = checkCount(value, { min: rule.min ?? 1, max: rule.max }, at, flaws);
  const values = new Set<unknown>();
  for (const [index, one] of (options ?? []).entries()) {
    const here = `${at}/${index}`;
    checkOption(one, rule, here, flaws);
    const chosen = asJson(one)?.['value'];
    if (values.has(chosen)) flaws.add(`${here}/value`, 'must be unique among the options');
    values.add(chosen);
  }
}

export function checkOption(value: unknown, rule: OptionRule, at: string, flaws: Flaws): void {
  const option = asJson(value);
  if (!option) return flaws.add(at, 'must be an object');
  checkKeys(option, ['text', 'value', 'description', ...(rule.isOverflow ? ['url'] : [])], at, flaws);
  checkText(option['text'], { max: 75, plain: rule.plain }, `${at}/text`, flaws);
  checkString(option['value'], { max: 75 }, `${at}/value`, flaws);
  checkText(
    option['description'],
    { max: 75, plain: rule.plain, optional: true },
    `${at}/description`,
    flaws,
  );
  checkString(option['url'], { max: 3000, optional: true }, `${at}/url`, flaws);
}

/** The options of an element, of its groups included. */
export function optionsOf(element: Json): readonly Json[] {
  const groups = jsonsOf(element['option_groups']).map((group) => group['options']);
  return [element['options'], ...groups].flatMap(jsonsOf);
}
