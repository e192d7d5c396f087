/**
 * Updates as they come from outside: read with limits, in the few kinds that mean something here. Anything else is null,
 * and done with (T10). It decides nothing.
 */
import { z } from 'zod';
import type { Channel, MessageId, Person } from '../../src/chat/port.ts';
import type { Language } from '../../src/core/member.ts';
import type { JsonObject } from './store.ts';

/** Named in full at every start, as Telegram remembers an older list (T3); `chat_member` comes only if it is named (T78). */
export const allowedUpdates = ['message', 'callback_query', 'my_chat_member', 'chat_member'] as const;

const id = z.int();
const text = z.string().max(8192);

const userShape = z.object({
  id,
  is_bot: z.boolean().default(false),
  first_name: z.string().max(512).default(''),
  last_name: z.string().max(512).optional(),
  language_code: z.string().max(35).optional(),
});
export type User = z.infer<typeof userShape>;

const chatShape = z.object({
  id,
  type: z.enum(['private', 'group', 'supergroup', 'channel']),
  title: z.string().max(512).optional(),
});

const messageShape = z.object({
  message_id: id,
  date: id,
  chat: chatShape,
  from: userShape.optional(),
  sender_chat: chatShape.optional(),
  message_thread_id: id.optional(),
  is_topic_message: z.boolean().optional(),
  is_automatic_forward: z.boolean().optional(),
  text: text.optional(),
  caption: text.optional(),
  contact: z
    .object({
      phone_number: z.string().max(64),
      first_name: z.string().max(512),
      last_name: z.string().max(512).optional(),
    })
    .optional(),
  forward_origin: z.looseObject({ type: z.string().max(64) }).optional(),
  new_chat_members: z.array(userShape).max(500).optional(),
  left_chat_member: userShape.optional(),
  migrate_to_chat_id: id.optional(),
  migrate_from_chat_id: id.optional(),
  forum_topic_closed: z.looseObject({}).optional(),
  forum_topic_reopened: z.looseObject({}).optional(),
  general_forum_topic_hidden: z.looseObject({}).optional(),
  general_forum_topic_unhidden: z.looseObject({}).optional(),
});
export type Message = z.infer<typeof messageShape>;

const memberShape = z.object({
  status: z.enum(['creator', 'administrator', 'member', 'restricted', 'left', 'kicked']),
  user: userShape,
  is_member: z.boolean().optional(),
  can_send_messages: z.boolean().optional(),
  can_post_messages: z.boolean().optional(),
  can_manage_topics: z.boolean().optional(),
});
export type Member = z.infer<typeof memberShape>;
export { memberShape };

const memberChangeShape = z.object({
  chat: chatShape,
  from: userShape,
  date: id,
  old_chat_member: memberShape,
  new_chat_member: memberShape,
});
export type MemberChange = z.infer<typeof memberChangeShape>;

const queryShape = z.object({
  id: z.string().min(1).max(64),
  from: userShape,
  data: z.string().max(256).optional(),
  // T21: of an old message there is no more than this, and its date is 0.
  message: z
    .object({
      message_id: id,
      chat: chatShape,
      message_thread_id: id.optional(),
      is_topic_message: z.boolean().optional(),
    })
    .optional(),
});
export type Query = z.infer<typeof queryShape>;

export type Incoming =
  | { readonly type: 'query'; readonly query: Query }
  | { readonly type: 'message'; readonly message: Message }
  | { readonly type: 'own membership'; readonly change: MemberChange }
  | { readonly type: 'membership'; readonly change: MemberChange };

/** The number by which it is confirmed; null for what is no update at all. */
export function updateIdOf(body: unknown): number | null {
  const read = z.looseObject({ update_id: id }).safeParse(body);
  return read.success ? read.data.update_id : null;
}

export function readUpdate(body: unknown): Incoming | null {
  const read = updateShape.safeParse(body);
  if (!read.success) return null;
  const { callback_query: query, message, my_chat_member: own, chat_member: other } = read.data;
  if (query) return { type: 'query', query };
  if (message) return { type: 'message', message };
  if (own) return { type: 'own membership', change: own };
  return other ? { type: 'membership', change: other } : null;
}

const updateShape = z.object({
  callback_query: queryShape.optional(),
  message: messageShape.optional(),
  my_chat_member: memberChangeShape.optional(),
  chat_member: memberChangeShape.optional(),
});

/** Only what somebody sent as JSON is kept. */
export function bodyOf(body: unknown): JsonObject {
  return z.record(z.string(), z.json()).parse(body);
}

/**
 * Within one lane order is kept (T7). What a person does, wherever they do it, is one lane, since their form is one;
 * what happens to a chat is another. A private chat has the id of its person.
 */
export function laneOf(incoming: Incoming): string {
  switch (incoming.type) {
    case 'query':
      return `p:${incoming.query.from.id}`;
    case 'message': {
      const { from, chat, left_chat_member: left, new_chat_members: joined } = incoming.message;
      const isAboutChat = left !== undefined || joined !== undefined || from === undefined;
      return isAboutChat || isService(incoming.message) ? `c:${chat.id}` : `p:${from.id}`;
    }
    case 'own membership':
    case 'membership': {
      const { chat } = incoming.change;
      return chat.type === 'private' ? `p:${chat.id}` : `c:${chat.id}`;
    }
    default:
      return incoming satisfies never;
  }
}

function isService(message: Message): boolean {
  return (
    message.migrate_to_chat_id !== undefined ||
    message.migrate_from_chat_id !== undefined ||
    isTopicClosed(message) !== null
  );
}

/** Null for what is not about that. General is closed when it is hidden. */
export function isTopicClosed(message: Message): boolean | null {
  if (message.forum_topic_closed ?? message.general_forum_topic_hidden) return true;
  return (message.forum_topic_reopened ?? message.general_forum_topic_unhidden) ? false : null;
}

type Standing = Pick<Message, 'message_id' | 'chat' | 'message_thread_id' | 'is_topic_message'>;

/** Null in a private chat. General is no thread (T74), and neither is a chain of answers in a group without topics. */
export function placeOf({
  chat,
  message_thread_id: thread,
  is_topic_message: isTopic,
}: Standing): Channel | null {
  if (chat.type === 'private') return null;
  return { channel: String(chat.id), thread: isTopic && thread !== undefined ? String(thread) : null };
}

export function messageIdOf(message: Standing): MessageId {
  const place = placeOf(message) ?? { channel: String(message.chat.id), thread: null };
  return { ...place, message: String(message.message_id) };
}

/** T80: the number alone is who somebody is. */
export function personOf(user: User): Person {
  const name = [user.first_name, user.last_name ?? ''].join(' ').trim();
  return { id: String(user.id), name: name === '' ? String(user.id) : name, language: languageOf(user) };
}

function languageOf({ language_code: code = '' }: User): Language | null {
  const [main] = code.toLowerCase().split('-');
  return main === 'uk' || main === 'en' ? main : null;
}

/** T77: GroupAnonymousBot, and the account in whose name a linked channel speaks. */
const nobodies: ReadonlySet<number> = new Set([1_087_968_824, 777_000, 136_817_688]);

/** Whether nobody can tell which human being it is. */
export function isNobody(user: User): boolean {
  return user.is_bot || nobodies.has(user.id);
}

export function isIn({ status, is_member: isMember }: Member): boolean {
  return status === 'restricted' ? isMember === true : status !== 'left' && status !== 'kicked';
}
