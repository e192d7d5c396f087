/** Whether the bot may write somewhere, in the server's words and order (`check_chat_access`; section 9). */
import { badRequest, forbidden } from './api-error.ts';
import type { Chat, Message } from './types.ts';
import { botIn, chatOf, isInside } from './world.ts';
import type { World } from './world.ts';

export function checkReadable(world: World, chatId: number): Chat {
  if (!world.chats.has(chatId) && world.people.has(chatId)) throw badRequest('chat not found');
  const chat = chatOf(world, chatId);
  if (chat.kind === 'private') return chat;
  const status = botIn(world, chat)?.status;
  if (chat.isDeleted) throw forbidden('the group chat was deleted');
  if (status === 'kicked') throw forbidden(`bot was kicked from the ${chat.kind} chat`);
  if (!isInside(status) && chat.migratedTo === null) {
    throw forbidden(`bot is not a member of the ${chat.kind} chat`);
  }
  return chat;
}

export function checkWritable(
  world: World,
  chatId: number,
  what: 'text' | 'photos',
  thread: number | null,
): Chat {
  const person = world.people.get(chatId);
  if (person) {
    if (person.user.is_bot) throw forbidden("the bot can't send messages to the bot");
    if (person.isDeactivated) throw forbidden('user is deactivated');
    if (person.door === 'blocked') throw forbidden('bot was blocked by the user');
    if (person.door === 'never started') throw forbidden("bot can't initiate conversation with a user");
  }
  const chat = chatOf(world, chatId);
  // Raised for writing alone, not for edits (T75).
  if (chat.migratedTo !== null) {
    throw badRequest('group chat was upgraded to a supergroup chat', { migrate_to_chat_id: chat.migratedTo });
  }
  checkReadable(world, chatId);
  const bot = botIn(world, chat);
  if (chat.kind !== 'private' && bot?.rights[what] !== true) {
    throw badRequest(`not enough rights to send ${what === 'text' ? 'text messages' : 'photos'} to the chat`);
  }
  checkThread(chat, thread);
  return chat;
}

/** T74: General is left out; given as 1 it fails like one that is not there. */
function checkThread(chat: Chat, thread: number | null): void {
  if (!chat.isForum) {
    if (thread !== null) throw badRequest('message thread not found');
    return;
  }
  const topic = chat.topics.get(thread ?? general);
  if (thread === general || !topic || topic.isDeleted) throw badRequest('message thread not found');
  if (topic.isClosed) throw badRequest('TOPIC_CLOSED');
}

export const general = 1;

/** A message that the bot may edit (T31). */
export function editableMessage(world: World, chat: Chat, messageId: number | null): Message {
  const message = messageId === null ? undefined : chat.messages.get(messageId);
  // What stood in a basic group can't be edited any more once it has moved (X11).
  if (!message || chat.migratedTo !== null) throw badRequest('message to edit not found');
  const isOwn = message.from?.id === world.bot.id;
  if (!isOwn || message.isForwarded || message.content.type === 'service' || message.hasReplyKeyboard) {
    throw badRequest("message can't be edited");
  }
  return message;
}
