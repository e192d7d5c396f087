/**
 * The web page as a chat platform: a small chat of its own, behind the same port as Slack and Telegram.
 * It keeps its messages through `WebStore` and decides nothing.
 */
import type { FastifyInstance } from 'fastify';
import type { Card } from '../../src/cards/card.ts';
import { MessageGone, Rejected, Unreachable } from '../../src/chat/errors.ts';
import type { Channel, ChatAdapter, Inbox, MessageId, Posting } from '../../src/chat/port.ts';
import type { Moment } from '../../src/core/lead.ts';
import type { Access } from './access.ts';
import { guard, makeAccess } from './access.ts';
import type { Desk } from './desk.ts';
import { channelShape, maxCardBytes, personShape } from './limits.ts';
import { makeLive } from './live.ts';
import { chatRoutes } from './routes/chat.ts';
import { deskRoutes } from './routes/desk.ts';
import { frameRoutes } from './routes/frame.ts';
import { pageRoutes } from './routes/page.ts';
import { answerFailures, readJson } from './routes/reading.ts';
import type { WebStore } from './store.ts';
import { directChannel, homeChannel, toWire } from './wire.ts';

export type WebClock = { now(): Moment; at(moment: Moment, run: () => void): () => void };
export type WebRandom = { id(prefix: string): string; token(): string };

export type WebLog = {
  warn(fields: Readonly<Record<string, string>>, message: string): void;
  error(fields: Readonly<Record<string, string>>, message: string): void;
};

export type WebOptions = {
  readonly store: WebStore;
  readonly desk: Desk;
  readonly clock: WebClock;
  readonly random: WebRandom;
  /** Whether the server listens on this machine alone; if not, the page asks for the API's token. */
  readonly isLoopback: boolean;
  readonly apiToken: string;
  readonly log: WebLog;
  /** Whether the program made the token itself, and so may show it in the ready `curl` line. */
  readonly mayShowToken: boolean;
};

export type WebChat = ChatAdapter & {
  /** Puts the page's routes (`/` and `/web/…`) onto the one HTTP server. */
  register(server: FastifyInstance): Promise<void>;
};

/** What the routes work with. */
export type Web = WebOptions & {
  readonly access: Access;
  readonly live: ReturnType<typeof makeLive>;
  /** Throws `Unreachable` before the adapter was started and after it was stopped. */
  inbox(): Inbox;
};

export function makeWebChat(options: WebOptions): WebChat {
  const { store, clock, random } = options;
  const live = makeLive(options);
  let inbox: Inbox | null = null;
  const web: Web = {
    ...options,
    live,
    access: makeAccess(options),
    inbox() {
      if (inbox === null) throw new Unreachable('The page is not being served at the moment.', false);
      return inbox;
    },
  };

  const put = async (channel: string, posting: Posting): Promise<MessageId> => {
    const message = {
      id: random.id('w'),
      channel,
      key: posting.key,
      ...drawn(posting),
      postedAt: clock.now(),
    };
    const kept = await answered(posting.signal, () => store.insert(message));
    live.look();
    return { channel, thread: null, message: kept.id };
  };

  return {
    name: 'web',
    async start(given) {
      inbox = given;
      await live.start();
    },
    async stop() {
      inbox = null;
      live.stop();
    },
    post: async (place, posting) => put(channelOf(place), posting),
    direct: async (person, posting) => put(directChannel(personOf(person)), posting),
    async edit({ channel, message }, posting) {
      const edited = { id: message, channel, ...drawn(posting), editedAt: clock.now() };
      const saved = await answered(posting.signal, () => store.save(edited));
      if (saved === null) throw new MessageGone(`There is no message ${message} in ${channel}.`);
      live.look();
    },
    async find(place, key, signal) {
      refuseAborted(signal);
      const found = await answered(
        signal,
        async () =>
          (await store.findByKey(place.channel, key)) ?? store.findByKey(directChannel(place.channel), key),
      );
      return found && { channel: found.channel, thread: null, message: found.id };
    },
    async check({ channel, thread }) {
      return channelShape.test(channel) && thread === null
        ? { ok: true, name: channel }
        : { ok: false, problem: 'not_found' };
    },
    async home(person, { card, language, signal }) {
      refuseAborted(signal);
      await store.insert({
        id: random.id('w'),
        channel: homeChannel(personOf(person)),
        key: 'home',
        card: textOf(card),
        language,
        isPrivate: true,
        postedAt: clock.now(),
      });
      live.look();
    },
    // Every seat of the page sees every channel.
    isIn: async () => null,
    joinLink: async () => null,
    async register(server) {
      await server.register(async (scope) => {
        readJson(scope);
        answerFailures(scope, options.log);
        guard(scope, web.access);
        scope.addHook('preClose', async () => live.stop());
        pageRoutes(scope, web);
        frameRoutes(scope, web);
        chatRoutes(scope, web);
        deskRoutes(scope, web);
      });
    },
  };
}

function drawn(posting: Posting) {
  refuseAborted(posting.signal);
  return { card: textOf(posting.card), language: posting.language, isPrivate: posting.isPrivate };
}

function textOf(card: Card): string {
  const text = JSON.stringify(toWire(card));
  if (Buffer.byteLength(text) > maxCardBytes) throw new Rejected('The card is too large for the page.');
  return text;
}

function channelOf({ channel, thread }: Channel): string {
  if (thread !== null) throw new Rejected('The page knows no threads.');
  if (!channelShape.test(channel)) throw new Rejected(`"${channel}" is no channel of the page.`);
  return channel;
}

function personOf(person: string): string {
  if (!personShape.test(person)) throw new Rejected('This is no identity of the page.');
  return person;
}

/** The store's answer, as long as somebody waits for it. What it was asked may be done all the same. */
async function answered<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(new Error('nobody waits for the answer any more'));
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([ask(), aborted]);
  } catch (cause) {
    const unreachable = new Unreachable('The messages of the page could not be reached.', true);
    unreachable.cause = cause;
    throw unreachable;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function refuseAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new Unreachable('The call was ended before it began.', false);
}
