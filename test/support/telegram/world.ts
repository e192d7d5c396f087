/** The state of the stand-in: one bot, the people and chats around it, and what was recorded. It moves nothing by itself. */
import { badRequest } from './api-error.ts';
import type {
  CallbackQuery,
  Chat,
  ChatKind,
  Content,
  Keyboard,
  Member,
  Message,
  Person,
  Status,
  Violation,
  WireUser,
} from './types.ts';

export type World = {
  readonly token: string;
  readonly bot: WireUser & { readonly username: string };
  readonly people: Map<number, Person>;
  readonly chats: Map<number, Chat>;
  readonly queries: Map<string, CallbackQuery>;
  readonly violations: Violation[];
  now(): number;
  /** Telegram's time goes on. */
  forward(ms: number): void;
  nextId(): number;
  nextMessageId(chat: Chat): number;
  violate(what: string, chat: number | null): void;
};

/** Who stands behind an anonymous admin, and behind a post of a linked channel (T77). */
export const groupAnonymousBot: WireUser = {
  id: 1_087_968_824,
  is_bot: true,
  first_name: 'Group',
  username: 'GroupAnonymousBot',
};
export const telegramItself: WireUser = { id: 777_000, is_bot: false, first_name: 'Telegram' };

export function makeWorld(options: { readonly token: string; readonly username: string }): World {
  const violations: Violation[] = [];
  let offset = 0;
  let counted = 500_000_000;
  let messages = 0;
  const now = () => Date.now() + offset;
  return {
    token: options.token,
    bot: {
      id: Number(options.token.split(':')[0]),
      is_bot: true,
      first_name: 'Baton',
      username: options.username,
    },
    people: new Map(),
    chats: new Map(),
    queries: new Map(),
    violations,
    now,
    forward(ms) {
      offset += ms;
    },
    nextId: () => (counted += 1),
    // Supergroups count for themselves; private chats and basic groups share one row of numbers.
    nextMessageId: (chat) => (chat.kind === 'supergroup' ? (chat.lastMessage += 1) : (messages += 1)),
    violate: (what, chat) => violations.push({ at: now(), what, chat }),
  };
}

export function makeChat(
  id: number,
  kind: ChatKind,
  about: { readonly title: string; readonly isForum?: boolean },
): Chat {
  return {
    id,
    kind,
    title: about.title,
    isForum: about.isForum ?? false,
    members: new Map(),
    topics: new Map(),
    messages: new Map(),
    // The first message of a supergroup tells that it was made.
    lastMessage: 1,
    vanishAfterMs: null,
    migratedTo: null,
    migratedFrom: null,
    isDeleted: false,
  };
}

export function makeMember(status: Status, more: Partial<Member> = {}): Member {
  return {
    status,
    rights: { text: true, photos: true, pin: false, delete: false },
    isAnonymous: false,
    ...more,
  };
}

export const isInside = (status: Status | undefined) =>
  status !== undefined && status !== 'left' && status !== 'kicked';
export const isAdmin = (status: Status | undefined) => status === 'creator' || status === 'administrator';

export function personOf(world: World, id: number): Person {
  const person = world.people.get(id);
  if (!person) throw badRequest('user not found');
  return person;
}

export function chatOf(world: World, id: number): Chat {
  const chat = world.chats.get(id);
  if (!chat) throw badRequest('chat not found');
  vanish(world, chat);
  return chat;
}

export function botIn(world: World, chat: Chat): Member | undefined {
  return chat.members.get(world.bot.id);
}

/** What the timer of the chat has taken since anybody looked; nobody is told (T82). */
function vanish(world: World, chat: Chat): void {
  const { vanishAfterMs } = chat;
  if (vanishAfterMs === null) return;
  for (const message of chat.messages.values()) {
    if (message.sentAt + vanishAfterMs <= world.now()) chat.messages.delete(message.id);
  }
}

export function addMessage(
  world: World,
  chat: Chat,
  about: {
    readonly from: WireUser | null;
    readonly content: Content;
    readonly thread?: number | null;
    readonly senderChat?: number | null;
    readonly isForwarded?: boolean;
    readonly keyboard?: Keyboard | null;
    readonly keyboardWire?: string;
    readonly hasReplyKeyboard?: boolean;
    readonly isProtected?: boolean;
    readonly replyTo?: number | null;
  },
): Message {
  const message: Message = {
    chat: chat.id,
    id: world.nextMessageId(chat),
    thread: about.thread ?? null,
    from: about.from,
    senderChat: about.senderChat ?? null,
    isForwarded: about.isForwarded ?? false,
    sentAt: world.now(),
    content: about.content,
    keyboard: about.keyboard ?? null,
    keyboardWire: about.keyboardWire ?? '',
    hasReplyKeyboard: about.hasReplyKeyboard ?? false,
    isProtected: about.isProtected ?? false,
    replyTo: about.replyTo ?? null,
    editedAt: null,
    edits: 0,
  };
  chat.messages.set(message.id, message);
  return message;
}

export const textOf = (content: Content): string =>
  content.type === 'text' || content.type === 'photo' ? content.text : '';
