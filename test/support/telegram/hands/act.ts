/** What people do with the bot: start it, type, press, share a contact, block it. */
import type { Bench } from '../bench.ts';
import { readFormatted, maxTextLength } from '../formatted.ts';
import type { CallbackAnswer, Chat, Content, InlineButton, JsonRecord, Message, WireUser } from '../types.ts';
import { wireMember } from '../methods/about.ts';
import { seconds, wireChat, wireInaccessible, wireMessage, wireUser } from '../wire.ts';
import {
  addMessage,
  botIn,
  chatOf,
  groupAnonymousBot,
  isAdmin,
  makeChat,
  makeMember,
  personOf,
  telegramItself,
} from '../world.ts';
import { isIn } from './settle.ts';

export type Acting = ReturnType<typeof makeActing>;

export function makeActing(bench: Bench) {
  const { world, updates } = bench;

  /** A private chat is there from the first word on. */
  function privateChat(person: number): Chat {
    const { user } = personOf(world, person);
    const known = world.chats.get(person);
    if (known) return known;
    const chat = makeChat(person, 'private', { title: user.first_name });
    chat.members.set(person, makeMember('member'));
    chat.members.set(world.bot.id, makeMember('member'));
    world.chats.set(person, chat);
    return chat;
  }
  function doorMoved(person: number, before: 'member' | 'kicked', after: 'member' | 'kicked'): void {
    const chat = privateChat(person);
    updates.push(
      'my_chat_member',
      {
        chat: wireChat(world, chat),
        from: wireUser(personOf(world, person).user),
        date: seconds(world.now()),
        old_chat_member: wireMember(world.bot, makeMember(before)),
        new_chat_member: wireMember(world.bot, makeMember(after)),
      },
      `my:${person}`,
    );
  }
  function openDoor(person: number): void {
    const known = personOf(world, person);
    if (known.door === 'blocked') doorMoved(person, 'kicked', 'member');
    known.door = 'open';
  }
  function put(
    chat: Chat,
    about: {
      readonly from: WireUser | null;
      readonly content: Content;
      readonly thread?: number | null;
      readonly replyTo?: number | null;
      readonly senderChat?: number | null;
      readonly isForwarded?: boolean;
    },
  ): number {
    const message = addMessage(world, chat, about);
    if (reachesBot(chat, message)) {
      updates.push('message', wireMessage(world, chat, message), `chat:${chat.id}`);
    }
    return message.id;
  }
  /** Privacy mode, unless the bot is an admin (T70). */
  function reachesBot(chat: Chat, { content, replyTo }: Message): boolean {
    if (chat.kind === 'private' || isAdmin(botIn(world, chat)?.status)) return true;
    if (botIn(world, chat) === undefined) return false;
    if (replyTo !== null && chat.messages.get(replyTo)?.from?.id === world.bot.id) return true;
    return content.type === 'text' && content.entities.some(({ type }) => type === 'bot_command');
  }
  function whereOf(person: number, chat: number | undefined): Chat {
    if (chat === undefined || chat === person) {
      if (personOf(world, person).door !== 'open') throw new Error('They have to start the bot first.');
      return privateChat(person);
    }
    const there = chatOf(world, chat);
    if (!isIn(there, person))
      throw new Error(`${personOf(world, person).user.first_name} is not in the chat.`);
    return there;
  }

  return {
    /** Presses Start, from a deep link with its payload (T49). */
    start({ person, payload = '' }: { readonly person: number; readonly payload?: string }): number {
      if (!/^[A-Za-z0-9_-]{0,64}$/.test(payload)) {
        throw new Error(`A deep link can't hold the payload "${payload}" (T49).`);
      }
      openDoor(person);
      const text = payload === '' ? '/start' : `/start ${payload}`;
      return put(privateChat(person), { from: personOf(world, person).user, content: typed(text) });
    },
    /** Follows a link: into the bot, with its payload. Answers false where it leads elsewhere. */
    follow({ person, url }: { readonly person: number; readonly url: string }): boolean {
      const found = new RegExp(`^https://t\\.me/${world.bot.username}\\?start=([^&]*)$`, 'i').exec(url);
      if (!found) return false;
      this.start({ person, payload: found[1] ?? '' });
      return true;
    },
    say({
      person,
      text,
      chat,
      thread = null,
      replyTo = null,
      anonymously = false,
    }: {
      readonly person: number;
      readonly text: string;
      readonly chat?: number;
      readonly thread?: number | null;
      readonly replyTo?: number | null;
      readonly anonymously?: boolean;
    }): number {
      const there = whereOf(person, chat);
      const content = typed(text);
      if (!anonymously) {
        return put(there, { from: personOf(world, person).user, content, thread, replyTo });
      }
      return put(there, { from: groupAnonymousBot, senderChat: there.id, content, thread, replyTo });
    },
    /** Corrects what was typed; the bot may hear of it. */
    correct({
      person,
      chat,
      message,
      text,
    }: {
      person: number;
      chat?: number;
      message: number;
      text: string;
    }): void {
      const there = whereOf(person, chat);
      const found = there.messages.get(message);
      if (!found) throw new Error('That message is not there.');
      Object.assign(found, { content: typed(text), editedAt: world.now() });
      if (reachesBot(there, found)) {
        updates.push('edited_message', wireMessage(world, there, found), `chat:${there.id}`);
      }
    },
    /** A linked channel posts into its group (T77). */
    postFromChannel({ chat, text }: { readonly chat: number; readonly text: string }): number {
      return put(chatOf(world, chat), {
        from: telegramItself,
        senderChat: -1_009_999_999_999,
        content: typed(text),
        isForwarded: true,
      });
    },
    forward({ person, text }: { readonly person: number; readonly text: string }): number {
      return put(whereOf(person, undefined), {
        from: personOf(world, person).user,
        content: typed(text),
        isForwarded: true,
      });
    },
    /** A contact out of the address book, or the own one, which alone is a proof (T81). */
    shareContact({
      person,
      phone,
      name,
      lastName,
      own = false,
    }: {
      readonly person: number;
      readonly phone: string;
      readonly name: string;
      readonly lastName?: string;
      readonly own?: boolean;
    }): number {
      const contact = {
        phone_number: phone,
        first_name: name,
        ...(lastName === undefined ? {} : { last_name: lastName }),
        ...(own ? { user_id: person } : {}),
      };
      return put(whereOf(person, undefined), {
        from: personOf(world, person).user,
        content: { type: 'contact', wire: { contact } },
      });
    },
    /** Something that is no text: a sticker, a voice message, a picture. */
    send({
      person,
      chat,
      wire,
    }: {
      readonly person: number;
      readonly chat?: number;
      readonly wire: JsonRecord;
    }) {
      return put(whereOf(person, chat), {
        from: personOf(world, person).user,
        content: { type: 'other', wire },
      });
    },
    /** Answers the id of the query. */
    press({ person, chat, message, button, data, isInaccessible = false }: PressHow): string {
      const there = chatOf(world, chat);
      if (there.kind !== 'private' && !isIn(there, person)) throw new Error('They are not in the chat.');
      const stands = there.messages.get(message);
      const code = data ?? buttonOf(stands, button ?? '').value;
      const id = String(world.nextId());
      world.queries.set(id, { id, person, chat, message, data: code, at: world.now(), answer: null });
      const isOld =
        isInaccessible || !stands || world.now() - stands.sentAt > bench.switches.inaccessibleAfterMs;
      updates.push(
        'callback_query',
        {
          id,
          from: wireUser(personOf(world, person).user),
          message: isOld ? wireInaccessible(world, there, message) : wireMessage(world, there, stands),
          chat_instance: String(chat),
          data: code,
        },
        `user:${person}`,
      );
      return id;
    },
    answerOf: (query: string): CallbackAnswer | null => world.queries.get(query)?.answer ?? null,
    block({ person }: { readonly person: number }): void {
      personOf(world, person).door = 'blocked';
      doorMoved(person, 'member', 'kicked');
    },
    unblock({ person }: { readonly person: number }): void {
      openDoor(person);
    },
  };
}

export type PressHow = {
  readonly person: number;
  readonly chat: number;
  readonly message: number;
  /** What is under it, by its label or by its code. */
  readonly button?: string;
  /** A code that need not stand there: an old card, a changed client (T24). */
  readonly data?: string;
  readonly isInaccessible?: boolean;
};

function buttonOf(message: Message | undefined, button: string): InlineButton {
  const all = (message?.keyboard ?? []).flat();
  const found =
    all.find(({ kind, value }) => kind === 'callback' && value === button) ??
    all.find(({ kind, label }) => kind === 'callback' && label === button);
  if (found) return found;
  const there = all.map(({ label, value }) => `${label} (${value})`).join(', ');
  throw new Error(`There is no button "${button}" under it; there are: ${there === '' ? 'none' : there}.`);
}

function typed(text: string): Content {
  return { type: 'text', ...readFormatted(text, null, { length: maxTextLength, what: 'message' }) };
}
