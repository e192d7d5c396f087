/** What several methods read of a call: where it goes, what is under it, how it looks. */
import { badRequest } from '../api-error.ts';
import { maxCaptionLength, maxTextLength, readFormatted } from '../formatted.ts';
import { isRecord, readMarkup } from '../keyboard.ts';
import type { Markup } from '../keyboard.ts';
import type { Params } from '../params.ts';
import type { Chat, Formatted, Keyboard } from '../types.ts';
import type { World } from '../world.ts';

export function chatIdOf(params: Params): number {
  const text = params.string('chat_id');
  if (text === null || text.trim() === '') throw badRequest('chat_id is empty');
  if (!/^-?\d{1,16}$/.test(text.trim())) throw badRequest('chat not found');
  return Number(text);
}

export function textIn(params: Params): Formatted {
  const formatted = readFormatted(params.string('text') ?? '', params.string('parse_mode'), {
    length: maxTextLength,
    what: 'message',
  });
  if (formatted.text === '') throw badRequest('message text is empty');
  return formatted;
}

export function captionIn(source: string | null, parseMode: string | null): Formatted {
  return readFormatted(source ?? '', parseMode, { length: maxCaptionLength, what: 'message caption' });
}

export function markupIn(world: World, params: Params, chatId: number): Markup {
  return readMarkup(params.json('reply_markup'), world.chats.get(chatId)?.kind ?? 'private');
}

/** An edit takes inline keyboards alone; without one it takes the keyboard away (T32). */
export function inlineIn(
  world: World,
  params: Params,
  chatId: number,
): { readonly keyboard: Keyboard | null; readonly keyboardWire: string } {
  const markup = markupIn(world, params, chatId);
  if (markup.type === 'reply') throw badRequest('inline keyboard expected');
  return markup.type === 'inline'
    ? { keyboard: markup.keyboard, keyboardWire: markup.wire }
    : { keyboard: null, keyboardWire: '' };
}

/** The message that is answered, if it stands there (T36). */
export function replyIn(chat: Chat, params: Params): number | null {
  const value = params.json('reply_parameters');
  if (value === undefined || value === null) return null;
  if (!isRecord(value)) throw badRequest("can't parse reply parameters JSON object");
  const id = Number(value['message_id']);
  if (chat.messages.has(id)) return id;
  if (value['allow_sending_without_reply'] === true) return null;
  throw badRequest('message to be replied not found');
}
