/**
 * What people press, type and fill in, from Bolt to the inbox and back. The order of a press: decided and committed,
 * then acknowledged, then answered (DESIGN 12; S7, L4). Nothing is decided here.
 */
import { setImmediate as othersTurn } from 'node:timers/promises';
import type { App, ViewResponseAction, ViewSubmitAction } from '@slack/bolt';
import type { Card } from '../../src/cards/card.ts';
import type { Inbox, Reply } from '../../src/chat/port.ts';
import type { Language } from '../../src/core/member.ts';
import { speak } from '../../src/words/say.ts';
import type { Answer, Whereabouts } from './answer.ts';
import type { SlackClock, SlackLog } from './config.ts';
import { decodeText } from './decode-text.ts';
import { formCallback, renderForm } from './modal.ts';
import {
  commandPayload,
  isPrivate,
  messageOf,
  personOf,
  placeOf,
  pressPayload,
  shortcutPayload,
  submitPayload,
} from './payloads.ts';
import { errorsOf, filledOf, metadataOf, submittedView, typedCard } from './read-view.ts';

export const slashCommand = '/baton';
export const shortcuts = { newLead: 'new_lead', makeLead: 'make_lead' } as const;

type Ack = () => Promise<void>;
type SubmitAck = (answer?: ViewResponseAction) => Promise<void>;

export type Listening = {
  readonly inbox: () => Inbox;
  readonly answer: Answer;
  /** In which language a person was last written to. */
  readonly languageOf: (person: string) => Language;
  readonly clock: SlackClock;
  readonly log: SlackLog;
};

export function listen(app: App, listening: Listening): void {
  // One pattern for all, as all that match would run side by side (L6); also link buttons, which press as well (S15).
  app.action(/.*/, async ({ body, ack }) => {
    await onPress(listening, body, async () => ack());
  });
  app.view<ViewSubmitAction>(formCallback, async ({ body, ack }) => {
    await onSubmit(listening, body, async (answer) => (answer ? ack(answer) : ack()));
  });
  app.view({ callback_id: /.*/, type: 'view_closed' }, async ({ ack }) => {
    await ack();
  });
  app.command(slashCommand, async ({ body, ack }) => {
    await onCommand(listening, body, async () => ack());
  });
  app.shortcut(/^(?:new_lead|make_lead)$/, async ({ body, ack }) => {
    await onShortcut(listening, body, async () => ack());
  });
}

async function onPress({ inbox, answer, languageOf, clock, log }: Listening, body: unknown, ack: Ack) {
  const read = pressPayload.safeParse(body);
  const code = read.data?.actions.map(({ value }) => value).find((value) => typeof value === 'string');
  if (!read.success || code === undefined || code === null) {
    // A link was followed, or it is none of our buttons.
    if (!read.success) log.warn({}, 'Slack sent a press of an unknown form.');
    return ack();
  }
  const payload = read.data;
  const person = personOf(payload.user);
  const channel = payload.channel?.id ?? payload.container?.channel_id ?? null;
  const place = placeOf(payload);
  const message = messageOf(payload);
  const language = languageOf(person.id);
  const reply = await orSorry(log, language, async () =>
    inbox().press({
      platform: 'slack',
      id: pressId(payload),
      at: clock.now(),
      person,
      place,
      code,
      message,
    }),
  );
  await acknowledge(ack);
  await answer(reply, {
    person: person.id,
    language,
    channel,
    thread: place?.thread ?? null,
    responseUrl: payload.response_url ?? null,
    trigger: payload.trigger_id ?? null,
    view: payload.view ?? null,
  });
}

/** It goes out before the answer is drawn, which takes this process longer than all else that it does for a press. */
async function acknowledge(ack: Ack): Promise<void> {
  await ack();
  await othersTurn();
}

/** The same for the same press however often it comes; a trigger is used up at once and worth nothing afterwards (S26). */
function pressId({
  trigger_id,
  container,
  view,
  user,
  actions,
}: ReturnType<typeof pressPayload.parse>): string {
  const on = container?.message_ts ?? view?.id ?? '';
  return trigger_id ?? `${on} ${user.id} ${actions[0]?.action_ts ?? ''}`;
}

