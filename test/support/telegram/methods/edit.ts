/** What changes or takes away a message that stands (T31–T34). */
import { checkReadable, editableMessage } from '../access.ts';
import { badRequest, forbidden, notModified } from '../api-error.ts';
import type { Bench, Methods } from '../bench.ts';
import { isRecord } from '../keyboard.ts';
import { wordOf } from '../params.ts';
import type { Params } from '../params.ts';
import type { Chat, Content, Json, Message } from '../types.ts';
import { wireMessage } from '../wire.ts';
import { botIn, isAdmin } from '../world.ts';
import type { World } from '../world.ts';
import { readPhoto } from './photo.ts';
import { captionIn, chatIdOf, inlineIn, textIn } from './target.ts';

export const editing: Methods = {
  editMessageText: {
    takes: ['chat_id', 'message_id', 'text', 'parse_mode', 'link_preview_options', 'reply_markup'],
    run(bench, params) {
      const text = textIn(params);
      return edit(bench, params, (message) => {
        if (message.content.type !== 'text') throw badRequest('there is no text in the message to edit');
        return { type: 'text', ...text };
      });
    },
  },
  editMessageCaption: {
    takes: ['chat_id', 'message_id', 'caption', 'parse_mode', 'show_caption_above_media', 'reply_markup'],
    run(bench, params) {
      const caption = captionIn(params.string('caption'), params.string('parse_mode'));
      return edit(bench, params, ({ content }) => {
        if (content.type !== 'photo') throw badRequest('there is no caption in the message to edit');
        return { ...content, ...caption };
      });
    },
  },
  editMessageMedia: {
    takes: ['chat_id', 'message_id', 'media', 'reply_markup'],
    run(bench, params) {
      const media = params.json('media');
      if (!isRecord(media)) throw badRequest("can't parse InputMedia: Can't parse InputMedia JSON object");
      if (media['type'] !== 'photo') throw badRequest("can't parse InputMedia: type must be photo here");
      const photo = readPhoto(wordOf(media['media']), params, 'media');
      const caption = captionIn(wordOf(media['caption']), wordOf(media['parse_mode']));
      return edit(bench, params, () => ({ type: 'photo', ...photo, ...caption }));
    },
  },
  editMessageReplyMarkup: {
    takes: ['chat_id', 'message_id', 'reply_markup'],
    run: (bench, params) => edit(bench, params, ({ content }) => content),
  },
  deleteMessage: {
    takes: ['chat_id', 'message_id'],
    run(bench, params) {
      const chat = readable(bench.world, chatIdOf(params));
      const message = chat.messages.get(params.integer('message_id') ?? 0);
      if (!message) throw badRequest('message to delete not found');
      checkDeletable(bench, chat, message);
      chat.messages.delete(message.id);
      return true;
    },
  },
  deleteMessages: {
    takes: ['chat_id', 'message_ids'],
    run(bench, params) {
      const chat = readable(bench.world, chatIdOf(params));
      const ids = params.json('message_ids');
      if (!Array.isArray(ids) || ids.length < 1 || ids.length > 100) {
        throw badRequest('message identifiers are not specified');
      }
      for (const id of ids) {
        const message = chat.messages.get(Number(id));
        if (!message) continue;
        checkDeletable(bench, chat, message);
        chat.messages.delete(message.id);
      }
      return true;
    },
  },
};

function edit(bench: Bench, params: Params, change: (message: Message) => Content): Json {
  const { world } = bench;
  const chatId = chatIdOf(params);
  const { keyboard, keyboardWire } = inlineIn(world, params, chatId);
  const chat = readable(world, chatId);
  const message = editableMessage(world, chat, params.integer('message_id'));
  const content = change(message);
  if (isSame(message, content, keyboardWire)) throw badRequest(notModified);
  bench.rates.admit(chat);
  Object.assign(message, {
    content,
    keyboard,
    keyboardWire,
    editedAt: world.now(),
    edits: message.edits + 1,
  });
  bench.guard.look(chat, message);
  return wireMessage(world, chat, message);
}

/** A private chat that is shut is shut for edits, too [K]. */
function readable(world: World, chatId: number): Chat {
  const person = world.people.get(chatId);
  if (person?.isDeactivated) throw forbidden('user is deactivated');
  if (person?.door === 'blocked') throw forbidden('bot was blocked by the user');
  return checkReadable(world, chatId);
}

const isSame = (message: Message, content: Content, keyboardWire: string) =>
  message.keyboardWire === keyboardWire && JSON.stringify(message.content) === JSON.stringify(content);

function checkDeletable({ world, switches }: Bench, chat: Chat, message: Message): void {
  const isOwn = message.from?.id === world.bot.id;
  const bot = botIn(world, chat);
  const mayDelete = chat.kind === 'private' || (isAdmin(bot?.status) && bot?.rights.delete);
  if (!isOwn && !mayDelete) throw badRequest("message can't be deleted");
  const isLimited = chat.kind !== 'supergroup' || switches.deleteInSupergroupsToo;
  if (isLimited && world.now() - message.sentAt > switches.deleteWithinMs) {
    throw badRequest("message can't be deleted for everyone");
  }
}
