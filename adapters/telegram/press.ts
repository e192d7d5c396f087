/**
 * A button was pressed. The inbox decides first, then the query is answered, with what only the presser sees (T22); a query
 * that is too old undoes nothing (T23).
 */
import { NotAuthorized, Unreachable } from '../../src/chat/errors.ts';
import type { Reply } from '../../src/chat/port.ts';
import { fitLine } from '../../src/cards/fit-text.ts';
import { conversationVerbs, parseCode } from '../../src/core/code.ts';
import { speak } from '../../src/words/say.ts';
import { openForm, pressInForm } from './conversation.ts';
import { TelegramSays } from './errors.ts';
import { answered } from './inbox-answer.ts';
import { noKeys } from './keyboard.ts';
import { startLink } from './me.ts';
import { replyTo, sayPrivately } from './reply.ts';
import type { Telegram } from './telegram.ts';
import type { Turn } from './turn.ts';
import { isNobody, messageIdOf, personOf, placeOf } from './update.ts';
import type { Query } from './update.ts';

/** T41 */
const longestToast = 200;
/** A toast is gone after a moment; what takes longer to read, or was refused with a reason, waits for an OK. */
const readAtAGlance = 90;
/** The query waits for this; more would make the answer too late (X9). */
const hastyMs = 3_000;
const soonMs = 900;

export async function answerPress(
  tg: Telegram,
  query: Query,
  update: number,
  signal: AbortSignal,
): Promise<void> {
  const person = personOf(query.from);
  const place = query.message ? placeOf(query.message) : null;
  const delivered = {
    platform: 'telegram',
    id: `query:${query.id}`,
    at: tg.clock.now(),
    person,
    place,
  } as const;
  const turn: Turn = { person, delivered, update, signal };
  const say = speak(person.language ?? tg.usual().language);
  if (isNobody(query.from)) {
    return answerQuery(tg, query, { text: say('telegram.nobody'), alert: true }, signal);
  }
  if (query.data === undefined) return answerQuery(tg, query, {}, signal);

  const code = parseCode(query.data);
  if (code && conversationVerbs.some((verb) => verb === code.verb)) {
    const answerOnce = answeringSoon(tg, query, signal);
    const pressed = await pressInForm(tg, code, turn);
    if (pressed.type === 'done') {
      return answerOnce(pressed.toast === undefined ? {} : { text: pressed.toast });
    }
    if (pressed.type === 'ask') {
      const reply = await answered(tg, person, () =>
        tg.inbox().ask({ ...delivered, text: 'add', seed: pressed.seed }),
      );
      await replyTo(tg, reply, { ...turn, answers: null });
      return answerOnce({});
    }
    answerOnce.leave();
    // Its form is over: no button of it is to be pressed again.
    await takeKeys(tg, query, signal);
  }

  const { data } = query;
  const message = query.message ? messageIdOf(query.message) : null;
  const reply = await answered(tg, person, () => tg.inbox().press({ ...delivered, code: data, message }));
  const answer = await answerFor(tg, reply, turn);
  await answerQuery(tg, query, answer, signal);
  await answer.after?.();
}

type Answer = {
  readonly text?: string;
  readonly alert?: boolean;
  readonly url?: string;
  /** What did not get through before the query would have been too old, and is done without haste. */
  readonly after?: () => Promise<unknown>;
};

/** What the query is answered with; what does not fit there is in the private chat by then. */
async function answerFor(tg: Telegram, reply: Reply, turn: Turn): Promise<Answer> {
  const { person, delivered } = turn;
  const language = person.language ?? tg.usual().language;
  if (reply.type === 'form') {
    const say = speak(reply.form.language);
    const opened = await hastily(tg, turn, (hasty) => openForm(tg, reply.form, hasty));
    if (opened?.shown === false) return doorway(tg, say('telegram.form.start'), opened.ref);
    if (opened === null) {
      return { text: say('telegram.form.soon'), alert: true, after: () => openForm(tg, reply.form, turn) };
    }
    return delivered.place === null ? {} : { text: say('telegram.form.asked') };
  }
  const text = reply.type === 'say' ? reply.text : reply.flaws.map(({ says }) => says).join('\n');
  const say = speak(language);
  const card = reply.type === 'say' ? (reply.card ?? null) : null;
  const short = fitLine(text, longestToast);
  if (card || text.length > longestToast) {
    const isThere = await hastily(tg, turn, (hasty) => sayPrivately(tg, { text, card }, language, hasty));
    if (isThere === false) return doorway(tg, say('telegram.startAndPress'), 'open');
    if (isThere === null) {
      return { text: short, after: () => sayPrivately(tg, { text, card }, language, turn) };
    }
  } else if (reply.type === 'say' && reply.opensPrivate) {
    const isOpen = await hastily(tg, turn, (hasty) => isPrivateOpen(tg, hasty));
    if (isOpen === false)
      return doorway(tg, fitLine(`${text} ${say('telegram.start')}`, longestToast), 'open');
  }
  const isRefused = reply.type === 'say' && reply.tone === 'refused';
  return { text: short, alert: isRefused ? short.length > readAtAGlance : text.length > longestToast };
}

