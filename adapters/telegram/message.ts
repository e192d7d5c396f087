/** A message came: a command, an answer to a form, a contact, something forwarded. Who sent it has to be a person. */
import type { LeadSeed } from '../../src/chat/port.ts';
import { speak } from '../../src/words/say.ts';
import { askOf, isClaimedInGroup, isFor, readCommand } from './command.ts';
import type { Command } from './command.ts';
import { cancelForm, offerLead, resumeForm, typeIntoForm } from './conversation.ts';
import { drawSentence } from './draw-reply.ts';
import { answered } from './inbox-answer.ts';
import { patiently } from './pause.ts';
import { replyTo, sayPrivately } from './reply.ts';
import type { Asked } from './reply.ts';
import { send } from './send.ts';
import type { Telegram } from './telegram.ts';
import { isNobody, personOf, placeOf } from './update.ts';
import type { Message, User } from './update.ts';

export async function answerMessage(
  tg: Telegram,
  message: Message,
  update: number,
  signal: AbortSignal,
): Promise<void> {
  const { from, chat } = message;
  const command = readCommand(message.text ?? message.caption ?? '');
  if (chat.type === 'private') {
    if (from && !isNobody(from))
      await answerInPrivate(tg, message, command, askedBy(tg, message, from, update, signal));
    return;
  }
  if (chat.type === 'channel' || command === null || !isClaimedInGroup(command)) return;
  const ask = askOf(command);
  if (ask === null || (command.bot !== null && !isFor(command, (await tg.me()).username))) return;
  // T77: an anonymous admin, a channel or a bot is nobody who could hold a lead.
  if (!from || isNobody(from) || message.sender_chat) return refuseNobody(tg, message, signal);
  await askInbox(tg, ask, undefined, askedBy(tg, message, from, update, signal));
}

async function answerInPrivate(
  tg: Telegram,
  message: Message,
  command: Command | null,
  asked: Asked,
): Promise<void> {
  if (command?.name === 'start') return start(tg, command.rest, asked);
  if (command?.name === 'cancel' && (await cancelForm(tg, asked))) return;
  if (command)
    return askInbox(tg, askOf(command) ?? `${command.name} ${command.rest}`.trim(), undefined, asked);

  const { contact } = message;
  const text = (message.text ?? message.caption ?? '').trim();
  const typed = { text: text === '' ? null : text, phone: contact?.phone_number ?? null };
  if (await typeIntoForm(tg, typed, asked)) return;
  if (contact) {
    const name = [contact.first_name, contact.last_name ?? ''].join(' ').trim();
    const seed: LeadSeed = { phone: contact.phone_number, ...(name === '' ? {} : { name }) };
    return askInbox(tg, 'add', seed, asked);
  }
  if (text === '') {
    const language = asked.person.language ?? tg.usual().language;
    await sayPrivately(tg, { text: speak(language)('telegram.onlyText'), card: null }, language, asked);
    return;
  }
  if (message.forward_origin) return offerLead(tg, text, asked);
  await askInbox(tg, text, undefined, asked);
}

/** T38, T49: from now on the person can be written to; what they came for goes on. */
async function start(tg: Telegram, payload: string, asked: Asked): Promise<void> {
  const { delivered, person } = asked;
  const { platform, id, at } = delivered;
  await tg.inbox().happened({ platform, id: `${id}:start`, at, type: 'private opened', person: person.id });
  const [, code] = /^j_([A-Za-z0-9-]{1,60})$/.exec(payload) ?? [];
  if (code !== undefined) return askInbox(tg, `join ${code}`, undefined, asked);
  if (await resumeForm(tg, payload.startsWith('f_') ? payload : null, asked)) return;
  await askInbox(tg, 'help', undefined, asked);
}

async function askInbox(tg: Telegram, text: string, seed: LeadSeed | undefined, asked: Asked): Promise<void> {
  const reply = await answered(tg, asked.person, () =>
    tg.inbox().ask({ ...asked.delivered, text, ...(seed ? { seed } : {}) }),
  );
  await replyTo(tg, reply, asked);
}

async function refuseNobody(tg: Telegram, message: Message, signal: AbortSignal): Promise<void> {
  const place = placeOf(message);
  if (place === null || message.is_automatic_forward) return;
  const hint = drawSentence(speak(tg.usual().language)('telegram.nobody'));
  await patiently(tg.clock, signal, () =>
    send(tg.call, place, hint, { signal, answers: message.message_id, isSilent: true }),
  );
}

function askedBy(tg: Telegram, message: Message, from: User, update: number, signal: AbortSignal): Asked {
  const person = personOf(from);
  const place = placeOf(message);
  return {
    person,
    update,
    signal,
    delivered: {
      platform: 'telegram',
      // T8: an update's number may come again after a quiet week; with the message's it is one of its kind.
      id: `message:${message.chat.id}:${message.message_id}`,
      at: tg.clock.now(),
      person,
      place,
    },
    answers: place === null ? null : { place, message: message.message_id },
  };
}
