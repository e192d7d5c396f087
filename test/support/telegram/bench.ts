/** What the methods and the hands work on together. */
import type { Faults } from './faults.ts';
import type { Guard } from './guard.ts';
import type { Params } from './params.ts';
import type { RateGate } from './rates.ts';
import type { Call, Json, Message } from './types.ts';
import type { Updates } from './updates.ts';
import type { Webhook } from './webhook.ts';
import type { World } from './world.ts';

/** Seen by one person in a group, and gone when their client forgets it (T90–T93). */
export type Ephemeral = {
  readonly id: number;
  readonly receiver: number;
  readonly message: Message;
  isLost: boolean;
};

export type Bench = {
  readonly world: World;
  readonly updates: Updates;
  readonly webhook: Webhook;
  readonly rates: RateGate;
  readonly faults: Faults;
  readonly guard: Guard;
  readonly calls: Call[];
  readonly commands: Map<string, readonly { readonly command: string; readonly description: string }[]>;
  readonly texts: Map<string, string>;
  readonly ephemerals: Map<number, Ephemeral>;
  readonly switches: Switches;
};

export type Switches = {
  /** How long a press may wait for its answer (T23: 10–60 s). */
  callbackDeadlineMs: number;
  /** Private chats and basic groups keep messages from being deleted after this (T34). */
  deleteWithinMs: number;
  /** Supergroups too (X12). */
  deleteInSupergroupsToo: boolean;
  /** Ephemeral messages are never seen (T92). */
  losesEphemerals: boolean;
  /** Only admins may ask about members (T79). */
  hidesMembers: boolean;
  /** `/start` of a person and the press of a card older than this come with an inaccessible message (T21). */
  inaccessibleAfterMs: number;
};

export const defaultSwitches: Switches = {
  callbackDeadlineMs: 10_000,
  deleteWithinMs: 48 * 3_600_000,
  deleteInSupergroupsToo: false,
  losesEphemerals: false,
  hidesMembers: false,
  inaccessibleAfterMs: Number.POSITIVE_INFINITY,
};

export type Method = {
  /** What it takes; anything else is written down as a mistake. */
  readonly takes: readonly string[];
  run(bench: Bench, params: Params, gone: AbortSignal): Json | Promise<Json>;
};
export type Methods = Readonly<Record<string, Method>>;
