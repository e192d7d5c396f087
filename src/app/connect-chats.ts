/**
 * Begins to listen on the chat platforms, goes on trying where one cannot be reached, and looks now and then whether it
 * still is. Nobody waits for it: what is to be told is kept in the outbox meanwhile, and the other platforms work.
 */
import { NotAuthorized, RateLimited, Unreachable } from '../chat/errors.ts';
import type { ChatAdapter, Inbox } from '../chat/port.ts';
import type { Platform } from '../core/member.ts';
import type { App } from './app.ts';
import { nameOfError } from './deliver/name-of-error.ts';
import { pause } from './pause.ts';

/** How this process stands with a platform. `refused`: the token is not taken. */
export type Connection = 'connecting' | 'connected' | 'refused' | 'unreachable' | 'failed';

/** `reach` resolves when the platform answers, takes the token, and what people do reaches us; else it fails. */
export type ConnectedChat = ChatAdapter & { reach(): Promise<void> };

export type Connections = {
  /** Stops trying, and stops those that listen. */
  stop(): Promise<void>;
};

type ConnectingApp = Pick<App, 'clock' | 'random' | 'log'> & {
  readonly connections: Map<Platform, Connection>;
};

const shortestPauseMs = 1_000;
const longestPauseMs = 60_000;
/** As long as all is well. */
const lookEveryMs = 60_000;

/** `onChange` hears of the first outcome on each platform and of every other one. */
export function connectChats(
  app: ConnectingApp,
  adapters: readonly ConnectedChat[],
  inbox: Inbox,
  onChange: (platform: Platform, connection: Connection) => void,
): Connections {
  const stopping = new AbortController();
  const connecting = adapters.map((adapter) =>
    keepConnecting(app, adapter, inbox, stopping.signal, onChange),
  );
  return {
    async stop() {
      stopping.abort();
      // An adapter that is stopped gives up what it had begun, so this ends, too.
      const stops = await Promise.allSettled(adapters.map((adapter) => adapter.stop()));
      await Promise.all(connecting);
      for (const stop of stops) {
        if (stop.status === 'rejected')
          app.log.error({ error: nameOfError(stop.reason) }, 'could not stop a chat');
      }
    },
  };
}

async function keepConnecting(
  app: ConnectingApp,
  adapter: ConnectedChat,
  inbox: Inbox,
  signal: AbortSignal,
  onChange: (platform: Platform, connection: Connection) => void,
): Promise<void> {
  const { name: platform } = adapter;
  const is = (connection: Connection) => {
    if (app.connections.get(platform) === connection) return;
    app.connections.set(platform, connection);
    if (connection !== 'connecting') onChange(platform, connection);
  };
  is('connecting');
  let isStarted = false;
  let failures = 0;
  while (!signal.aborted) {
    try {
      if (!isStarted) await adapter.start(inbox);
      isStarted = true;
      await adapter.reach();
      if (signal.aborted) return;
      failures = 0;
      is('connected');
      await pause(app.clock, lookEveryMs, signal);
    } catch (error) {
      if (signal.aborted) return;
      const connection = kindOf(error);
      if (app.connections.get(platform) !== connection)
        app.log.warn({ platform, error: nameOfError(error) }, 'not connected; it is tried again');
      is(connection);
      await pause(app.clock, pauseAfter(app, error, failures), signal);
      failures += 1;
    }
  }
}

function kindOf(error: unknown): Connection {
  if (error instanceof NotAuthorized) return 'refused';
  return error instanceof Unreachable || error instanceof RateLimited ? 'unreachable' : 'failed';
}

function pauseAfter({ random }: ConnectingApp, error: unknown, failures: number): number {
  if (error instanceof RateLimited) return error.retryAfterMs;
  const pauseMs = Math.min(shortestPauseMs * 2 ** failures, longestPauseMs);
  return pauseMs * (0.5 + random.number() / 2);
}
