/** What the shell works with. Functions take the parts they use (`Pick<App, 'database' | 'clock'>`), never more. */
import type { ChatAdapter } from '../chat/port.ts';
import type { Platform } from '../core/member.ts';
import type { Playbook } from '../core/policy.ts';
import type { Database } from '../storage/open-database.ts';
import type { Clock } from './clock.ts';
import type { Connection } from './connect-chats.ts';
import type { Counts } from './counts.ts';
import type { Random } from './random.ts';

export type App = {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  /** The regulation as it is now; it may be read anew while the process runs. */
  playbook(): Playbook;
  readonly log: Log;
  readonly counts: Counts;
  readonly adapters: ReadonlyMap<Platform, ChatAdapter>;
  /** How this process stands with the platforms that it has to connect with. */
  readonly connections: ReadonlyMap<Platform, Connection>;
  /** Tells the deliverers of this process and of the others that there may be something to do. */
  wake(): void;
};

/** pino's shape. Neither a contact, nor a token, nor anything that a person typed may be handed to it. */
export type Log = {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
};
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;
