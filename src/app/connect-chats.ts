/**
 * Begins to listen on the chat platforms, and goes on trying where one cannot be reached. Nobody waits for it: what is
 * to be told is kept in the outbox meanwhile, and the other platforms work.
 */
import { NotAuthorized, RateLimited, Unreachable } from '../chat/errors.ts';
import type { ChatAdapter, Inbox } from '../chat/port.ts';
import type { Platform } from '../core/member.ts';
import type { App } from './app.ts';
import { nameOfError } from './deliver/name-of-error.ts';
import { pause } from './pause.ts';

/** How this process stands with a platform. `refused`: the token is not taken. */
export type Connection = 'connecting' | 'connected' | 'refused' | 'unreachable' | 'failed';

export type Connections = {
  /** Stops trying, and stops those that listen. */
  stop(): Promise<void>;
};

type ConnectingApp = Pick<App, 'clock' | 'random' | 'log'> & {
  readonly connections: Map<Platform, Connection>;
};

const shortestPauseMs = 1_000;
const longestPauseMs = 60_000;

/** `onChange` hears of the first outcome on each platform and of every other one. */
export function connectChats(
  app: ConnectingApp,
  adapters: readonly ChatAdapter[],
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
  adapter: ChatAdapter,
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
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      await adapter.start(inbox);
      if (!signal.aborted) is('connected');
      return;
    } catch (error) {
      if (signal.aborted) return;
      app.log.warn({ platform, error: nameOfError(error) }, 'could not connect; it is tried again');
      is(kindOf(error));
      await pause(app.clock, pauseAfter(app, error, failures), signal);
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
