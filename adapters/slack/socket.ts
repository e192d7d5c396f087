/**
 * Slack over Socket Mode (S27–S33), by Bolt's own receiver. It connects for ever, with pauses that double: the SDK's own
 * reconnecting gives up on a network error, and then throws where nobody catches it, so it is off.
 */
import { SocketModeReceiver } from '@slack/bolt';
import { z } from 'zod';
import { slackTimes } from './config.ts';
import type { SlackClock, SlackLog } from './config.ts';
import { codeOf } from './errors.ts';
import type { Delivery } from './receiver.ts';
import { silentLogger } from './silent-logger.ts';

export type Socketing = {
  readonly appToken: string;
  readonly apiUrl: string | null;
  readonly clock: SlackClock;
  readonly log: SlackLog;
  readonly deliver: (delivery: Delivery) => Promise<void>;
};

export type Socket = {
  /** Resolves when it is connected for the first time. Never fails. */
  start(): Promise<void>;
  stop(): Promise<void>;
  isUp(): boolean;
};

type Client = SocketModeReceiver['client'];

/** What the client hands on of an envelope (S29). */
const envelope = z.object({
  body: z.record(z.string(), z.unknown()),
  retry_num: z.number().nullish(),
  retry_reason: z.string().nullish(),
});

export function makeSocket({ appToken, apiUrl, clock, log, deliver }: Socketing): Socket {
  let client: Client | null = null;
  let isUp = false;
  let isWanted = false;
  let failures = 0;
  let cancelTimer = (): void => {};
  let first = Promise.withResolvers<void>();

  const later = (ms: number, run: () => void) => {
    cancelTimer();
    cancelTimer = clock.at(clock.now() + ms, run);
  };

  const connect = (): void => {
    const mine = makeClient(appToken, apiUrl);
    client = mine;
    mine.on('slack_event', (args: unknown) => void bring(args));
    mine.on('disconnected', () => over(mine, null));
    later(slackTimes.helloMs, () => over(mine, 'hello'));
    mine.start().then(
      () => up(mine),
      (error: unknown) => over(mine, codeOf(error) ?? (error instanceof Error ? error.name : 'unknown')),
    );
  };

  const up = (mine: Client): void => {
    if (mine !== client || !isWanted) {
      // It was given up meanwhile, and came all the same.
      void mine.disconnect();
      return;
    }
    cancelTimer();
    isUp = true;
    failures = 0;
    first.resolve();
    log.info({}, 'Slack is connected.');
  };

  /** Once for each client: it may fail and say that it is disconnected as well. */
  const over = (mine: Client, reason: string | null): void => {
    if (mine !== client) return;
    client = null;
    const wasUp = isUp;
    isUp = false;
    cancelTimer();
    mine.removeAllListeners('slack_event');
    if (!wasUp) void mine.disconnect();
    if (!isWanted) return;
    // Slack renews connections as a matter of course (S30): then there is no pause at all.
    const pauseMs = wasUp
      ? 0
      : Math.min(slackTimes.reconnectMs * 2 ** failures, slackTimes.reconnectAtMostMs);
    failures += wasUp ? 0 : 1;
    if (wasUp) log.info({}, 'Slack closed the connection; it is opened again.');
    else log.warn({ reason, pauseMs }, 'Slack could not be connected; it is tried again.');
    later(pauseMs, connect);
  };

  const bring = async (args: unknown): Promise<void> => {
    const read = envelope.safeParse(args);
    const ack = ackOf(args);
    if (!read.success || ack === null) return log.warn({}, 'Slack sent an envelope of an unknown form.');
    let isAcked = false;
    const acknowledge = async (answer?: unknown): Promise<void> => {
      if (isAcked) return;
      isAcked = true;
      await ack(answer).catch(() => log.warn({}, 'The connection closed before Slack was answered.'));
    };
    let isAgain = false;
    try {
      await deliver({
        body: read.data.body,
        retryNum: read.data.retry_num ?? undefined,
        retryReason: read.data.retry_reason ?? undefined,
        ack: acknowledge,
        // Without an answer Slack brings it again (S29, S8).
        again: () => {
          isAgain = true;
        },
      });
    } catch (error) {
      log.error({ error: error instanceof Error ? error.name : typeof error }, 'What Slack brought failed.');
    }
    if (!isAgain) await acknowledge();
  };

  return {
    isUp: () => isUp,
    async start() {
      isWanted = true;
      failures = 0;
      first = Promise.withResolvers<void>();
      connect();
      await first.promise;
    },
    async stop() {
      isWanted = false;
      cancelTimer();
      first.resolve();
      const last = client;
      client = null;
      isUp = false;
      if (!last) return;
      last.removeAllListeners('slack_event');
      const { promise: ended, resolve } = Promise.withResolvers<void>();
      const cancel = clock.at(clock.now() + slackTimes.stopMs, resolve);
      await Promise.race([last.disconnect(), ended]);
      cancel();
    },
  };
}

function makeClient(appToken: string, apiUrl: string | null): Client {
  return new SocketModeReceiver({
    appToken,
    autoReconnectEnabled: false,
    logger: silentLogger,
    installerOptions: {
      clientOptions: {
        ...(apiUrl === null ? {} : { slackApiUrl: apiUrl }),
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
        timeout: slackTimes.callMs,
      },
    },
  }).client;
}

function ackOf(args: unknown): ((answer: unknown) => Promise<void>) | null {
  if (typeof args !== 'object' || args === null || !('ack' in args) || typeof args.ack !== 'function')
    return null;
  const { ack } = args;
  return async (answer) => {
    await ack(answer);
  };
}