async function onSubmit({ inbox, answer, languageOf, clock, log }: Listening, body: unknown, ack: SubmitAck) {
  const read = submitPayload.safeParse(body);
  const view = submittedView.safeParse(isRecord(body) ? body['view'] : null);
  const about = view.success ? metadataOf(view.data) : null;
  if (!read.success || !view.success || !about) {
    log.warn({}, 'Slack sent a form that is none of ours.');
    return ack();
  }
  const person = personOf(read.data.user);
  const { channel, thread, language } = about;
  const reply = await orSorry(log, language, async () =>
    inbox().submit({
      platform: 'slack',
      // The same view is submitted again after flaws, so its id is not enough.
      id: read.data.trigger_id ?? `${view.data.id} ${clock.now()}`,
      at: clock.now(),
      person,
      place: channel === null || isPrivate(channel) ? null : { channel, thread },
      code: about.code,
      filled: filledOf(view.data),
    }),
  );
  if (reply.type === 'flaws') {
    const errors = errorsOf(view.data, reply.flaws);
    if (errors) return ack({ response_action: 'errors', errors });
  }
  if (reply.type === 'form') {
    return ack({ response_action: 'update', view: renderForm(reply.form, { channel, thread }) });
  }
  await acknowledge(ack);
  // A modal that is over forgets what was typed; refused, it is given back (S89).
  const isRefused = reply.type === 'say' && reply.tone === 'refused';
  const typed = isRefused ? typedCard(view.data, language) : null;
  await answer(reply.type === 'say' ? withCard(reply, typed) : reply, {
    person: person.id,
    language: languageOf(person.id),
    channel,
    thread,
    responseUrl: null,
    trigger: null,
    view: null,
    // There is nothing beside which it could stand, in a private conversation or on a home.
    keep: channel === null || isPrivate(channel),
  });
}

async function onCommand({ inbox, answer, languageOf, clock, log }: Listening, body: unknown, ack: Ack) {
  const read = commandPayload.safeParse(body);
  if (!read.success) {
    log.warn({}, 'Slack sent a command of an unknown form.');
    return ack();
  }
  const { user_id, user_name, channel_id: channel, trigger_id, response_url, text } = read.data;
  const language = languageOf(user_id);
  const reply = await orSorry(log, language, async () =>
    inbox().ask({
      platform: 'slack',
      id: trigger_id,
      at: clock.now(),
      person: personOf({ id: user_id, name: user_name }),
      // A command is never in a thread (S16).
      place: isPrivate(channel) ? null : { channel, thread: null },
      text: text ?? '',
    }),
  );
  await acknowledge(ack);
  await answer(reply, {
    ...nowhere(user_id, language),
    channel,
    responseUrl: response_url ?? null,
    trigger: trigger_id,
    isCommand: true,
  });
}

/** A new lead from nothing, or from a message that is at hand. */
async function onShortcut({ inbox, answer, languageOf, clock, log }: Listening, body: unknown, ack: Ack) {
  const read = shortcutPayload.safeParse(body);
  if (!read.success) {
    log.warn({}, 'Slack sent a shortcut of an unknown form.');
    return ack();
  }
  const { type, user, trigger_id, channel, response_url, message } = read.data;
  const language = languageOf(user.id);
  const texts = [message?.text, ...(message?.attachments ?? []).map((one) => one.text ?? one.fallback)];
  const text = decodeText(texts.filter((one) => typeof one === 'string' && one !== '').join('\n'));
  const reply = await orSorry(log, language, async () =>
    inbox().ask({
      platform: 'slack',
      id: trigger_id,
      at: clock.now(),
      person: personOf(user),
      place: channel && !isPrivate(channel.id) ? { channel: channel.id, thread: null } : null,
      text: 'add',
      ...(type === 'message_action' ? { seed: { text } } : {}),
    }),
  );
  await acknowledge(ack);
  await answer(reply, {
    ...nowhere(user.id, language),
    channel: channel?.id ?? null,
    responseUrl: response_url ?? null,
    trigger: trigger_id,
    isCommand: true,
  });
}

/** The inbox answers whatever happens; should it not, the person is told, and no word of the error (P12). */
export async function orSorry(log: SlackLog, language: Language, ask: () => Promise<Reply>): Promise<Reply> {
  try {
    return await ask();
  } catch (error) {
    log.error(
      { error: error instanceof Error ? error.name : typeof error },
      'Something that a person asked failed.',
    );
    return { type: 'say', tone: 'refused', text: speak(language)('replies.failed.tryAgain') };
  }
}

export function nowhere(person: string, language: Language): Whereabouts {
  return { person, language, channel: null, thread: null, responseUrl: null, trigger: null, view: null };
}

function withCard(reply: Extract<Reply, { type: 'say' }>, typed: Card | null): Reply {
  if (typed === null) return reply;
  if (reply.card === undefined) return { ...reply, card: typed };
  return { ...reply, card: { ...reply.card, blocks: [...reply.card.blocks, ...typed.blocks] } };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
