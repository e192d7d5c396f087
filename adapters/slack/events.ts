/**
 * Slack's events, without Bolt, which acknowledges them before anybody has seen them (L2): what happened is kept first,
 * and what can't be kept comes again (S8). What somebody typed in private is asked and answered.
 */
import { z } from 'zod';
import type { Inbox } from '../../src/chat/port.ts';
import type { Language } from '../../src/core/member.ts';
import type { Answer } from './answer.ts';
import type { Call } from './client.ts';
import { slackTimes } from './config.ts';
import type { SlackClock, SlackLog } from './config.ts';
import { decodeText } from './decode-text.ts';
import { eventEnvelope, happeningsOf, needsBot } from './happenings.ts';
import type { EventEnvelope } from './happenings.ts';
import type { Home } from './home.ts';
import type { Identity } from './identity.ts';
import { makeInOrder } from './in-order.ts';
import type { InOrder } from './in-order.ts';
import { nowhere, orSorry } from './listen.ts';
import { personOf, typedMessage } from './payloads.ts';

export type Events = {
  readonly inbox: () => Inbox;
  readonly identity: Identity;
  readonly home: Home;
  readonly answer: Answer;
  readonly languageOf: (person: string) => Language;
  readonly call: Call;
  readonly clock: SlackClock;
  readonly log: SlackLog;
  /** What goes on after the acknowledgement; `stop` waits for it. */
  readonly goOn: (work: Promise<void>) => void;
};

/** `kept`: acknowledge it. `again`: it must come once more. */
export type EventOutcome = 'kept' | 'again';

const openedHome = z.object({ user: z.string(), view: z.object({ hash: z.string() }) });

export function makeEvents(events: Events): (body: unknown) => Promise<EventOutcome> {
  const { clock, log, home } = events;
  const inOrder = makeInOrder(clock);
  return async (body) => {
    const read = eventEnvelope.safeParse(body);
    if (!read.success) {
      // `app_rate_limited` and whatever else is no event: nothing that would be better the second time.
      log.debug({}, 'Slack sent something that is no event.');
      return 'kept';
    }
    const envelope = read.data;
    if (envelope.event.type === 'app_home_opened') {
      const seen = openedHome.safeParse(envelope.event);
      if (seen.success) home.saw(seen.data.user, seen.data.view.hash);
    }
    const late = Promise.withResolvers<EventOutcome>();
    const cancel = clock.at(clock.now() + slackTimes.happenedMs, () => {
      log.warn({ event: envelope.event.type }, 'An event took too long to keep; Slack brings it again.');
      late.resolve('again');
    });
    try {
      return await Promise.race([keep(events, inOrder, envelope), late.promise]);
    } catch (error) {
      const kind = error instanceof Error ? error.name : typeof error;
      log.warn(
        { event: envelope.event.type, error: kind },
        'An event could not be kept; Slack brings it again.',
      );
      return 'again';
    } finally {
      cancel();
    }
  };
}

async function keep(events: Events, inOrder: InOrder, envelope: EventEnvelope): Promise<EventOutcome> {
  if (envelope.event.type === 'message') {
    await onTyped(events, envelope);
    return 'kept';
  }
  const { inbox, clock } = events;
  const bot = await botOf(events, envelope);
  for (const happening of happeningsOf(envelope, { bot, now: clock.now() })) {
    await inOrder(happening, momentOf(envelope, happening.at), async () => inbox().happened(happening));
  }
  return 'kept';
}

/** To the microsecond where Slack says so; the wrapper knows seconds alone. */
function momentOf({ event }: EventEnvelope, at: number): number {
  const seconds = Number(event['event_ts']);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : at;
}

/** The wrapper tells whose authorization it came by: ours. Asked for only where it doesn't, and where it counts. */
async function botOf({ identity }: Events, envelope: EventEnvelope): Promise<string | null> {
  const told = envelope.authorizations?.find(
    ({ is_bot, user_id }) => is_bot === true && user_id !== undefined,
  );
  const known = identity.known()?.user ?? told?.user_id ?? null;
  if (known !== null || !needsBot(envelope)) return known;
  return (await identity.get()).user;
}

async function onTyped(events: Events, { event, event_id }: EventEnvelope): Promise<void> {
  const read = typedMessage.safeParse(event);
  // Our own messages, a bot's, edited ones: nobody typed anything to us.
  if (!read.success) return;
  const { inbox, answer, languageOf, clock, log, goOn } = events;
  const { user, text, channel } = read.data;
  if (user === events.identity.known()?.user) return;
  const language = languageOf(user);
  const name = await nameOf(events, user);
  const reply = await orSorry(log, language, async () =>
    inbox().ask({
      platform: 'slack',
      id: event_id,
      at: clock.now(),
      person: personOf({ id: user, name }),
      place: null,
      text: decodeText(text ?? ''),
    }),
  );
  goOn(answer(reply, { ...nowhere(user, language), channel, keep: true }));
}

const info = z.object({
  user: z.object({ real_name: z.string().nullish(), name: z.string().nullish() }),
});

/** A message brings no name; without one a stranger is greeted by their id. */
async function nameOf({ call, log }: Events, user: string): Promise<string> {
  try {
    const found = await call('users.info', { user }, info, AbortSignal.timeout(nameWithinMs));
    return found.user.real_name ?? found.user.name ?? user;
  } catch (error) {
    log.debug({ error: error instanceof Error ? error.name : typeof error }, 'Slack did not say a name.');
    return user;
  }
}

const nameWithinMs = 400;
