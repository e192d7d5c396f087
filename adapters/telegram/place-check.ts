/** Whether the bot can work in a place, and who is in it. Asks Telegram; it changes nothing. */
import { z } from 'zod';
import { NotAuthorized, Rejected } from '../../src/chat/errors.ts';
import type { Channel, PlaceCheck, PlaceProblem } from '../../src/chat/port.ts';
import { mayWrite } from './happenings.ts';
import { chatIdOf } from './send.ts';
import type { Telegram } from './telegram.ts';
import { isIn, memberShape } from './update.ts';

const chatShape = z.object({
  type: z.enum(['private', 'group', 'supergroup', 'channel']),
  title: z.string().optional(),
  is_forum: z.boolean().optional(),
  permissions: z.object({ can_send_messages: z.boolean().optional() }).optional(),
});

export async function checkPlace(
  tg: Pick<Telegram, 'call' | 'me'>,
  { channel, thread }: Channel,
): Promise<PlaceCheck> {
  if (!/^-\d{1,16}$/.test(channel) || (thread !== null && !/^\d{1,12}$/.test(thread))) return no('not_found');
  const chat_id = Number(channel);
  const chat = await orNull(tg.call('getChat', { chat_id }));
  if (chat === null) return no('not_found');
  if (chat === 'thrown out') return no('not_in_channel');
  const { type, title, permissions, is_forum: isForum } = chatShape.parse(chat);
  if (type === 'private') return no('not_found');
  // T75: its number changes on the first occasion, and all cards are lost.
  if (type === 'group') return no('basic_group');
  const own = await orNull(tg.call('getChatMember', { chat_id, user_id: (await tg.me()).id }));
  if (own === null || own === 'thrown out') return no('not_in_channel');
  const member = memberShape.parse(own);
  if (!isIn(member)) return no('not_in_channel');
  const isAdmin = member.status === 'administrator' || member.status === 'creator';
  const mayPost =
    type === 'channel'
      ? isAdmin && member.can_post_messages === true
      : isAdmin || (mayWrite(member) && permissions?.can_send_messages !== false);
  if (!mayPost) return no('no_right_to_post');
  if (thread !== null && isForum !== true) return no('not_found');
  const trouble = await troubleWriting(tg, chat_id, thread);
  return trouble ? no(trouble) : { ok: true, name: title ?? channel };
}

/** The cheapest call that needs the right to write there, and that nobody sees afterwards. */
async function troubleWriting(
  { call }: Pick<Telegram, 'call'>,
  chat_id: number,
  thread: string | null,
): Promise<PlaceProblem | null> {
  try {
    const topic = thread === null ? {} : { message_thread_id: Number(thread) };
    await call('sendChatAction', { chat_id, action: 'typing', ...topic });
    return null;
  } catch (error) {
    if (error instanceof NotAuthorized && error.scope === 'place') {
      if (/TOPIC_CLOSED/.test(error.message)) return 'topic_closed';
      return /thread not found|TOPIC_DELETED/.test(error.message) ? 'not_found' : 'no_right_to_post';
    }
    if (error instanceof Rejected) return thread === null ? null : 'not_found';
    throw error;
  }
}

/** Null where Telegram does not tell: it promises nothing about others unless the bot is an admin (T79). */
export async function isPersonIn(
  { call }: Pick<Telegram, 'call'>,
  { channel }: Channel,
  person: string,
  signal: AbortSignal,
): Promise<boolean | null> {
  if (!/^\d{1,16}$/.test(person)) return null;
  const chat_id = chatIdOf(channel);
  const found = await orNull(call('getChatMember', { chat_id, user_id: Number(person) }, { signal }));
  const member = found === null ? null : memberShape.safeParse(found).data;
  return member ? isIn(member) : null;
}

/** Null for what is not there. */
async function orNull(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Rejected) return null;
    if (!(error instanceof NotAuthorized) || error.scope === 'platform') throw error;
    return /kicked|not a member|deleted/.test(error.message) ? 'thrown out' : null;
  }
}

function no(problem: PlaceProblem): PlaceCheck {
  return { ok: false, problem };
}
