/** `chat.*`: posting, editing, deleting, and messages for one person alone (PLATFORMS 3.3, 3.4). */
import { flagOf, listOf, needed, nested, objectOf, textOf } from '../arguments.ts';
import { checkBlocks, countCharacters, maxMessageCharacters } from '../block-kit.ts';
import type { Json } from '../flaws.ts';
import { asText, jsonsOf } from '../flaws.ts';
import { Refusal, refusedBlocks } from '../refusal.ts';
import { renderBlocks, renderMessage } from '../rendered.ts';
import { appId, botId, botUserId, teamId } from '../workspace.ts';
import type { Channel, Message } from '../workspace.ts';
import { channelFor } from './context.ts';
import type { Context, Method } from './context.ts';

/** X4: nobody says how much metadata may be; in doubt little. */
const maxMetadata = 2048;

export const postMessage: Method = (context, args) => {
  const { workspace } = context;
  const channel = target(context, needed(args, 'channel'));
  const body = contentOf(context, args, { textAtMost: null });
  const clientMsgId = textOf(args, 'client_msg_id');
  if (context.switches.knowsClientIds && clientMsgId !== null) {
    const twin = [...channel.messages.values()].find((one) => one.clientMsgId === clientMsgId);
    if (twin) return { ...posted(twin), is_duplicate: true };
  }
  const thread = threadIn(channel, args);
  const message: Message = {
    ...body,
    text: body.text.slice(0, 40_000),
    ts: workspace.nextTs(),
    channel: channel.id,
    thread,
    user: botUserId,
    botId,
    metadata: metadataOf(args) ?? null,
    parse: textOf(args, 'parse') ?? 'none',
    linkNames: flagOf(args, 'link_names', false),
    edits: 0,
    at: workspace.now(),
    editedAt: null,
    clientMsgId,
    buttons: new Map(),
  };
  channel.messages.set(message.ts, message);
  settle(context, channel, message);
  if (channel.person !== null) {
    const text = renderMessage(message, workspace.person(channel.person).timeZone).text;
    context.record.show({
      person: channel.person,
      kind: 'direct',
      text,
      channel: channel.id,
      message: message.ts,
    });
    if (context.switches.echoesOwnMessages) {
      context.emit({
        type: 'message',
        channel_type: 'im',
        channel: channel.id,
        event_ts: message.ts,
        ...shapeOf(message),
      });
    }
  }
  return posted(message);
};

export const update: Method = (context, args) => {
  const id = needed(args, 'channel');
  // S3.3: never a person's id.
  const channel = channelFor(context, id, { membership: true, whenArchived: 'is_inactive' });
  refuseReadOnly(channel);
  const message = channel.messages.get(needed(args, 'ts'));
  if (!message) throw new Refusal('message_not_found');
  if (message.botId !== botId) throw new Refusal('cant_update_message');
  // S82.
  if ((textOf(args, 'text') ?? '').length > 4000) throw new Refusal('msg_too_long');
  const metadata = metadataOf(args);
  const hasNothing =
    args['blocks'] === undefined && args['text'] === undefined && args['attachments'] === undefined;
  const body =
    hasNothing && metadata !== undefined ? message : contentOf(context, args, { textAtMost: 4000 });
  if (!hasNothing) {
    // S80: text without blocks empties them; attachments survive omission.
    message.text = body.text;
    message.blocks = body.blocks;
    if (args['attachments'] !== undefined) message.attachments = body.attachments;
  }
  if (metadata !== undefined) message.metadata = Object.keys(metadata).length === 0 ? null : metadata;
  // S81: unlike a post, an edit reads the text as a client would.
  message.parse = textOf(args, 'parse') ?? 'client';
  message.linkNames = flagOf(args, 'link_names', message.parse === 'client');
  message.edits += 1;
  message.editedAt = context.workspace.now();
  settle(context, channel, message);
  return { ok: true, channel: channel.id, ts: message.ts, text: message.text, message: shapeOf(message) };
};

