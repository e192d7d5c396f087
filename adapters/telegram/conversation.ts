/**
 * Runs a form in the private chat with a person, one question at a time. Everything between two steps is in the store, so
 * that a restart, another process or a repeated update goes on where it was. It judges nothing: the inbox does.
 */
import type { Form } from '../../src/cards/form.ts';
import { MessageGone, NotAuthorized, Rejected } from '../../src/chat/errors.ts';
import type { LeadSeed } from '../../src/chat/port.ts';
import { parseCode, type Code } from '../../src/core/code.ts';
import { speak } from '../../src/words/say.ts';
import { TelegramSays } from './errors.ts';
import { drawAnswered, drawEnd, drawForm } from './form-card.ts';
import { pressAnswer } from './form-press.ts';
import {
  answer,
  asJson,
  beginForm,
  choiceTyped,
  fieldAt,
  filledOf,
  hasChoices,
  stateOf,
  toggle,
  withFlaws,
} from './form-state.ts';
import type { FormState, OfferState } from './form-state.ts';
import { noKeys } from './keyboard.ts';
import { answered } from './inbox-answer.ts';
import { drawOffer } from './offer.ts';
import { patiently } from './pause.ts';
import type { Drawn } from './render.ts';
import { drawReply, drawSentence } from './draw-reply.ts';
import { editTo, send } from './send.ts';
import type { FormSession } from './store.ts';
import type { Telegram } from './telegram.ts';
import type { Turn } from './turn.ts';

/** A form waits a day for its answers, and is kept for another one, so that whoever comes back hears that it is over. */
export const formLastsMs = 24 * 60 * 60_000;
const keptLongerMs = 24 * 60 * 60_000;

type Live = { readonly session: FormSession; readonly state: FormState | OfferState };
type Expired = { readonly session: FormSession; readonly state: null; readonly says: string };
type LiveForm = { readonly session: FormSession; readonly state: FormState };

/** `shown` is false where the person has to press Start first; the form is kept under `ref` all the same. */
export type Opened = { readonly shown: boolean; readonly ref: string };

export async function openForm(tg: Telegram, form: Form, turn: Turn): Promise<Opened> {
  const { person } = turn;
  const live = await findLive(tg, turn);
  const ref = tg.random.id('f');
  if (live === null || live.state === null || live.state.type === 'offer') {
    const session = { person: person.id, ref, lead: leadOf(form), state: {}, expiresAt: 0 };
    const state = { ...beginForm(form, turn.update), message: live?.state?.message ?? null };
    return { ref, shown: await showIfOpen(tg, await save(tg, session, state), turn) };
  }
  const { session, state } = live;
  // Pressed again, or brought again by Telegram: it goes on where it was.
  if (state.form.code === form.code || state.update === turn.update) {
    return { ref: session.ref, shown: await showIfOpen(tg, { session, state }, turn) };
  }
  const asking = { ...state, update: turn.update, next: { ref, form: beginForm(form, null).form } };
  return { ref, shown: await showIfOpen(tg, await save(tg, session, asking), turn) };
}

/** A message that could be a lead: the person is asked, since it may be something else. */
export async function offerLead(tg: Telegram, text: string, turn: Turn): Promise<void> {
  const ref = tg.random.id('f');
  const language = turn.person.language ?? tg.usual().language;
  const sent = await sendTo(tg, turn, drawOffer(ref, language));
  const expiresAt = tg.clock.now() + formLastsMs;
  const state: OfferState = { type: 'offer', text, message: sent, expiresAt };
  await tg.store.saveForm({ person: turn.person.id, ref, lead: null, state: asJson(state), expiresAt });
}

/** `ask`: the person said that it is a lead. */
export type Pressed =
  | { readonly type: 'not here' }
  | { readonly type: 'done'; readonly toast?: string }
  | { readonly type: 'ask'; readonly seed: LeadSeed };

export async function pressInForm(tg: Telegram, code: Code, turn: Turn): Promise<Pressed> {
  const live = await findLive(tg, turn);
  if (live === null) return { type: 'not here' };
  if (live.state === null) {
    return live.session.ref === code.ref ? { type: 'done', toast: live.says } : { type: 'not here' };
  }
  const { session, state } = live;
  if (state.type === 'offer')
    return session.ref === code.ref ? pressOffer(tg, session, state, code, turn) : { type: 'not here' };
  if (state.next?.ref === code.ref) return pressDropping(tg, { session, state }, state.next, code, turn);
  if (session.ref !== code.ref) return { type: 'not here' };
  const say = speak(state.form.language);
  if (state.update === turn.update) {
    await show(tg, { session, state }, turn);
    return { type: 'done' };
  }
  if (code.verb === 'cancel') {
    await end(tg, { session, state }, say('telegram.form.cancelled'), turn);
    return { type: 'done' };
  }
  const step = pressAnswer(state, code);
  switch (step.type) {
    case 'stale':
      await show(tg, { session, state }, turn);
      return { type: 'done', toast: say('telegram.form.past') };
    case 'submit':
      await submit(tg, { session, state }, turn);
      return { type: 'done' };
    case 'step': {
      const next = await save(tg, session, { ...step.state, update: turn.update });
      await show(tg, next, turn);
      return { type: 'done' };
    }
  }
}

