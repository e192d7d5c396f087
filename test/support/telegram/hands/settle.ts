/** People and chats as they are set up, without a word to the bot beyond what Telegram itself would say. */
import { general } from '../access.ts';
import type { Bench } from '../bench.ts';
import type { Chat, JsonRecord, Member, Status } from '../types.ts';
import { wireMember } from '../methods/about.ts';
import { seconds, wireChat, wireMessage, wireUser } from '../wire.ts';
import { addMessage, botIn, chatOf, isAdmin, isInside, makeChat, makeMember, personOf } from '../world.ts';

export type Settling = ReturnType<typeof makeSettling>;

export function makeSettling(bench: Bench) {
  const { world, updates } = bench;

  function memberChanged(
    kind: 'my_chat_member' | 'chat_member',
    chat: Chat,
    about: { readonly who: number; readonly by: number; readonly before: Member; readonly after: Member },
  ): void {
    // Of others only an admin hears (T78).
    if (kind === 'chat_member' && !isAdmin(botIn(world, chat)?.status)) return;
    const user = about.who === world.bot.id ? world.bot : personOf(world, about.who).user;
    updates.push(
      kind,
      {
        chat: wireChat(world, chat),
        from: wireUser(personOf(world, about.by).user),
        date: seconds(world.now()),
        old_chat_member: wireMember(user, about.before),
        new_chat_member: wireMember(user, about.after),
      },
      kind === 'chat_member' ? `member:${about.who}` : `my:${chat.id}`,
    );
  }
  function setBot(chat: Chat, by: number, after: Member): void {
    const before = botIn(world, chat) ?? makeMember('left');
    chat.members.set(world.bot.id, after);
    memberChanged('my_chat_member', chat, { who: world.bot.id, by, before, after });
  }
  function service(chat: Chat, from: number, wire: JsonRecord, thread: number | null = null): number {
    const message = addMessage(world, chat, {
      from: from === world.bot.id ? world.bot : personOf(world, from).user,
      content: { type: 'service', wire },
      thread,
    });
    updates.push('message', wireMessage(world, chat, message), `chat:${chat.id}`);
    return message.id;
  }
  const adminOf = (chat: Chat): number => {
    const found = [...chat.members].find(([id, { status }]) => id !== world.bot.id && isAdmin(status));
    if (!found) throw new Error(`Nobody administers the chat ${chat.id}.`);
    return found[0];
  };

  return {
    addPerson({
      name,
      language,
      username,
    }: {
      readonly name: string;
      readonly language?: string;
      readonly username?: string;
    }): number {
      const id = world.nextId();
      const user = {
        id,
        is_bot: false,
        first_name: name,
        ...(username === undefined ? {} : { username }),
        ...(language === undefined ? {} : { language_code: language }),
      };
      world.people.set(id, { user, door: 'never started', isDeactivated: false });
      return id;
    },
    /** The first of the members made it; the bot is inside from the beginning unless it is left out. */
    addGroup({
      title,
      kind = 'supergroup',
      members,
      bot = 'member',
    }: {
      readonly title: string;
      readonly kind?: 'group' | 'supergroup' | 'forum';
      readonly members: readonly number[];
      readonly bot?: 'member' | 'administrator' | 'out';
    }): number {
      const number = world.nextId();
      const id = kind === 'group' ? -number : -(1_000_000_000_000 + number);
      const isForum = kind === 'forum';
      const chat = makeChat(id, kind === 'group' ? 'group' : 'supergroup', { title, isForum });
      if (isForum)
        chat.topics.set(general, { id: general, name: 'General', isClosed: false, isDeleted: false });
      for (const [at, person] of members.entries()) {
        personOf(world, person);
        chat.members.set(person, makeMember(at === 0 ? 'creator' : 'member'));
      }
      world.chats.set(id, chat);
      if (bot !== 'out') setBot(chat, adminOf(chat), botMember(bot));
      return id;
    },
    addBot({
      chat,
      by,
      as = 'member',
    }: {
      chat: number;
      by?: number;
      as?: 'member' | 'administrator';
    }): void {
      const there = chatOf(world, chat);
      setBot(there, by ?? adminOf(there), botMember(as));
      service(there, by ?? adminOf(there), { new_chat_members: [wireUser(world.bot)] });
    },
    /** Thrown out by an admin. */
    kickBot({ chat, by }: { chat: number; by?: number }): void {
      const there = chatOf(world, chat);
      setBot(there, by ?? adminOf(there), makeMember('kicked'));
    },
    /** It stays, and may not write any more; or may again. */
    restrictBot({ chat, by, text = false }: { chat: number; by?: number; text?: boolean }): void {
      const there = chatOf(world, chat);
      const rights = { text, photos: text, pin: false, delete: false };
      setBot(there, by ?? adminOf(there), makeMember(text ? 'member' : 'restricted', { rights }));
    },
    promoteBot({ chat, by }: { chat: number; by?: number }): void {
      const there = chatOf(world, chat);
      setBot(there, by ?? adminOf(there), botMember('administrator'));
    },
    makeAdmin({
      chat,
      person,
      anonymous = false,
    }: {
      chat: number;
      person: number;
      anonymous?: boolean;
    }): void {
      change(chat, person, makeMember('administrator', { isAnonymous: anonymous }));
    },
    join({ chat, person }: { chat: number; person: number }): void {
      change(chat, person, makeMember('member'));
      service(chatOf(world, chat), person, { new_chat_members: [wireUser(personOf(world, person).user)] });
    },
    leave({ chat, person }: { chat: number; person: number }): void {
      change(chat, person, makeMember('left'));
      service(chatOf(world, chat), person, { left_chat_member: wireUser(personOf(world, person).user) });
    },
    expel({ chat, person, by }: { chat: number; person: number; by?: number }): void {
      const there = chatOf(world, chat);
      change(chat, person, makeMember('kicked'), by ?? adminOf(there));
      service(there, by ?? adminOf(there), { left_chat_member: wireUser(personOf(world, person).user) });
    },
    deactivate({ person }: { person: number }): void {
      personOf(world, person).isDeactivated = true;
      for (const chat of world.chats.values()) {
        if (chat.kind !== 'private' && chat.members.has(person)) chat.members.set(person, makeMember('left'));
      }
    },
    openTopic({ chat, name, by }: { chat: number; name: string; by?: number }): number {
      const there = chatOf(world, chat);
      if (!there.isForum) throw new Error('Topics are for forums.');
      // A topic is named by its first message.
      const id = service(there, by ?? adminOf(there), {
        forum_topic_created: { name, icon_color: 7_322_096 },
      });
      there.topics.set(id, { id, name, isClosed: false, isDeleted: false });
      return id;
    },
    closeTopic({ chat, topic, by }: { chat: number; topic: number; by?: number }): void {
      const there = chatOf(world, chat);
      topicOf(there, topic).isClosed = true;
      service(there, by ?? adminOf(there), { forum_topic_closed: {} }, topic);
    },
    reopenTopic({ chat, topic, by }: { chat: number; topic: number; by?: number }): void {
      const there = chatOf(world, chat);
      topicOf(there, topic).isClosed = false;
      service(there, by ?? adminOf(there), { forum_topic_reopened: {} }, topic);
    },
    /** With all that stands in it; nobody is told. */
    deleteTopic({ chat, topic }: { chat: number; topic: number }): void {
      const there = chatOf(world, chat);
      topicOf(there, topic).isDeleted = true;
      for (const { id, thread } of there.messages.values()) if (thread === topic) there.messages.delete(id);
    },
    /** A basic group becomes a supergroup: another id, and what stood in the old one is out of reach (T75). */
    migrate({ chat, by }: { chat: number; by?: number }): number {
      const old = chatOf(world, chat);
      if (old.kind !== 'group') throw new Error('Only a basic group can move.');
      const admin = by ?? adminOf(old);
      const id = -(1_000_000_000_000 + world.nextId());
      const next = makeChat(id, 'supergroup', { title: old.title });
      for (const [person, member] of old.members) next.members.set(person, { ...member });
      next.migratedFrom = old.id;
      world.chats.set(id, next);
      service(old, admin, { migrate_to_chat_id: id });
      old.migratedTo = id;
      service(next, admin, { migrate_from_chat_id: old.id });
      return id;
    },
    /** Messages vanish after this, and the bot hears of it once (T82). */
    setVanishing({ chat, seconds: after, by }: { chat: number; seconds: number; by?: number }): void {
      const there = chatOf(world, chat);
      there.vanishAfterMs = after === 0 ? null : after * 1_000;
      service(there, by ?? adminOf(there), {
        message_auto_delete_timer_changed: { message_auto_delete_time: after },
      });
    },
    deleteGroup({ chat, by }: { chat: number; by?: number }): void {
      const there = chatOf(world, chat);
      setBot(there, by ?? adminOf(there), makeMember('left'));
      there.isDeleted = true;
    },
    /** Somebody takes a message away; no bot hears of it. */
    removeMessage({ chat, message }: { chat: number; message: number }): void {
      chatOf(world, chat).messages.delete(message);
    },
  };

  function change(chat: number, person: number, after: Member, by: number = person): void {
    const there = chatOf(world, chat);
    const before = there.members.get(person) ?? makeMember('left');
    there.members.set(person, after);
    memberChanged('chat_member', there, { who: person, by, before, after });
  }
}

function botMember(as: Status): Member {
  const isHigh = as === 'administrator';
  return makeMember(as, { rights: { text: true, photos: true, pin: isHigh, delete: isHigh } });
}

function topicOf(chat: Chat, id: number) {
  const topic = chat.topics.get(id);
  if (!topic) throw new Error(`There is no topic ${id} in the chat ${chat.id}.`);
  return topic;
}

export const isIn = (chat: Chat, person: number) => isInside(chat.members.get(person)?.status);