export const remove: Method = (context, args) => {
  const channel = channelFor(context, needed(args, 'channel'), { membership: false });
  const message = channel.messages.get(needed(args, 'ts'));
  if (!message) throw new Refusal('message_not_found');
  if (message.botId !== botId) throw new Refusal('cant_delete_message');
  channel.messages.delete(message.ts);
  return { ok: true, channel: channel.id, ts: message.ts };
};

export const postEphemeral: Method = (context, args) => {
  const { workspace } = context;
  const channel = channelFor(context, needed(args, 'channel'), {
    membership: true,
    whenArchived: 'is_archived',
  });
  refuseReadOnly(channel);
  const user = needed(args, 'user');
  const person = workspace.people.get(user);
  if (!person || person.isDeleted || !channel.members.has(user)) throw new Refusal('user_not_in_channel');
  if (channel.kind === 'im') refuseClosedTab(context);
  const body = contentOf(context, args, { textAtMost: 4000 });
  const ts = workspace.nextTs();
  if (!context.switches.ephemeralsAreLost) {
    showEphemeral(context, {
      ...body,
      ts,
      channel: channel.id,
      person: user,
      parse: textOf(args, 'parse') ?? 'none',
      linkNames: flagOf(args, 'link_names', false),
    });
  }
  return { ok: true, message_ts: ts };
};

export const getPermalink: Method = (context, args) => {
  const channel = channelFor(context, needed(args, 'channel'), { membership: false });
  const ts = needed(args, 'message_ts');
  if (!channel.messages.has(ts)) throw new Refusal('message_not_found');
  const permalink = `${context.address()}/archives/${channel.id}/p${ts.replace('.', '')}`;
  return { ok: true, channel: channel.id, permalink };
};

/** Puts a message before one person's eyes. */
export function showEphemeral(
  { workspace, record, judge }: Pick<Context, 'workspace' | 'record' | 'judge'>,
  about: Content & { ts: string; channel: string; person: string; parse: string; linkNames: boolean },
): void {
  workspace.ephemerals.set(about.ts, { ...about, at: workspace.now() });
  judge.message({ ...about, metadata: null, isPublic: false, where: about.channel });
  const { text } = renderMessage(about, workspace.people.get(about.person)?.timeZone ?? 'UTC');
  record.show({ person: about.person, kind: 'ephemeral', text, channel: about.channel, message: about.ts });
}

export type Content = {
  readonly text: string;
  readonly blocks: readonly Json[];
  readonly attachments: readonly Json[];
};

/** What is to be shown; refused where it is nothing, too much, or not as Slack wants it. */
export function contentOf(
  { workspace }: Pick<Context, 'workspace'>,
  args: Json,
  { textAtMost }: { textAtMost: number | null },
): Content {
  const text = textOf(args, 'text') ?? '';
  const markdown = textOf(args, 'markdown_text');
  const given = nested(args, 'blocks', 'invalid_blocks_format');
  const attachments = jsonsOf(listOf(args, 'attachments', 'invalid_attachments') ?? []);
  if (markdown !== null && (text !== '' || given !== undefined)) throw new Refusal('markdown_text_conflict');
  if (given !== undefined) {
    const flaws = checkBlocks(given, 'message', (id) => workspace.fileState(id));
    if (flaws.length > 0) throw refusedBlocks('invalid_blocks', flaws);
    if (countCharacters(given) > maxMessageCharacters) throw new Refusal('msg_blocks_too_long');
  }
  for (const one of attachments) {
    if (one['blocks'] === undefined) continue;
    const flaws = checkBlocks(one['blocks'], 'message', (id) => workspace.fileState(id));
    if (flaws.length > 0) throw refusedBlocks('invalid_blocks', flaws);
  }
  const blocks = jsonsOf(given).map(withId);
  if (textAtMost !== null && text.length > textAtMost) throw new Refusal('msg_too_long');
  if (text === '' && markdown === null && blocks.length === 0 && attachments.length === 0) {
    throw new Refusal('no_text');
  }
  return { text: markdown ?? text, blocks, attachments };
}

