/**
 * Slack's refusal of blocks and views, as strict as its pages say (PLATFORMS S40–S61); what is in doubt is refused.
 * It reads and judges; what a block looks like is `rendered.ts`'s business.
 */
import { allowedIn, checkElement, checkImage } from './block-elements.ts';
import type { Files } from './block-elements.ts';
import {
  asJson,
  asList,
  checkBoolean,
  checkCount,
  checkKeys,
  checkString,
  jsonsOf,
  makeFlaws,
} from './flaws.ts';
import type { BlockFlaw, Flaws, Json } from './flaws.ts';
import { checkRichText } from './rich-text.ts';
import { checkText } from './text-object.ts';

export type Surface = 'message' | 'modal' | 'home';

const noFiles: Files = () => 'unknown';

export function checkBlocks(
  value: unknown,
  surface: Surface,
  files: Files = noFiles,
  at = '/blocks',
): readonly BlockFlaw[] {
  const flaws = makeFlaws();
  const blocks = asList(value);
  if (!blocks) return [{ pointer: at, message: 'must be an array' }];
  // S40.
  const max = surface === 'message' ? 50 : 100;
  if (blocks.length > max) flaws.add(at, `no more than ${max} items allowed`);
  const ids = new Set<unknown>();
  let focused = 0;
  for (const [index, one] of blocks.entries()) {
    const here = `${at}/${index}`;
    const block = asJson(one);
    if (!block) flaws.add(here, 'must be an object');
    else {
      checkBlock(block, surface, files, here, flaws);
      // S41.
      const id = block['block_id'];
      if (id !== undefined && ids.has(id)) flaws.add(`${here}/block_id`, 'block_id already exists');
      ids.add(id);
      checkActionIds(block, here, flaws);
      focused += elementsOf(block).filter((element) => element['focus_on_load'] === true).length;
    }
  }
  if (focused > 1) flaws.add(at, 'only one element may have focus_on_load');
  // S55.
  const markdown = blocks.reduce<number>((sum, one) => sum + markdownLength(one), 0);
  if (markdown > 12_000) flaws.add(at, 'markdown text is longer than 12000 characters');
  return flaws.found;
}

/** S60: everything that can be read on a message, together. */
export const maxMessageCharacters = 13_200;

export function countCharacters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + countCharacters(one), 0);
  const thing = asJson(value);
  if (!thing) return 0;
  return Object.entries(thing).reduce(
    (sum, [key, one]) =>
      sum + (typeof one === 'string' ? (readKeys.includes(key) ? one.length : 0) : countCharacters(one)),
    0,
  );
}
const readKeys = ['text', 'alt_text', 'title'];

const types: Readonly<Record<string, { readonly keys: readonly string[]; readonly on: readonly Surface[] }>> =
  {
    section: { keys: ['text', 'fields', 'accessory', 'expand'], on: ['message', 'modal', 'home'] },
    header: { keys: ['text', 'level'], on: ['message', 'modal', 'home'] },
    divider: { keys: [], on: ['message', 'modal', 'home'] },
    image: { keys: ['image_url', 'slack_file', 'alt_text', 'title'], on: ['message', 'modal', 'home'] },
    actions: { keys: ['elements'], on: ['message', 'modal', 'home'] },
    context: { keys: ['elements'], on: ['message', 'modal', 'home'] },
    input: {
      keys: ['label', 'element', 'hint', 'optional', 'dispatch_action'],
      on: ['message', 'modal', 'home'],
    },
    rich_text: { keys: ['elements'], on: ['message', 'modal', 'home'] },
    markdown: { keys: ['text'], on: ['message'] },
    table: { keys: ['rows', 'column_settings'], on: ['message'] },
  };

function checkBlock(block: Json, surface: Surface, files: Files, at: string, flaws: Flaws): void {
  const type = String(block['type']);
  const rule = Object.hasOwn(types, type) ? types[type] : undefined;
  if (!rule?.on.includes(surface)) return flaws.add(`${at}/type`, `unsupported type: ${type}`);
  checkKeys(block, ['type', 'block_id', ...rule.keys], at, flaws);
  checkString(block['block_id'], { max: 255, optional: true }, `${at}/block_id`, flaws);
  switch (type) {
    case 'section':
      return checkSection(block, files, at, flaws);
    case 'header':
      return checkText(block['text'], { max: 150, plain: true }, `${at}/text`, flaws);
    case 'image':
      checkImage(block, files, at, flaws);
      return checkText(block['title'], { max: 2000, plain: true, optional: true }, `${at}/title`, flaws);
    case 'actions': {
      const elements = checkCount(block['elements'], { max: 25 }, `${at}/elements`, flaws) ?? [];
      for (const [index, one] of elements.entries()) {
        checkElement(one, allowedIn.actions, files, `${at}/elements/${index}`, flaws);
      }
      return;
    }
    case 'context': {
      const elements = checkCount(block['elements'], { max: 10 }, `${at}/elements`, flaws) ?? [];
      for (const [index, one] of elements.entries()) {
        const here = `${at}/elements/${index}`;
        const element = asJson(one);
        if (element?.['type'] === 'image') {
          checkKeys(element, ['type', 'image_url', 'slack_file', 'alt_text'], here, flaws);
          checkImage(element, files, here, flaws);
        } else checkText(one, { max: 3000 }, here, flaws);
      }
      return;
    }
    case 'input':
      return checkInputBlock(block, files, at, flaws);
    case 'rich_text':
      return checkRichText(block, at, flaws);
    case 'markdown':
      return checkString(block['text'], { max: 12_000 }, `${at}/text`, flaws);
    case 'table':
      return checkTable(block, at, flaws);
    default:
  }
}

