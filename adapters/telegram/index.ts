/**
 * Telegram as a chat platform. What comes in is kept, worked on and brought to the one inbox; what goes out is drawn and sent.
 * It decides nothing, and neither its start nor its stop waits for Telegram.
 */
import type { FastifyInstance } from 'fastify';
import { Unreachable } from '../../src/chat/errors.ts';
import type { ChatAdapter, Inbox } from '../../src/chat/port.ts';
import { makeCall } from './call.ts';
import { kindOf } from './error-kind.ts';
import { movedTo } from './happenings.ts';
import { makeMe, startLink } from './me.ts';
import { registerMenus } from './menu.ts';
import { backOff, pause } from './pause.ts';
import { checkPlace, isPersonIn } from './place-check.ts';
import { startPolling } from './poll.ts';
import { render } from './render.ts';
import { chatIdOf, editTo, send } from './send.ts';
import type { TelegramStore } from './store.ts';
import type { Clock, Log, Random, Telegram, Usual } from './telegram.ts';
import { registerWebhook, setWebhook } from './webhook.ts';
import type { Webhook } from './webhook.ts';
import { startWork } from './work.ts';
import type { Work } from './work.ts';

export type { TelegramStore } from './store.ts';

export type TelegramOptions = {
  readonly botToken: string;
  /** Null: long polling. */
  readonly webhook: Webhook | null;
  /** Where the Bot API is; null for Telegram's own. */
  readonly apiRoot: string | null;
  readonly store: TelegramStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** The company's language and zone, for what Telegram does not tell of a person. English and UTC when absent. */
  readonly usual?: () => Usual;
};

export type TelegramChat = ChatAdapter & {
  /** Puts the webhook onto the one HTTP server; nothing when polling. */
  register(server: FastifyInstance): Promise<void>;
  /** Resolves when Telegram answers and takes the token; else fails as a call does. */
  reach(): Promise<void>;
};

type Running = { readonly work: Work; readonly stop: () => Promise<void> };

export function makeTelegramChat(options: TelegramOptions): TelegramChat {
  const { botToken, apiRoot, webhook, store, clock, random, log } = options;
  let inbox: Inbox | null = null;
  let running: Running | null = null;

  const theInbox = () => {
    if (inbox === null) throw new Unreachable('Telegram is not being listened to at the moment.', false);
    return inbox;
  };
  const onMoved = async (from: string, to: string) => {
    try {
      await theInbox().happened(movedTo(from, to, clock.now()));
    } catch (error) {
      // The next call that fails tells it again, and so does the message in the group.
      log.warn({ error: kindOf(error) }, 'That a group of Telegram has moved could not be kept yet.');
    }
  };
  const call = makeCall({ botToken, apiRoot, clock, onMoved });
  const usual = options.usual ?? (() => ({ language: 'en', timeZone: 'UTC' }) as const);
  const tg: Telegram = { call, store, clock, random, log, usual, me: makeMe(call), inbox: theInbox };
  const drawing = () => ({ timeZone: usual().timeZone });

  return {
    name: 'telegram',
    async start(given) {
      if (running !== null) throw new Error('Telegram is listened to already.');
      inbox = given;
      running = begin(tg, webhook);
    },
    async stop() {
      const stopped = running;
      running = null;
      await stopped?.stop();
      inbox = null;
    },
    async post(place, { card, language, isPrivate, signal }) {
      const drawn = render(card, { language, ...drawing() });
      return send(call, place, drawn, { signal, isProtected: isPrivate });
    },
    async direct(person, { card, language, isPrivate, signal }) {
      const drawn = render(card, { language, ...drawing() });
      return send(call, { channel: person, thread: null }, drawn, { signal, isProtected: isPrivate });
    },
    async edit(message, { card, language, signal }) {
      chatIdOf(message.channel);
      await editTo(call, message, render(card, { language, ...drawing() }), { signal });
    },
    // T30: a bot can't read what it wrote, so nobody can tell; a twin is found out when it is pressed.
    find: async () => null,
    check: (place) => checkPlace(tg, place),
    // There is no home.
    home: async () => {},
    isIn: (place, person, signal) => isPersonIn(tg, place, person, signal),
    // What follows `start` comes back as it is (T49), and is read in `message.ts`.
    joinLink: async (code, signal) => startLink(await tg.me(signal), `j_${code}`),
    async reach() {
      await call('getMe', {});
    },
    async register(server) {
      if (webhook === null) return;
      // Also what comes before the start and after the stop is kept.
      const keep: Work['keep'] = async (updates) => {
        await (running ? running.work.keep(updates) : store.keep(updates));
      };
      await registerWebhook(server, { log, keep }, webhook);
    },
  };
}

function begin(tg: Telegram, webhook: Webhook | null): Running {
  const work = startWork(tg);
  const stopping = new AbortController();
  const { signal } = stopping;
  const lost = () => tellLost(tg);
  const polling = webhook === null ? startPolling(tg, work.keep, lost) : null;
  const settling = Promise.all([
    webhook === null ? undefined : setWebhook(tg, webhook, signal, lost),
    settleMenus(tg, signal),
  ]);
  return {
    work,
    async stop() {
      stopping.abort();
      // First nothing new, then what is in hand.
      await polling?.stop();
      await settling;
      await work.stop();
    },
  };
}

/** As long as it takes; nothing waits for it. */
async function settleMenus(tg: Telegram, signal: AbortSignal): Promise<void> {
  for (let failures = 1; !signal.aborted; failures += 1) {
    try {
      await tg.me();
      return await registerMenus(tg.call, tg.usual().language, signal);
    } catch (error) {
      if (signal.aborted) return;
      tg.log.debug({ error: kindOf(error), failures }, 'The menus of Telegram could not be registered yet.');
      await pause(tg.clock, backOff(failures, 2_000, 300_000), signal);
    }
  }
}

/** The token was revoked. */
async function tellLost(tg: Telegram): Promise<void> {
  const at = tg.clock.now();
  try {
    await tg.inbox().happened({ platform: 'telegram', id: `lost:${at}`, at, type: 'platform lost' });
  } catch (error) {
    tg.log.warn({ error: kindOf(error) }, 'That Telegram refuses the bot could not be kept.');
  }
}
