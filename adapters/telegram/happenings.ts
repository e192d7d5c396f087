/** What happens to chats and people, in the words of the port. Pure; the same fact told twice by Telegram has one id. */
import type { Happening } from '../../src/chat/happening.ts';
import type { Channel } from '../../src/chat/port.ts';
import { isIn, isTopicClosed, placeOf } from './update.ts';
import type { Incoming, Member, MemberChange, Message } from './update.ts';

type Fact = Happening extends infer Each
  ? Each extends Happening
    ? Omit<Each, 'platform' | 'id' | 'at'>
    : never
  : never;

export function happeningsOf(incoming: Incoming, at: number): readonly Happening[] {
  switch (incoming.type) {
    case 'query':
      return [];
    case 'message':
      return ofMessage(incoming.message, at);
    case 'own membership':
      return ofOwnMembership(incoming.change, at);
    case 'membership':
      return ofMembership(incoming.change, at);
    default:
      return incoming satisfies never;
  }
}

/** A group got another number (T75), told by both chats and by the next call that fails. */
export function movedTo(from: string, to: string, at: number): Happening {
  return happening(`moved:${from}:${to}`, at, { type: 'place moved', from, to, keepsMessages: false });
}

function ofMessage(message: Message, at: number): readonly Happening[] {
  const { chat, date } = message;
  if (chat.type === 'private' || chat.type === 'channel') return [];
  const channel = String(chat.id);
  if (message.migrate_to_chat_id !== undefined) {
    return [movedTo(channel, String(message.migrate_to_chat_id), at)];
  }
  if (message.migrate_from_chat_id !== undefined) {
    return [movedTo(String(message.migrate_from_chat_id), channel, at)];
  }
  const whole: Channel = { channel, thread: null };
  const { left_chat_member: left, new_chat_members: joined = [] } = message;
  if (left) return left.is_bot ? [] : [personLeft(whole, left.id, date, at)];
  if (joined.length > 0) {
    return joined.filter((user) => !user.is_bot).map((user) => personJoined(whole, user.id, date, at));
  }
  return topicHappenings(message, at);
}

function topicHappenings(message: Message, at: number): readonly Happening[] {
  const isClosed = isTopicClosed(message);
  // General has no number (T74).
  const place = placeOf({ ...message, is_topic_message: true });
  if (isClosed === null || place === null) return [];
  const id = `topic:${place.channel}:${message.message_id}`;
  return [
    happening(
      id,
      at,
      isClosed ? { type: 'place lost', place, problem: 'topic_closed' } : { type: 'place usable', place },
    ),
  ];
}

function ofOwnMembership(change: MemberChange, at: number): readonly Happening[] {
  const { chat, date, new_chat_member: now } = change;
  const id = `own:${chat.id}:${date}:${now.status}`;
  if (chat.type === 'private') {
    const type = now.status === 'kicked' || now.status === 'left' ? 'private closed' : 'private opened';
    return [happening(id, at, { type, person: String(chat.id) })];
  }
  const place: Channel = { channel: String(chat.id), thread: null };
  if (!isIn(now)) return [happening(id, at, { type: 'place lost', place, problem: 'not_in_channel' })];
  if (!mayWrite(now)) return [happening(id, at, { type: 'place lost', place, problem: 'no_right_to_post' })];
  if (chat.type === 'group')
    return [happening(id, at, { type: 'place lost', place, problem: 'basic_group' })];
  return [happening(id, at, { type: 'place usable', place })];
}

/** T78: comes only where the bot is an admin. */
function ofMembership(change: MemberChange, at: number): readonly Happening[] {
  const { chat, date, old_chat_member: before, new_chat_member: now } = change;
  const place: Channel = { channel: String(chat.id), thread: null };
  if (chat.type === 'private' || now.user.is_bot || isIn(before) === isIn(now)) return [];
  return [isIn(now) ? personJoined(place, now.user.id, date, at) : personLeft(place, now.user.id, date, at)];
}

export function mayWrite(member: Member): boolean {
  if (member.status === 'restricted') return member.can_send_messages === true;
  return isIn(member);
}

/** By the second in which it happened: told as a membership and as a message. */
function personLeft(place: Channel, person: number, date: number, at: number): Happening {
  return happening(`left:${place.channel}:${person}:${date}`, at, {
    type: 'person left place',
    person: String(person),
    place,
  });
}

function personJoined(place: Channel, person: number, date: number, at: number): Happening {
  return happening(`joined:${place.channel}:${person}:${date}`, at, {
    type: 'person joined place',
    person: String(person),
    place,
  });
}

function happening(id: string, at: number, fact: Fact): Happening {
  return { platform: 'telegram', id, at, ...fact };
}
