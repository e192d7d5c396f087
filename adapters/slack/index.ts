/**
 * Slack as a chat platform, over HTTP or Socket Mode, behind the same port as the web page and Telegram. It decides
 * nothing, keeps nothing, and its start waits for Slack no longer than a moment: the other platforms go on without it.
 */
import { App } from '@slack/bolt';
import type { Receiver } from '@slack/bolt';
import { Unreachable } from '../../src/chat/errors.ts';
import type { Inbox } from '../../src/chat/port.ts';
import type { Language } from '../../src/core/member.ts';
import { makeAnswer } from './answer.ts';
import { makeCall } from './client.ts';
import { slackTimes } from './config.ts';
import type { SlackChat, SlackLog, SlackOptions } from './config.ts';
import { makeEvents } from './events.ts';
import { makeHome } from './home.ts';
import { makeIdentity } from './identity.ts';
import type { Identity } from './identity.ts';
import { makeImages } from './images.ts';
import { listen } from './listen.ts';
import { checkPlace, isInPlace } from './look.ts';
import { receiveOver } from './receiver.ts';
import type { Delivery } from './receiver.ts';
import { secretsOf } from './signature.ts';
import { silentLogger } from './silent-logger.ts';
import { makeSocket } from './socket.ts';
import { makeWriter } from './write.ts';

export type { SlackChat, SlackOptions } from './config.ts';

export function makeSlackChat(options: SlackOptions): SlackChat {
  const { botToken: token, appToken, apiUrl, clock, log } = options;
  const secrets = appToken === null ? secretsOf(options.signingSecret) : [];
  let given: Inbox | null = null;
  let isStopping = false;
  const inbox = (): Inbox => {
    if (given === null) throw new Unreachable('Slack is not being listened to at the moment.', false);
    return given;
  };
  // Two, so that an edit that is throttled never delays a form (L14).
  const call = makeCall({ token, apiUrl, timeoutMs: slackTimes.callMs });
  const callNow = makeCall({ token, apiUrl, timeoutMs: slackTimes.interactiveCallMs });
  const identity = makeIdentity(callNow);
  const images = makeImages({ call, clock, log });
  const writer = makeWriter({ call, identity, images });
  const home = makeHome(call);
  const answer = makeAnswer({
    call: callNow,
    privateOf: async (person) => writer.privateOf(person),
    images,
    log,
  });
  const { languageOf, wroteTo } = makeLanguages();
  const work = makeWork(options);
  const events = makeEvents({
    inbox,
    identity,
    home,
    answer,
    languageOf,
    call: callNow,
    clock,
    log,
    goOn: work.goOn,
  });
  const bolt = makeBolt(options, identity);
  listen(bolt, { inbox, answer, languageOf, clock, log });
  let isReady: Promise<void> | null = null;
  const isListening = () => given !== null && !isStopping && (socket?.isUp() ?? true);

  const handle = async (delivery: Delivery): Promise<void> => {
    if (isEvent(delivery)) {
      const outcome = await events(delivery.body);
      return outcome === 'kept' ? delivery.ack() : delivery.again();
    }
    const { body, ack, retryNum, retryReason } = delivery;
    return bolt.processEvent({
      body,
      ack,
      ...(retryNum === undefined ? {} : { retryNum }),
      ...(retryReason === undefined ? {} : { retryReason }),
    });
  };
  const deliver = async (delivery: Delivery): Promise<void> => {
    if (given === null || isStopping) return delivery.again();
    const handled = handle(delivery);
    work.goOn(handled);
    return handled;
  };
  const socket = appToken === null ? null : makeSocket({ appToken, apiUrl, clock, log, deliver });

  return {
    name: 'slack',
    async start(inbox) {
      given = inbox;
      isStopping = false;
      isReady ??= bolt.init();
      await isReady;
      identity
        .get()
        .catch((error: unknown) =>
          log.warn({ error: nameOf(error) }, 'Slack did not say who we are; it is asked again.'),
        );
      if (socket) await work.within(slackTimes.startMs, socket.start());
    },
    async stop() {
      // What is in hand is acknowledged and answered first, over the connection that it came by.
      isStopping = true;
      await work.ended();
      await socket?.stop();
      given = null;
    },
    isListening,
    async reach() {
      await identity.ask();
      if (!isListening()) throw new Unreachable('The connection with Slack is down.', false);
    },
    async register(server) {
      if (appToken === null) await receiveOver(server, { secrets, clock, log, deliver });
    },
    post: writer.post,
    edit: writer.edit,
    async direct(person, posting) {
      wroteTo(person, posting.language);
      return writer.direct(person, posting);
    },
    find: writer.find,
    check: async (place) => checkPlace(callNow, place),
    isIn: async (place, person, signal) => isInPlace(callNow, place, person, signal),
    joinLink: async () => null,
    async home(person, posting) {
      wroteTo(person, posting.language);
      await home.publish(person, posting);
    },
  };
}

/** Bolt, with everything off that would wait, keep or say something by itself (L9, L13–L18, P12). */
function makeBolt({ botToken, apiUrl, log }: SlackOptions, identity: Identity): App {
  const receiver: Receiver = { init() {}, start: async () => {}, stop: async () => {} };
  const app = new App({
    receiver,
    deferInitialization: true,
    convoStore: false,
    logger: silentLogger,
    clientOptions: {
      ...(apiUrl === null ? {} : { slackApiUrl: apiUrl }),
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: slackTimes.interactiveCallMs,
    },
    // Whatever Slack knows of us so far: a press must not wait until it knows more (L7).
    authorize: async () => {
      const us = identity.known();
      return {
        botToken,
        ...(us ? { botUserId: us.user, ...(us.bot === null ? {} : { botId: us.bot }) } : {}),
      };
    },
  });
  app.error(async (error) => {
    // By its kind alone: it may quote what somebody typed, or an address that is a secret (P12, P13).
    log.error({ error: nameOf(error) }, 'What Slack brought could not be handled.');
  });
  return app;
}

function isEvent({ body }: Delivery): boolean {
  return 'event' in body || body['type'] === 'event_callback' || body['type'] === 'app_rate_limited';
}

/** Slack does not say which language somebody reads; what they were last written in does. */
function makeLanguages() {
  const languages = new Map<string, Language>();
  return {
    languageOf: (person: string): Language => languages.get(person) ?? 'en',
    wroteTo(person: string, language: Language): void {
      if (languages.size >= peopleKept) languages.clear();
      languages.set(person, language);
    },
  };
}

const peopleKept = 10_000;

/** What is in hand beyond an acknowledgement, so that a stop does not cut it off. */
function makeWork({ clock, log }: { readonly clock: SlackOptions['clock']; readonly log: SlackLog }) {
  const inHand = new Set<Promise<void>>();
  const within = async (ms: number, doing: Promise<unknown>): Promise<void> => {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const cancel = clock.at(clock.now() + ms, resolve);
    await Promise.race([doing, late]);
    cancel();
  };
  return {
    within,
    goOn(doing: Promise<void>): void {
      const watched = doing
        .catch((error: unknown) => log.error({ error: nameOf(error) }, 'What Slack brought failed.'))
        .finally(() => inHand.delete(watched));
      inHand.add(watched);
    },
    ended: async () =>
      within(
        slackTimes.stopMs,
        (async () => {
          // What is in hand may take up more before it ends.
          while (inHand.size > 0) await Promise.all(inHand);
        })(),
      ),
  };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
