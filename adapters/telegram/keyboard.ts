/** Inline keyboards: what stands under a message, in rows that a phone can show. */
import type { InlineKeyboardButton, InlineKeyboardMarkup } from '@grammyjs/types';
import type { Button } from '../../src/cards/card.ts';
import { fitLine } from '../../src/cards/fit-text.ts';
import { maxCodeBytes } from '../../src/core/code.ts';

export type Keyboard = InlineKeyboardMarkup;
export type Key = InlineKeyboardButton;

/** T32: sent with every edit, since leaving it out takes the buttons away for good; and empty where there are none. */
export const noKeys: Keyboard = { inline_keyboard: [] };

/** A phone shows about this many letters in a row; more would be cut. */
const lettersInARow = 30;
const keysInARow = 3;
/** T44 */
const mostKeys = 96;

export function keyboardOf(rows: readonly (readonly Key[])[]): Keyboard {
  let left = mostKeys;
  const kept = rows.flatMap((row) => {
    const some = row.slice(0, left);
    left -= some.length;
    return some.length === 0 ? [] : [[...some]];
  });
  return { inline_keyboard: kept };
}

/** Buttons in their order, several in a row while their labels can be read. */
export function rowsOf(keys: readonly Key[]): readonly (readonly Key[])[] {
  const rows: Key[][] = [];
  let letters = 0;
  for (const key of keys) {
    const row = rows.at(-1);
    if (row && row.length < keysInARow && letters + key.text.length <= lettersInARow) {
      row.push(key);
      letters += key.text.length;
    } else {
      rows.push([key]);
      letters = key.text.length;
    }
  }
  return rows;
}

/** T95: older clients show styles as they show any button. */
export function actionKey(label: string, code: string, style?: 'primary' | 'danger'): Key {
  // T20: the server would refuse the whole message for it.
  if (code === '' || Buffer.byteLength(code) > maxCodeBytes) {
    throw new Error(`The code of "${label}" has to be 1 to ${maxCodeBytes} bytes long.`);
  }
  return { text: shown(label), callback_data: code, ...(style === undefined ? {} : { style }) };
}

/** T42 */
export function copyKey(label: string, text: string): Key | null {
  const copied = fitLine(text, 256);
  return copied === '' ? null : { text: shown(label), copy_text: { text: copied } };
}

/** Null for an address that Telegram would refuse together with the message. */
export function linkKey(label: string, url: string): Key | null {
  if (!URL.canParse(url)) return null;
  const { protocol, hostname } = new URL(url);
  const isKnown = protocol === 'https:' || protocol === 'http:' || protocol === 'tg:';
  if (!isKnown || (protocol !== 'tg:' && !hostname.includes('.'))) return null;
  return { text: shown(label), url };
}

export function keyOf(button: Button): Key | null {
  return button.type === 'link'
    ? linkKey(button.label, button.url)
    : actionKey(button.label, button.action, button.style);
}

/** A button without a word would be refused. */
function shown(label: string): string {
  const text = fitLine(label, 100);
  return text === '' ? '…' : text;
}
