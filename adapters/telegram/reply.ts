/** Brings a private answer to whoever typed: into their private chat, or tells them in the group how to open it. */
import { NotAuthorized } from '../../src/chat/errors.ts';
import type { Channel, Reply } from '../../src/chat/port.ts';
import type { Language } from '../../src/core/member.ts';
import { speak } from '../../src/words/say.ts';
import { openForm } from './conversation.ts';
import { drawReply, drawSentence } from './draw-reply.ts';
import type { ToSay } from './draw-reply.ts';
import { keyboardOf, linkKey } from './keyboard.ts';
import { startLink } from './me.ts';
import { patiently } from './pause.ts';
import { send } from './send.ts';
import type { Telegram } from './telegram.ts';
import type { Turn } from './turn.ts';

/** `answers`: the message in a group that asked; null in a private chat. */
export type Asked = Turn & { readonly answers: { readonly place: Channel; readonly message: number } | null };

export async function replyTo(tg: Telegram, reply: Reply, asked: Asked): Promise<void> {
  const language = asked.person.language ?? tg.usual().language;
  if (reply.type === 'form') {
    const { shown, ref } = await openForm(tg, reply.form, asked);
    if (!shown) await sendNotice(tg, asked, reply.form.language, ref);
    return;
  }
  const text = reply.type === 'say' ? reply.text : reply.flaws.map(({ says }) => says).join('\n');
  const card = reply.type === 'say' ? reply.card : undefined;
  const isThere = await sayPrivately(tg, { text, card: card ?? null }, language, asked);
  if (!isThere) await sendNotice(tg, asked, language, 'open');
}

/** False where the person has to press Start first. */
export async function sayPrivately(
  tg: Telegram,
  said: ToSay,
  language: Language,
  { person, signal }: Pick<Turn, 'person' | 'signal'>,
): Promise<boolean> {
  const { drawn, isProtected } = drawReply(tg, said, language);
  try {
    await patiently(tg.clock, signal, () =>
      send(tg.call, { channel: person.id, thread: null }, drawn, { signal, isProtected }),
    );
    return true;
  } catch (error) {
    if (error instanceof NotAuthorized && error.scope === 'place') return false;
    throw error;
  }
}

/** In the group: no word of the answer, only where it waits. */
async function sendNotice(tg: Telegram, asked: Asked, language: Language, payload: string): Promise<void> {
  // In a private chat there is nowhere else to tell it: they have just blocked the bot.
  if (asked.answers === null) return;
  const say = speak(language);
  const { place, message } = asked.answers;
  const key = linkKey(say('telegram.open'), startLink(await tg.me(), payload));
  const notice = drawSentence(say('telegram.answerIsPrivate', { name: asked.person.name }));
  const drawn = { ...notice, keyboard: keyboardOf(key ? [[key]] : []) };
  await patiently(tg.clock, asked.signal, () =>
    send(tg.call, place, drawn, { signal: asked.signal, answers: message, isSilent: true }),
  );
}
