/** Rich text: sections, lists, quotes and code, of elements that say themselves what they are. */
import { asJson, checkCount, checkKeys, checkOneOf, checkString } from './flaws.ts';
import type { Flaws, Json } from './flaws.ts';

/** What stands in a line of rich text; `alive` of it reaches or leads somewhere. */
const leaves: Readonly<Record<string, readonly string[]>> = {
  text: ['text', 'style'],
  link: ['url', 'text', 'style', 'unsafe'],
  emoji: ['name', 'unicode', 'style'],
  user: ['user_id', 'style'],
  usergroup: ['usergroup_id', 'style'],
  channel: ['channel_id', 'style'],
  broadcast: ['range'],
  date: ['timestamp', 'format', 'url', 'fallback'],
  color: ['value'],
};

const parts: Readonly<Record<string, readonly string[]>> = {
  rich_text_section: [],
  rich_text_preformatted: ['border', 'language'],
  rich_text_quote: ['border'],
  rich_text_list: ['style', 'indent', 'offset', 'border'],
};

export function checkRichText(block: Json, at: string, flaws: Flaws): void {
  const elements = checkCount(block['elements'], { max: 1000 }, `${at}/elements`, flaws);
  for (const [index, one] of (elements ?? []).entries()) checkPart(one, `${at}/elements/${index}`, flaws);
}

function checkPart(value: unknown, at: string, flaws: Flaws): void {
  const part = asJson(value);
  const type = String(part?.['type']);
  if (!part || !Object.hasOwn(parts, type)) return flaws.add(`${at}/type`, `unsupported type: ${type}`);
  checkKeys(part, ['type', 'elements', ...(parts[type] ?? [])], at, flaws);
  const elements = checkCount(part['elements'], { max: 1000 }, `${at}/elements`, flaws);
  if (type === 'rich_text_list') checkOneOf(part['style'], ['bullet', 'ordered'], `${at}/style`, flaws);
  for (const [index, one] of (elements ?? []).entries()) {
    const here = `${at}/elements/${index}`;
    if (type === 'rich_text_list') checkPart(one, here, flaws);
    else checkLeaf(one, here, flaws);
  }
}

function checkLeaf(value: unknown, at: string, flaws: Flaws): void {
  const leaf = asJson(value);
  const type = String(leaf?.['type']);
  if (!leaf || !Object.hasOwn(leaves, type)) return flaws.add(`${at}/type`, `unsupported type: ${type}`);
  checkKeys(leaf, ['type', ...(leaves[type] ?? [])], at, flaws);
  if (type === 'text') checkString(leaf['text'], { max: 12_000 }, `${at}/text`, flaws);
  if (type === 'link') {
    checkString(leaf['url'], { max: 3000 }, `${at}/url`, flaws);
    checkString(leaf['text'], { max: 3000, optional: true }, `${at}/text`, flaws);
  }
  if (type === 'broadcast') checkOneOf(leaf['range'], ['here', 'channel', 'everyone'], `${at}/range`, flaws);
  if (type === 'date') {
    if (typeof leaf['timestamp'] !== 'number') flaws.add(`${at}/timestamp`, 'must be a number');
    checkString(leaf['format'], { max: 300 }, `${at}/format`, flaws);
  }
  const style = leaf['style'];
  if (style !== undefined) {
    const styles = asJson(style);
    if (styles) checkKeys(styles, ['bold', 'italic', 'strike', 'code', 'underline', 'highlight'], at, flaws);
    else flaws.add(`${at}/style`, 'must be an object');
  }
}