/** Something was typed while a form waits. False where none does. */
export async function typeIntoForm(
  tg: Telegram,
  typed: { readonly text: string | null; readonly phone: string | null },
  turn: Turn,
): Promise<boolean> {
  const live = await findLive(tg, turn);
  if (live === null || live.state?.type === 'offer') return false;
  if (live.state === null) {
    // It may have been meant as an answer, and so is asked of nobody else.
    await sendTo(tg, turn, drawSentence(live.says));
    return true;
  }
  const { session, state } = live;
  const field = fieldAt(state);
  const text = typed.phone !== null && field?.id === 'phone' ? typed.phone : typed.text;
  // A contact that is no answer is a lead of its own.
  if (typed.phone !== null && text === null) return false;
  if (state.update === turn.update || state.next !== null) {
    await show(tg, { session, state }, turn, 'below');
    return true;
  }
  const say = speak(state.form.language);
  const next = ((): FormState => {
    if (field === null) return { ...state, notice: say('telegram.form.press') };
    if (text === null) return { ...state, notice: say('telegram.form.typeOnly') };
    if (!hasChoices(field)) return answer(state, text);
    const choice = choiceTyped(field, text);
    if (choice === null) return { ...state, notice: say('telegram.form.choose') };
    return field.kind === 'several choices' ? toggle(state, choice) : answer(state, choice);
  })();
  const kept = await save(tg, session, { ...next, update: turn.update });
  const isAnswered = field !== null && next.step !== state.step;
  await show(tg, kept, turn, 'below', isAnswered ? drawAnswered(next, field) : undefined);
  return true;
}

/** By the deep link, or by `/start`: shows the form that waits. Null `ref`: whichever it is. */
export async function resumeForm(tg: Telegram, ref: string | null, turn: Turn): Promise<boolean> {
  const live = await findLive(tg, turn);
  if (live === null || live.state === null || live.state.type === 'offer') return false;
  const { session, state } = live;
  if (ref !== null && ref !== session.ref && ref !== state.next?.ref) return false;
  await show(tg, { session, state }, turn, 'below');
  return true;
}

/** False where there is none. */
export async function cancelForm(tg: Telegram, turn: Turn): Promise<boolean> {
  const live = await findLive(tg, turn);
  if (live === null || live.state === null) return false;
  const { session, state } = live;
  if (state.type === 'offer') {
    await tg.store.deleteForm(session.person);
    return false;
  }
  await end(tg, { session, state }, speak(state.form.language)('telegram.form.cancelled'), turn);
  return true;
}

async function submit(tg: Telegram, live: LiveForm, turn: Turn): Promise<void> {
  const { session, state } = live;
  const reply = await answered(tg, turn.person, () =>
    tg.inbox().submit({ ...turn.delivered, place: null, code: state.form.code, filled: filledOf(state) }),
  );
  if (reply.type === 'form') {
    const begun = { ...beginForm(reply.form, turn.update), message: state.message };
    await show(tg, await save(tg, { ...session, ref: tg.random.id('f') }, begun), turn);
    return;
  }
  if (reply.type === 'flaws') {
    const mended = { ...withFlaws(state, reply.flaws), update: turn.update };
    await show(tg, await save(tg, session, mended), turn);
    return;
  }
  if (reply.tone === 'refused' && !reply.card) {
    // Nothing typed is lost: it can be sent again, or given up.
    const refused = { ...state, notice: reply.text, update: turn.update };
    await show(tg, await save(tg, session, refused), turn);
    return;
  }
  await end(tg, live, reply.text, turn);
  if (reply.card) {
    const { drawn, isProtected } = drawReply(tg, { card: reply.card, text: null }, state.form.language);
    await sendTo(tg, turn, drawn, isProtected);
  }
}

async function pressOffer(
  tg: Telegram,
  session: FormSession,
  state: OfferState,
  code: Code,
  turn: Turn,
): Promise<Pressed> {
  const language = turn.person.language ?? tg.usual().language;
  if (code.verb === 'confirm') return { type: 'ask', seed: { text: state.text } };
  await tg.store.deleteForm(session.person);
  await leave(tg, turn, state.message, drawSentence(speak(language)('telegram.offer.left')));
  return { type: 'done' };
}