/** S44. */
function checkSection(block: Json, files: Files, at: string, flaws: Flaws): void {
  const { text, fields, accessory } = block;
  if (text === undefined && fields === undefined) flaws.add(at, 'text or fields is needed');
  checkText(text, { max: 3000, optional: true }, `${at}/text`, flaws);
  if (fields !== undefined) {
    const list = checkCount(fields, { max: 10 }, `${at}/fields`, flaws) ?? [];
    for (const [index, one] of list.entries()) checkText(one, { max: 2000 }, `${at}/fields/${index}`, flaws);
  }
  if (accessory !== undefined) {
    checkElement(accessory, allowedIn.section, files, `${at}/accessory`, flaws);
  }
}

/** S53. */
function checkInputBlock(block: Json, files: Files, at: string, flaws: Flaws): void {
  checkText(block['label'], { max: 2000, plain: true }, `${at}/label`, flaws);
  checkText(block['hint'], { max: 2000, plain: true, optional: true }, `${at}/hint`, flaws);
  checkBoolean(block['optional'], `${at}/optional`, flaws);
  checkBoolean(block['dispatch_action'], `${at}/dispatch_action`, flaws);
  checkElement(block['element'], allowedIn.input, files, `${at}/element`, flaws);
}

/** S56. */
function checkTable(block: Json, at: string, flaws: Flaws): void {
  const rows = checkCount(block['rows'], { max: 100 }, `${at}/rows`, flaws) ?? [];
  for (const [index, row] of rows.entries()) checkCount(row, { max: 20 }, `${at}/rows/${index}`, flaws);
  if (countCharacters(block['rows']) > 10_000) flaws.add(at, 'a table has at most 10000 characters');
}

/** S42. */
function checkActionIds(block: Json, at: string, flaws: Flaws): void {
  const ids = new Set<unknown>();
  for (const element of elementsOf(block)) {
    const id = element['action_id'];
    if (id !== undefined && ids.has(id)) flaws.add(at, 'action_id already exists');
    ids.add(id);
  }
}

/** What can be pressed or filled in on a block. */
export function elementsOf(block: Json): readonly Json[] {
  const { type, elements, accessory, element } = block;
  if (type === 'actions') return jsonsOf(elements);
  if (type === 'section') return jsonsOf([accessory]);
  if (type === 'input') return jsonsOf([element]);
  return [];
}

function markdownLength(value: unknown): number {
  const block = asJson(value);
  return block?.['type'] === 'markdown' && typeof block['text'] === 'string' ? block['text'].length : 0;
}

/** S54; the answer names the method's own error for what is no flaw of a block. */
export function checkView(value: unknown, type: 'modal' | 'home', files: Files = noFiles): ViewCheck {
  const view = asJson(value);
  if (!view)
    return { error: 'invalid_arguments', flaws: [{ pointer: '/view', message: 'must be an object' }] };
  const flaws = makeFlaws();
  if (view['type'] !== type) flaws.add('/view/type', `must be ${type}`);
  const ofModals = ['title', 'submit', 'close', 'clear_on_close', 'notify_on_close', 'submit_disabled'];
  checkKeys(
    view,
    [
      'type',
      'blocks',
      'private_metadata',
      'callback_id',
      'external_id',
      ...(type === 'modal' ? ofModals : []),
    ],
    '/view',
    flaws,
  );
  if (type === 'modal') {
    checkText(view['title'], { max: 24, plain: true }, '/view/title', flaws);
    checkText(view['submit'], { max: 24, plain: true, optional: true }, '/view/submit', flaws);
    checkText(view['close'], { max: 24, plain: true, optional: true }, '/view/close', flaws);
  }
  checkString(view['callback_id'], { max: 255, optional: true }, '/view/callback_id', flaws);
  checkString(view['external_id'], { max: 255, optional: true }, '/view/external_id', flaws);
  checkString(
    view['private_metadata'],
    { min: 0, max: 3000, optional: true },
    '/view/private_metadata',
    flaws,
  );
  const blocks = asList(view['blocks']);
  const hasInputs = (blocks ?? []).some((block) => asJson(block)?.['type'] === 'input');
  if (type === 'modal' && hasInputs && view['submit'] === undefined) {
    flaws.add('/view/submit', 'submit is needed where there are inputs');
  }
  const all = [...flaws.found, ...checkBlocks(view['blocks'], type, files, '/view/blocks')];
  if (all.length > 0) return { error: 'invalid_arguments', flaws: all };
  if (JSON.stringify(view).length > 250 * 1024) return { error: 'view_too_large', flaws: [] };
  return null;
}
export type ViewCheck = { readonly error: string; readonly flaws: readonly BlockFlaw[] } | null;