let named = 0;
/** S41: a block without an id gets one, new at each version. */
function withId(block: Json): Json {
  return asText(block['block_id']) === null ? { ...block, block_id: `b${(named += 1).toString(36)}` } : block;
}

/** `undefined` where none came; empty where it is to be cleared. */
function metadataOf(args: Json): Json | undefined {
  const metadata = objectOf(args, 'metadata', 'invalid_metadata_format');
  if (metadata === null) return undefined;
  if (Object.keys(metadata).length === 0) return metadata;
  if (typeof metadata['event_type'] !== 'string' || typeof metadata['event_payload'] !== 'object') {
    throw new Refusal('invalid_metadata_schema');
  }
  if (JSON.stringify(metadata).length > maxMetadata) throw new Refusal('metadata_too_large');
  return metadata;
}

/** A channel, or the private conversation with a person. */
function target(context: Context, id: string): Channel {
  const { workspace } = context;
  const person = workspace.people.get(id);
  const channel = person
    ? workspace.channel(person.dm)
    : channelFor(context, id, { membership: !mayPostAnywhere(context), whenArchived: 'is_archived' });
  refuseReadOnly(channel);
  if (channel.person !== null) {
    const to = workspace.person(channel.person);
    refuseClosedTab(context);
    if (to.isDeleted) throw new Refusal('user_disabled');
    if (to.isStranger || to.id === botUserId) throw new Refusal('channel_not_found');
  }
  return channel;
}

function mayPostAnywhere(context: Context): boolean {
  return context.manifest.scopes?.has('chat:write.public') ?? false;
}

function refuseReadOnly(channel: Channel): void {
  if (channel.isReadOnly) throw new Refusal('restricted_action');
}

function refuseClosedTab({ switches, manifest }: Context): void {
  if (!(switches.hasMessagesTab ?? manifest.hasMessagesTab)) throw new Refusal('messages_tab_disabled');
}

function threadIn(channel: Channel, args: Json): string | null {
  const thread = textOf(args, 'thread_ts');
  if (thread === null) return null;
  const parent = channel.messages.get(thread);
  if (!parent) throw new Refusal('cannot_reply_to_message');
  return parent.thread ?? parent.ts;
}

/** Keeps its buttons, and judges what it has become. */
function settle(context: Context, channel: Channel, message: Message): void {
  rememberButtons(message);
  context.judge.message({
    ...message,
    isPublic: channel.person === null,
    where: `${channel.id} ${message.ts}`,
  });
}

export function rememberButtons(message: Pick<Message, 'blocks' | 'attachments' | 'buttons'>): void {
  const blocks = [...message.blocks, ...message.attachments.flatMap((one) => jsonsOf(one['blocks']))];
  for (const { code, actionId, blockId, label, url } of renderBlocks(blocks).buttons) {
    message.buttons.set(code, {
      actionId,
      blockId,
      value: code,
      text: { type: 'plain_text', text: label, emoji: true },
      url,
    });
  }
}

function posted(message: Message): Json {
  return { ok: true, channel: message.channel, ts: message.ts, message: shapeOf(message) };
}

/** As payloads, histories and answers carry it. */
export function shapeOf(message: Message, withMetadata = true): Json {
  return {
    type: 'message',
    user: message.user,
    text: message.text,
    ts: message.ts,
    team: teamId,
    ...(message.botId === null ? {} : { bot_id: message.botId, app_id: appId }),
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.attachments.length > 0 ? { attachments: message.attachments } : {}),
    ...(message.thread === null ? {} : { thread_ts: message.thread }),
    ...(message.clientMsgId === null ? {} : { client_msg_id: message.clientMsgId }),
    ...(withMetadata && message.metadata !== null ? { metadata: message.metadata } : {}),
    ...(message.edits === 0 ? {} : { edited: { user: message.user, ts: message.ts } }),
  };
}
