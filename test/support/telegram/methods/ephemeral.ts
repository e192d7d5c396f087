/** Messages that one person sees in a group (T90–T93): a short window, no ordinary edits, and no promise that they arrive. */
import { badRequest } from '../api-error.ts';
import type { Bench, Methods } from '../bench.ts';
import { isRecord } from '../keyboard.ts';
import type { Markup } from '../keyboard.ts';
import { wordOf } from '../params.ts';
import type { Chat, Content, Json, Message } from '../types.ts';
import { wireChat } from '../wire.ts';
import { botIn, isAdmin, isInside } from '../world.ts';
import { chatIdOf, inlineIn, textIn } from './target.ts';

const windowMs = 15_000;

export function sendEphemeral(bench: Bench, chat: Chat, about: Json, content: Content, markup: Markup): Json {
  const { world } = bench;
  if (!isRecord(about)) throw badRequest("can't parse ephemeral message parameters JSON object");
  if (chat.kind === 'private') throw badRequest('CHAT_TYPE_INVALID');
  const receiver = Number(about['receiver_user_id']);
  if (!isInside(chat.members.get(receiver)?.status)) throw badRequest('USER_NOT_PARTICIPANT');
  const query = world.queries.get(wordOf(about['callback_query_id']));
  const isInWindow =
    query !== undefined &&
    query.person === receiver &&
    query.chat === chat.id &&
    world.now() - query.at <= windowMs;
  if (!isAdmin(botIn(world, chat)?.status) && !isInWindow) throw badRequest('MESSAGE_NOT_COMMAND');
  bench.rates.admit(chat);
  const id = world.nextId();
  const message: Message = {
    chat: chat.id,
    id: 0,
    thread: null,
    from: world.bot,
    senderChat: null,
    isForwarded: false,
    sentAt: world.now(),
    content,
    keyboard: markup.type === 'inline' ? markup.keyboard : null,
    keyboardWire: '',
    hasReplyKeyboard: false,
    isProtected: false,
    replyTo: null,
    editedAt: null,
    edits: 0,
  };
  bench.ephemerals.set(id, { id, receiver, message, isLost: bench.switches.losesEphemerals });
  bench.guard.look(chat, message);
  return { message_id: 0, ephemeral_message_id: id, date: 0, chat: wireChat(world, chat) };
}

export const ephemeral: Methods = {
  editEphemeralMessageText: {
    takes: ['chat_id', 'ephemeral_message_id', 'text', 'parse_mode', 'reply_markup', 'link_preview_options'],
    run(bench, params) {
      const text = textIn(params);
      // Beyond a caption's length it was refused (T93).
      if (text.text.length > 1_024) throw badRequest('MEDIA_CAPTION_TOO_LONG');
      const found = bench.ephemerals.get(params.integer('ephemeral_message_id') ?? 0);
      if (!found) throw badRequest('message to edit not found');
      found.message.content = { type: 'text', ...text };
      found.message.keyboard = inlineIn(bench.world, params, chatIdOf(params)).keyboard;
      return true;
    },
  },
  deleteEphemeralMessage: {
    takes: ['chat_id', 'ephemeral_message_id'],
    run(bench, params) {
      if (!bench.ephemerals.delete(params.integer('ephemeral_message_id') ?? 0)) {
        throw badRequest('message to delete not found');
      }
      return true;
    },
  },
};
