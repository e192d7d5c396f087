/**
 * A stand-in of Telegram for one bot: the Bot API over loopback HTTP, as strict as the real one, and the people and
 * chats behind it. It keeps the only truth about what people saw.
 */
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { once } from 'node:events';
import { defaultSwitches } from './bench.ts';
import type { Bench, Switches } from './bench.ts';
import { makeEyes } from './eyes.ts';
import type { Eyes } from './eyes.ts';
import { makeFaults } from './faults.ts';
import type { Fault } from './faults.ts';
import { makeGuard } from './guard.ts';
import { makeActing } from './hands/act.ts';
import type { Acting, PressHow } from './hands/act.ts';
import { makeSettling } from './hands/settle.ts';
import type { Settling } from './hands/settle.ts';
import { makeRateGate } from './rates.ts';
import type { Rates } from './rates.ts';
import { serveCall } from './serve.ts';
import type { CallbackAnswer } from './types.ts';
import { makeUpdates } from './updates.ts';
import { makeWebhook } from './webhook.ts';
import type { Delivery } from './webhook.ts';
import { makeWorld } from './world.ts';

export type TelegramOptions = {
  /** How the bot is to get its updates; only what `settings` says of it. */
  readonly mode?: 'polling' | 'webhook';
  readonly token?: string;
  readonly username?: string;
  readonly port?: number;
  readonly rates?: Rates;
  readonly switches?: Partial<Switches>;
  readonly webhookPauseMs?: number;
};

export type TelegramStandIn = Settling &
  Acting &
  Eyes & {
    readonly mode: 'polling' | 'webhook';
    readonly token: string;
    readonly username: string;
    readonly botId: number;
    /** For `TELEGRAM_API_ROOT`. */
    readonly apiRoot: string;
    readonly bench: Bench;
    /** The environment of a Baton that talks to it. */
    readonly settings: Readonly<Record<string, string>>;
    /** Requests to this public origin reach that loopback one, as through a proxy. */
    route(origin: string, to: string): void;
    /** Presses, and waits for what the presser gets to see; null when nothing comes in time. */
    pressed(how: PressHow): Promise<CallbackAnswer | null>;
    /** What holds in the end, looked at after each change; says what did not come to pass. */
    until<T>(what: string, look: () => T | null | undefined | false, ms?: number): Promise<T>;
    fault(fault: Fault): void;
    heal(): void;
    setRates(rates: Rates): void;
    /** Nobody listens any more: connections are refused until `reopen`. */
    shut(): Promise<void>;
    reopen(): Promise<void>;
    hold(): void;
    letGo(how?: { readonly seed?: number; readonly times?: number }): void;
    redeliver(update: number): void;
    /** Telegram's time goes on. */
    passTime(ms: number): void;
    /** From now on this is looked for in everything that people see: a contact, and a text that strangers wrote. */
    secret(marker: string): void;
    foreign(text: string): void;
    /** Whether every update has been taken. */
    isDrained(): boolean;
    /** What was delivered to the webhook, and what came back. */
    deliveries(): readonly Delivery[];
    /** Where a stranger would have to knock. */
    webhookTarget(): { readonly url: string | null; readonly secret: string | null } | null;
    setSwitches(switches: Partial<Switches>): void;
    close(): Promise<void>;
  };

const publicOrigin = 'https://baton.example';

export async function openTelegram(options: TelegramOptions = {}): Promise<TelegramStandIn> {
  const { mode = 'polling', token = '7000000001:stand-in-token_AAE', username = 'BatonTestBot' } = options;
  const world = makeWorld({ token, username });
  const updates = makeUpdates(world);
  const routes = new Map<string, string>();
  const webhook = makeWebhook(world, updates, { pauseMs: options.webhookPauseMs ?? 50, routes });
  const bench: Bench = {
    world,
    updates,
    webhook,
    rates: makeRateGate(world, options.rates ?? 'off'),
    faults: makeFaults(),
    guard: makeGuard(world),
    calls: [],
    commands: new Map(),
    texts: new Map(),
    ephemerals: new Map(),
    switches: { ...defaultSwitches, ...options.switches },
  };
  const watchers = new Set<() => void>();
  const changed = () => {
    for (const watcher of watchers) watcher();
  };
  updates.onPush(webhook.pump);
  updates.onPush(changed);

  const sockets = new Set<Socket>();
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    serveCall(bench, request, response, changed).catch((error: unknown) => {
      world.violate(`The stand-in itself failed: ${String(error)}`, null);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  async function listen(port: number): Promise<number> {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return address !== null && typeof address === 'object' ? address.port : port;
  }
  async function stopListening(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  }
  const port = await listen(options.port ?? 0);
  const apiRoot = `http://127.0.0.1:${port}`;
  const acting = makeActing(bench);

  const standIn: TelegramStandIn = {
    ...makeSettling(bench),
    ...acting,
    ...makeEyes(bench),
    mode,
    token,
    username,
    botId: world.bot.id,
    apiRoot,
    bench,
    settings: {
      TELEGRAM_BOT_TOKEN: token,
      TELEGRAM_API_ROOT: apiRoot,
      ...(mode === 'webhook'
        ? { TELEGRAM_WEBHOOK_URL: publicOrigin, TELEGRAM_WEBHOOK_SECRET: 'a-secret-of-the-webhook' }
        : {}),
    },
    route(origin, to) {
      routes.set(origin, to);
    },
    async pressed(how) {
      const query = acting.press(how);
      const withinMs = bench.switches.callbackDeadlineMs;
      return until('an answer to the press', () => acting.answerOf(query), withinMs).catch(() => null);
    },
    until,
    fault: (fault) => bench.faults.add(fault),
    heal: () => bench.faults.heal(),
    setRates: (rates) => bench.rates.set(rates),
    shut: stopListening,
    async reopen() {
      await listen(port);
    },
    hold: () => updates.hold(),
    letGo: (how) => updates.letGo(how),
    redeliver: (update) => updates.redeliver(update),
    passTime: (ms) => world.forward(ms),
    secret: (marker) => bench.guard.secret(marker),
    foreign: (text) => bench.guard.foreign(text),
    isDrained: () => updates.pending() === 0 && webhook.isIdle(),
    deliveries: () => webhook.deliveries,
    webhookTarget: () => webhook.target(),
    setSwitches(switches) {
      Object.assign(bench.switches, switches);
    },
    async close() {
      webhook.close();
      updates.close();
      await stopListening();
    },
  };
  return standIn;

  async function until<T>(what: string, look: () => T | null | undefined | false, ms = 20_000): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const watch = () => {
      try {
        const found = look();
        if (found !== null && found !== undefined && found !== false) resolve(found);
      } catch (error) {
        reject(error);
      }
    };
    watchers.add(watch);
    // What is looked at need not be the stand-in's own.
    const looking = setInterval(watch, 50);
    const timer = setTimeout(() => reject(new Error(`It did not come to pass in ${ms} ms: ${what}.`)), ms);
    watch();
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      clearInterval(looking);
      watchers.delete(watch);
    }
  }
}
