/** How people, chats and messages look in the API's JSON. */
import type { Chat, Content, Entity, InlineButton, Json, JsonRecord, Message, WireUser } from './types.ts';
import { telegramItself } from './world.ts';
import type { World } from './world.ts';

export const wireUser = (user: WireUser): JsonRecord => ({ ...user });

export function wireChat(world: World, chat: Chat): JsonRecord {
  if (chat.kind === 'private') {
    const user = world.people.get(chat.id)?.user;
    return {
      id: chat.id,
      type: 'private',
      first_name: user?.first_name ?? '',
      ...(user?.username === undefined ? {} : { username: user.username }),
    };
  }
  return {
    id: chat.id,
    type: chat.kind,
    title: chat.title,
    ...(chat.isForum ? { is_forum: true } : {}),
  };
}

export function wireMessage(world: World, chat: Chat, message: Message): JsonRecord {
  const replied = message.replyTo === null ? undefined : chat.messages.get(message.replyTo);
  return {
    message_id: message.id,
    ...(message.thread === null ? {} : { message_thread_id: message.thread, is_topic_message: true }),
    ...(message.from === null ? {} : { from: wireUser(message.from) }),
    ...(message.senderChat === null ? {} : { sender_chat: wireChatById(world, message.senderChat) }),
    chat: wireChat(world, chat),
    date: seconds(message.sentAt),
    ...(message.editedAt === null ? {} : { edit_date: seconds(message.editedAt) }),
    ...(message.isProtected ? { has_protected_content: true } : {}),
    // A linked channel's post comes by itself (T77).
    ...(message.isForwarded && message.from?.id === telegramItself.id ? { is_automatic_forward: true } : {}),
    ...(message.isForwarded
      ? {
          forward_origin: {
            type: 'hidden_user',
            sender_user_name: 'Somebody',
            date: seconds(message.sentAt),
          },
        }
      : {}),
    ...(replied ? { reply_to_message: wireMessage(world, chat, { ...replied, replyTo: null }) } : {}),
    ...wireContent(message.content),
    ...(message.keyboard === null
      ? {}
      : { reply_markup: { inline_keyboard: message.keyboard.map((row) => row.map(wireButton)) } }),
  };
}

/** Of a card that is too old, or gone, only this much comes with a press (T21). */
export function wireInaccessible(world: World, chat: Chat, message: number): JsonRecord {
  return { chat: wireChat(world, chat), message_id: message, date: 0 };
}

function wireChatById(world: World, id: number): JsonRecord {
  const chat = world.chats.get(id);
  return chat ? wireChat(world, chat) : { id, type: 'channel', title: 'A channel' };
}

function wireContent(content: Content): JsonRecord {
  switch (content.type) {
    case 'text':
      return { text: content.text, ...listed('entities', content.entities.map(wireEntity)) };
    case 'photo':
      return {
        photo: [
          {
            file_id: content.file,
            file_unique_id: content.file,
            width: 640,
            height: 480,
            file_size: content.bytes,
          },
        ],
        ...(content.text === '' ? {} : { caption: content.text }),
        ...listed('caption_entities', content.entities.map(wireEntity)),
      };
    default:
      return content.wire;
  }
}

function wireEntity({ type, offset, length, url, language, userId, unix, format }: Entity): JsonRecord {
  return {
    type,
    offset,
    length,
    ...(url === undefined ? {} : { url }),
    ...(language === undefined ? {} : { language }),
    ...(userId === undefined ? {} : { user: { id: userId, is_bot: false, first_name: '' } }),
    ...(unix === undefined ? {} : { unix_time: unix }),
    ...(format === undefined ? {} : { date_time_format: format }),
  };
}

function wireButton({ label, kind, value, style }: InlineButton): JsonRecord {
  return {
    text: label,
    ...(style === null ? {} : { style }),
    ...(kind === 'callback' ? { callback_data: value } : {}),
    ...(kind === 'url' ? { url: value } : {}),
    ...(kind === 'copy' ? { copy_text: { text: value } } : {}),
    ...(kind === 'disabled' ? { disabled: {} } : {}),
  };
}

const listed = (name: string, items: readonly Json[]): JsonRecord =>
  items.length === 0 ? {} : { [name]: items };

export const seconds = (ms: number) => Math.floor(ms / 1000);
