/** Keyboards: what may be under a message, and what the server refuses of it (T20, T42–T44, T47, T100). */
import { badRequest } from './api-error.ts';
import type { ChatKind, InlineButton, Json, JsonRecord, Keyboard } from './types.ts';

const maxButtons = 100;
const maxPerRow = 8;
const kinds = [
  'callback_data',
  'url',
  'copy_text',
  'web_app',
  'login_url',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'switch_inline_query_chosen_chat',
  'callback_game',
  'pay',
  'disabled',
] as const;
const decoration = ['text', 'style', 'icon_custom_emoji_id'];
const styles = ['danger', 'success', 'primary'];

export type Markup =
  | { readonly type: 'none' }
  | { readonly type: 'inline'; readonly keyboard: Keyboard; readonly wire: string }
  | { readonly type: 'reply'; readonly isRemoval: boolean };

export function readMarkup(value: Json | undefined, chat: ChatKind): Markup {
  if (value === undefined || value === null || value === '') return { type: 'none' };
  if (!isRecord(value)) throw badRequest("can't parse reply keyboard markup JSON object");
  if (JSON.stringify(value).length > 10_240) throw badRequest('reply markup is too long');
  if (value['inline_keyboard'] !== undefined) return readInline(value['inline_keyboard'], chat);
  if (value['remove_keyboard'] === true) return { type: 'reply', isRemoval: true };
  if (value['force_reply'] === true) {
    checkPlaceholder(value['input_field_placeholder']);
    return { type: 'reply', isRemoval: false };
  }
  if (Array.isArray(value['keyboard'])) {
    checkPlaceholder(value['input_field_placeholder']);
    return { type: 'reply', isRemoval: false };
  }
  if (Object.keys(value).length === 0) return { type: 'none' };
  throw badRequest("can't parse reply keyboard markup JSON object");
}

function readInline(rows: Json, chat: ChatKind): Markup {
  if (!Array.isArray(rows)) {
    throw badRequest('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays');
  }
  const keyboard = rows.map((row: Json): readonly InlineButton[] => {
    if (!Array.isArray(row)) {
      throw badRequest('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays');
    }
    if (row.length > maxPerRow) throw badRequest('reply markup is too long');
    return row.map((button: Json) => readButton(button, chat));
  });
  const filled = keyboard.filter((row) => row.length > 0);
  if (filled.flat().length > maxButtons) throw badRequest('reply markup is too long');
  if (filled.length === 0) return { type: 'none' };
  return { type: 'inline', keyboard: filled, wire: JSON.stringify(rows) };
}

function readButton(button: Json, chat: ChatKind): InlineButton {
  const refuse = (what: string) => badRequest(`can't parse inline keyboard button: ${what}`);
  if (!isRecord(button)) throw refuse('InlineKeyboardButton must be an Object');
  const label = button['text'];
  if (typeof label !== 'string' || label.trim() === '') throw refuse('Field "text" must be of type String');
  const present = kinds.filter((kind) => button[kind] !== undefined && button[kind] !== null);
  const unknown = Object.keys(button).filter(
    (name) => !decoration.includes(name) && !kinds.some((kind) => kind === name),
  );
  if (unknown.length > 0) throw refuse(`Field "${unknown[0]}" is unknown`);
  if (present.length === 0) throw refuse('Text buttons are unallowed in the inline keyboard');
  // The real server silently takes the first kind that it knows; that is never what was meant (T43).
  if (present.length > 1) throw refuse(`More than one kind: ${present.join(', ')}`);
  const style = button['style'] ?? null;
  if (style !== null && (typeof style !== 'string' || !styles.includes(style))) {
    throw badRequest('BUTTON_STYLE_INVALID');
  }
  return { label, style, ...readKind(present[0] ?? 'pay', button, chat) };
}

function readKind(
  kind: (typeof kinds)[number],
  button: JsonRecord,
  chat: ChatKind,
): Pick<InlineButton, 'kind' | 'value'> {
  const value = button[kind];
  switch (kind) {
    case 'callback_data': {
      if (typeof value !== 'string') throw badRequest('BUTTON_DATA_INVALID');
      const bytes = Buffer.byteLength(value);
      if (bytes < 1 || bytes > 64) throw badRequest('BUTTON_DATA_INVALID');
      return { kind: 'callback', value };
    }
    case 'url':
      if (typeof value !== 'string' || !isUrl(value)) throw badRequest('BUTTON_URL_INVALID');
      return { kind: 'url', value };
    case 'copy_text': {
      const text = isRecord(value) ? value['text'] : undefined;
      if (typeof text !== 'string' || text === '' || text.length > 256) {
        throw badRequest('BUTTON_COPY_TEXT_INVALID');
      }
      return { kind: 'copy', value: text };
    }
    case 'web_app':
      if (chat !== 'private') throw badRequest('BUTTON_TYPE_INVALID');
      return { kind: 'web_app', value: JSON.stringify(value) };
    case 'disabled':
      return { kind: 'disabled', value: '' };
    default:
      return { kind: 'other', value: JSON.stringify(value) };
  }
}

function isUrl(value: string): boolean {
  if (!/^(https?:\/\/|tg:\/\/)/i.test(value)) return /^[\w-]+(\.[\w-]+)+(\/\S*)?$/.test(value);
  return URL.canParse(value) && (value.startsWith('tg://') || new URL(value).hostname.includes('.'));
}

/** T50. */
function checkPlaceholder(value: Json | undefined): void {
  if (value === undefined || value === null) return;
  if (typeof value !== 'string' || value.length < 1 || value.length > 64) {
    throw badRequest("can't parse reply keyboard markup JSON object");
  }
}

export function isRecord(value: Json | undefined): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
