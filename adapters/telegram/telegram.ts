/** What the parts of this adapter share. It does nothing by itself. */
import type { Inbox } from '../../src/chat/port.ts';
import type { Language } from '../../src/core/member.ts';
import type { Call } from './call.ts';
import type { Me } from './me.ts';
import type { TelegramStore } from './store.ts';

export type Clock = { now(): number; at(moment: number, run: () => void): () => void };
export type Random = { id(prefix: string): string; token(): string };
type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>;
type Write = (fields: Fields, message: string) => void;
export type Log = {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
};

/** The company's own, for what Telegram does not tell of a person. */
export type Usual = { readonly language: Language; readonly timeZone: string };

export type Telegram = {
  readonly call: Call;
  readonly store: TelegramStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Who the bot itself is. Asks once, and again as long as nobody answers. */
  readonly me: (signal?: AbortSignal) => Promise<Me>;
  readonly usual: () => Usual;
  /** Throws `Unreachable` before the adapter was started and after it was stopped. */
  readonly inbox: () => Inbox;
};
