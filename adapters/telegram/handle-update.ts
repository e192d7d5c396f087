/** What an update asks for: facts go to the inbox first, then whoever did something gets an answer. Unknown kinds ask for nothing. */
import { NotAuthorized, Rejected } from '../../src/chat/errors.ts';
import type { Happening } from '../../src/chat/happening.ts';
import { speak } from '../../src/words/say.ts';
import { drawSentence } from './draw-reply.ts';
import { TelegramSays } from './errors.ts';
import { happeningsOf, mayWrite } from './happenings.ts';
import { answerMessage } from './message.ts';
import { answerPress } from './press.ts';
import { send } from './send.ts';
import type { Update } from './store.ts';
import type { Telegram } from './telegram.ts';
import { isIn, memberShape, personOf, readUpdate } from './update.ts';
import type { MemberChange } from './update.ts';

/** Throws when it is to be brought again. */
export async function handleUpdate(tg: Telegram, update: Update, signal: AbortSignal): Promise<void> {
  const incoming = readUpdate(update.body);
  if (incoming === null) return;
  for (const happening of happeningsOf(incoming, tg.clock.now())) {
    if (await isHarmless(tg, happening, signal)) continue;
    await tg.inbox().happened(happening);
  }
  switch (incoming.type) {
    case 'query':
      return answerPress(tg, incoming.query, update.id, signal);
    case 'message':
      return answerMessage(tg, incoming.message, update.id, signal);
    case 'own membership':
      return welcome(tg, incoming.change, signal);
    case 'membership':
      return;
    default:
      return incoming satisfies never;
  }
}

/** A topic that is closed to members is open to a bot that manages topics. */
async function isHarmless(tg: Telegram, happening: Happening, signal: AbortSignal): Promise<boolean> {
  if (happening.type !== 'place lost' || happening.problem !== 'topic_closed') return false;
  const { id } = await tg.me();
  try {
    const chat_id = Number(happening.place.channel);
    const own = memberShape.parse(await tg.call('getChatMember', { chat_id, user_id: id }, { signal }));
    return own.status === 'creator' || (own.status === 'administrator' && own.can_manage_topics === true);
  } catch (error) {
    if (error instanceof NotAuthorized && error.scope === 'place') return false;
    throw error;
  }
}

/**
 * Where the bot was just brought in, it says what comes next: in a basic group, that it can't work there (T75); of any other,
 * to whoever brought it, in private, if they can be written to.
 */
async function welcome(tg: Telegram, change: MemberChange, signal: AbortSignal): Promise<void> {
  const { chat, from, old_chat_member: before, new_chat_member: now } = change;
  if (chat.type === 'private' || chat.type === 'channel') return;
  if (isIn(before) || !isIn(now) || !mayWrite(now)) return;
  const say = speak(personOf(from).language ?? tg.usual().language);
  const isBasic = chat.type === 'group';
  const says = isBasic
    ? say('telegram.welcome.basicGroup')
    : say('telegram.welcome.group', { group: chat.title ?? String(chat.id) });
  const to = { channel: String(isBasic ? chat.id : from.id), thread: null };
  try {
    await send(tg.call, to, drawSentence(says), { signal });
  } catch (error) {
    // A courtesy: where it may not be said, the binding will tell what is missing.
    if (error instanceof Rejected || error instanceof NotAuthorized || error instanceof TelegramSays) return;
    throw error;
  }
}