/** T27: leads into the private chat, where the person presses Start. Where the bot's name is not known yet, in words. */
async function doorway(tg: Telegram, text: string, payload: string): Promise<Answer> {
  try {
    return { text, alert: true, url: startLink(await tg.me(), payload) };
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    return { text, alert: true };
  }
}

/** Whether the person ever pressed Start, and has not blocked the bot. Costs them nothing: they see nobody typing. */
async function isPrivateOpen(tg: Telegram, { person, signal }: Turn): Promise<boolean> {
  try {
    await tg.call('sendChatAction', { chat_id: Number(person.id), action: 'typing' }, { signal });
    return true;
  } catch (error) {
    if (error instanceof NotAuthorized && error.scope === 'place') return false;
    throw error;
  }
}

/** Null when Telegram did not answer before the query would be too old. The deed stands all the same. */
async function hastily<T>(tg: Telegram, turn: Turn, doIt: (hasty: Turn) => Promise<T>): Promise<T | null> {
  const ends = new AbortController();
  const end = () => ends.abort();
  const cancel = tg.clock.at(tg.clock.now() + hastyMs, end);
  turn.signal.addEventListener('abort', end, { once: true });
  try {
    return await doIt({ ...turn, signal: ends.signal });
  } catch (error) {
    tg.log.warn(
      { error: error instanceof Error ? error.name : 'unknown' },
      'A private answer did not get through.',
    );
    return null;
  } finally {
    cancel();
    turn.signal.removeEventListener('abort', end);
  }
}

type AnswerOnce = { (answer: Answer): Promise<void>; readonly leave: () => void };

/** A step of a form may have to wait for its turn in the chat (T62); the button under the finger does not. */
function answeringSoon(tg: Telegram, query: Query, signal: AbortSignal): AnswerOnce {
  let isAnswered = false;
  const once = async (answer: Answer) => {
    if (isAnswered) return;
    isAnswered = true;
    await answerQuery(tg, query, answer, signal);
  };
  const cancel = tg.clock.at(tg.clock.now() + soonMs, () => void once({}));
  const answerNow = async (answer: Answer) => {
    cancel();
    await once(answer);
  };
  return Object.assign(answerNow, { leave: cancel });
}

async function answerQuery(
  tg: Telegram,
  query: Query,
  { text, alert, url }: Answer,
  signal: AbortSignal,
): Promise<void> {
  const answer = {
    callback_query_id: query.id,
    ...(text === undefined ? {} : { text: fitLine(text, longestToast) }),
    ...(alert ? { show_alert: true } : {}),
    ...(url === undefined ? {} : { url }),
  };
  try {
    await tg.call('answerCallbackQuery', answer, { signal });
  } catch (error) {
    // T23, T64: it is too late for an answer, or Telegram is away; what was decided stands, and the card shows it.
    const isLate = error instanceof TelegramSays;
    tg.log.debug({ late: isLate }, 'A press could not be answered any more.');
  }
}

async function takeKeys(tg: Telegram, { message }: Query, signal: AbortSignal): Promise<void> {
  if (!message || message.chat.type !== 'private') return;
  try {
    await tg.call(
      'editMessageReplyMarkup',
      { chat_id: message.chat.id, message_id: message.message_id, reply_markup: noKeys },
      { signal },
    );
  } catch (error) {
    tg.log.debug(
      { error: error instanceof Error ? error.name : 'unknown' },
      'Old buttons could not be taken away.',
    );
  }
}
