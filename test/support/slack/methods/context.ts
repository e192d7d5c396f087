/** What every method of the Web API works with. */
import type { Deed } from '../faults.ts';
import type { Json } from '../flaws.ts';
import type { Judge } from '../judge.ts';
import type { Manifest } from '../manifest.ts';
import type { SlackRecord } from '../record.ts';
import { Refusal } from '../refusal.ts';
import { scopeOf } from '../manifest.ts';
import type { Channel, Workspace } from '../workspace.ts';
import { botUserId } from '../workspace.ts';

export type Switches = {
  /** Ephemerals are answered ok and shown to nobody (P6). */
  ephemeralsAreLost: boolean;
  /** Overrides the manifest's: direct messages are refused with `messages_tab_disabled`. */
  hasMessagesTab: boolean | null;
  /** Whether the server recognises a repeated `client_msg_id` (S93, X5); in doubt it doesn't. */
  knowsClientIds: boolean;
  /** Whether the events of the bot's own direct messages are sent, as Slack does. */
  echoesOwnMessages: boolean;
};

export type Trigger = { readonly person: string; readonly at: number; used: boolean };

export type ResponseUrl = {
  readonly person: string;
  readonly channel: string;
  readonly at: number;
  uses: number;
  /** The message that was pressed; null for a command. */
  readonly source: { readonly ts: string; readonly isEphemeral: boolean } | null;
};

export type Context = {
  readonly workspace: Workspace;
  readonly record: SlackRecord;
  readonly judge: Judge;
  readonly manifest: Manifest;
  readonly switches: Switches;
  readonly triggers: Map<string, Trigger>;
  readonly responseUrls: Map<string, ResponseUrl>;
  /** Where everything of the stand-in is reached. */
  readonly address: () => string;
  /** Tells the app that something happened. */
  readonly emit: (event: Json) => void;
  readonly doDeed: (deed: Deed, where: string) => void;
  /** A ticket for one connection of Socket Mode. */
  readonly openSocket: () => string;
};

export type Method = (context: Context, args: Json) => Json | Promise<Json>;

/** A conversation that the bot may do this in; refused with the name that Slack has for it. */
export function channelFor(
  context: Context,
  id: string,
  wants: { readonly membership: boolean; readonly whenArchived?: string },
): Channel {
  const channel = context.workspace.channels.get(id);
  if (!channel || channel.isDeleted) throw new Refusal('channel_not_found');
  const isIn = channel.members.has(botUserId);
  if (!isIn && channel.isPrivate) throw new Refusal('channel_not_found');
  if (!isIn && wants.membership) throw new Refusal('not_in_channel');
  if (channel.isArchived && wants.whenArchived !== undefined) throw new Refusal(wants.whenArchived);
  return channel;
}

/** Section 19.6: judged from the manifest that is shipped. */
export function needScope(context: Pick<Context, 'manifest'>, scope: string): void {
  const { scopes } = context.manifest;
  if (scopes === null || scopes.has(scope)) return;
  throw new Refusal('missing_scope', { needed: scope, provided: [...scopes].join(',') });
}

export function needReadScope(context: Context, what: 'read' | 'history', channel: Channel): void {
  needScope(context, scopeOf(what, channel));
}