async function pressDropping(
  tg: Telegram,
  { session, state }: LiveForm,
  next: NonNullable<FormState['next']>,
  code: Code,
  turn: Turn,
): Promise<Pressed> {
  const begun = code.verb === 'confirm' ? beginForm(next.form, turn.update) : { ...state, next: null };
  const ref = code.verb === 'confirm' ? next.ref : session.ref;
  const lead = code.verb === 'confirm' ? leadOf(next.form) : session.lead;
  const kept = await save(
    tg,
    { ...session, ref, lead },
    { ...begun, message: state.message, update: turn.update },
  );
  await show(tg, kept, turn);
  return { type: 'done' };
}

/** What waits for the person. What waited too long goes, and its last message says so. */
async function findLive(tg: Telegram, turn: Turn): Promise<Live | Expired | null> {
  const session = await tg.store.findForm(turn.person.id);
  if (session === null) return null;
  const state = stateOf(session);
  if (state !== null && state.expiresAt > tg.clock.now()) return { session, state };
  const says = state?.type === 'form' ? speak(state.form.language)('telegram.form.expired') : null;
  if (state?.type === 'form' && says !== null) await leave(tg, turn, state.message, drawEnd(state, says));
  await tg.store.deleteForm(session.person);
  return says === null ? null : { session, state: null, says };
}

async function save(tg: Telegram, session: FormSession, state: FormState): Promise<LiveForm> {
  const expiresAt = tg.clock.now() + formLastsMs;
  const lasting = { ...state, expiresAt };
  const kept = { ...session, state: asJson(lasting), expiresAt: expiresAt + keptLongerMs };
  await tg.store.saveForm(kept);
  return { session: kept, state: lasting };
}

async function showIfOpen(tg: Telegram, live: LiveForm, turn: Turn): Promise<boolean> {
  try {
    await show(tg, live, turn, 'below');
    return true;
  } catch (error) {
    if (error instanceof NotAuthorized && error.scope === 'place') return false;
    throw error;
  }
}

/**
 * `in place`: over the message that shows it, for a press costs one edit; `below`: as a new message, under what was typed,
 * and the one above loses its buttons.
 */
async function show(
  tg: Telegram,
  { session, state }: LiveForm,
  turn: Turn,
  where: 'in place' | 'below' = 'in place',
  above?: Drawn,
): Promise<void> {
  const { ref } = session;
  const drawn = drawForm({ ref, state, now: tg.clock.now(), timeZone: tg.usual().timeZone });
  if (where === 'in place' && (await leave(tg, turn, state.message, drawn))) return;
  // P8: what stands in a form may be a contact, already told or just typed.
  const message = await sendTo(tg, turn, drawn, true);
  await save(tg, session, { ...state, message, notice: null });
  await leave(tg, turn, state.message, above ?? null);
}

async function end(tg: Telegram, { session, state }: LiveForm, sentence: string, turn: Turn): Promise<void> {
  const drawn = drawEnd(state, sentence);
  if (!(await leave(tg, turn, state.message, drawn))) await sendTo(tg, turn, drawn);
  await tg.store.deleteForm(session.person);
}

async function sendTo(tg: Telegram, turn: Turn, drawn: Drawn, isProtected = false): Promise<string> {
  const { signal, person } = turn;
  const sent = await patiently(tg.clock, signal, () =>
    send(tg.call, { channel: person.id, thread: null }, drawn, { signal, isProtected }),
  );
  return sent.message;
}

/** What a message of a form looks like from now on; null takes its buttons away. False when it is gone (T82). */
async function leave(
  tg: Telegram,
  turn: Turn,
  message: string | null,
  drawn: Drawn | null,
): Promise<boolean> {
  if (message === null) return false;
  const { person, signal } = turn;
  try {
    await patiently(tg.clock, signal, () =>
      drawn === null
        ? takeKeys(tg, person.id, message, signal)
        : editTo(tg.call, { channel: person.id, message }, drawn, { signal }),
    );
    return true;
  } catch (error) {
    if (error instanceof MessageGone || error instanceof Rejected) return false;
    throw error;
  }
}

async function takeKeys(tg: Telegram, person: string, message: string, signal: AbortSignal): Promise<void> {
  try {
    await tg.call(
      'editMessageReplyMarkup',
      { chat_id: Number(person), message_id: Number(message), reply_markup: noKeys },
      { signal },
    );
  } catch (error) {
    if (!(error instanceof TelegramSays)) throw error;
  }
}

/** Which lead a form is about, so that what is typed goes with it when it is erased. */
function leadOf(form: Form): string | null {
  const ref = parseCode(form.code)?.ref ?? null;
  return ref === 'new' ? null : ref;
}
