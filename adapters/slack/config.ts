/** What the adapter is given, and how long it waits for what. It reads no environment and no clock of its own. */
import type { ChatAdapter } from '../../src/chat/port.ts';
import type { FastifyInstance } from 'fastify';

type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export type SlackClock = { now(): number; at(moment: number, run: () => void): () => void };
export type SlackRandom = { id(prefix: string): string; token(): string };
export type SlackLog = {
  debug(fields: Fields, message: string): void;
  info(fields: Fields, message: string): void;
  warn(fields: Fields, message: string): void;
  error(fields: Fields, message: string): void;
};

export type SlackOptions = {
  readonly botToken: string;
  /** HTTP when there is no app token. Two, with a comma between them, are both good: while one is being replaced. */
  readonly signingSecret: string | null;
  /** Socket Mode; wins when both are given. */
  readonly appToken: string | null;
  /** Where every call goes, uploads and Socket Mode included; null for Slack itself. */
  readonly apiUrl: string | null;
  readonly clock: SlackClock;
  readonly random: SlackRandom;
  readonly log: SlackLog;
};

export type SlackChat = ChatAdapter & {
  /** Puts `POST /slack/events` onto the one HTTP server; nothing in Socket Mode. */
  register(server: FastifyInstance): Promise<void>;
  /** Whether what people do reaches us now: in Socket Mode, whether the connection stands. */
  isListening(): boolean;
  /** Resolves when Slack takes the token and what people do reaches us; else fails as a call does. */
  reach(): Promise<void>;
};

export const slackTimes = {
  /** One call out (L17: the SDK's own default is no limit at all). */
  callMs: 10_000,
  /** Calls on which a person waits: within the three seconds of a `trigger_id` (S26), or soon after. */
  interactiveCallMs: 3_000,
  /** What may be kept of an event before Slack is told to bring it again; Slack itself gives three seconds (S8). */
  happenedMs: 2_500,
  /** When a request is acknowledged whatever its handler still does (S7). */
  acknowledgeMs: 2_700,
  /** How long `start` waits for the connection of Socket Mode before it goes on in the background. */
  startMs: 3_000,
  /** How long `stop` waits for what is in hand. */
  stopMs: 3_000,
  /** Until Socket Mode says hello (S28). */
  helloMs: 10_000,
  /** Pauses between attempts to connect: doubling from the first to the last. */
  reconnectMs: 500,
  reconnectAtMostMs: 30_000,
  /** How old a signed request may be, and how far in the future (S2; Bolt checks the past alone, S5). */
  oldestMs: 300_000,
  newestMs: 60_000,
  /** A rate limit that does not say how long (L16). */
  unknownRateMs: 30_000,
  /** A workspace that has used up its messages (`message_limit_exceeded`). */
  messageLimitMs: 3_600_000,
  /** Between two looks at an upload, and all of them together (S85). */
  uploadLookMs: 250,
  uploadMs: 4_000,
} as const;

export const eventsPath = '/slack/events';
/** Larger than any payload of Slack: a whole view has at most 250 KB (S54). */
export const bodyLimit = 1_048_576;
