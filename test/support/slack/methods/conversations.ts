/** `conversations.*`: opening a private conversation, looking at channels, and reading what was said. */
import { flagOf, needed, numberOf, textOf } from '../arguments.ts';
import type { Json } from '../flaws.ts';
import { Refusal } from '../refusal.ts';
import { botUserId, teamId } from '../workspace.ts';
import type { Channel, Message } from '../workspace.ts';
import { shapeOf } from './chat.ts';
import { channelFor, needReadScope } from './context.ts';
import type { Context, Method } from './context.ts';

export const open: Method = ({ workspace }, args) => {
  const users = (textOf(args, 'users') ?? '').split(',').filter((user) => user !== '');
  const known = textOf(args, 'channel');
  if (users.length === 0 && known === null) throw new Refusal('users_list_not_supplied');
  if (users.length > 8) throw new Refusal('too_many_users');
  if (users.length > 1) throw new Refusal('method_not_supported_for_channel_type');
  if (known !== null) {
    const channel = workspace.channels.get(known);
    if (!channel || channel.kind !== 'im') throw new Refusal('channel_not_found');
    return { ok: true, no_op: true, already_open: true, channel: { id: channel.id } };
  }
  const person = workspace.people.get(users[0] ?? '');
  if (!person) throw new Refusal('user_not_found');
  if (person.isBot) throw new Refusal('cannot_dm_bot');
  // S116.
  if (person.isDeleted) throw new Refusal('user_disabled');
  if (person.isStranger) throw new Refusal('user_not_visible');
  return { ok: true, no_op: true, already_open: true, channel: { id: person.dm } };
};

export const info: Method = (context, args) => {
  const channel = channelFor(context, needed(args, 'channel'), { membership: false });
  needReadScope(context, 'read', channel);
  return { ok: true, channel: channelShape(channel) };
};

export const members: Method = (context, args) => {
  const channel = channelFor(context, needed(args, 'channel'), { membership: false });
  needReadScope(context, 'read', channel);
  const { page, metadata } = paged([...channel.members], args, 100);
  return { ok: true, members: page, response_metadata: metadata };
};

export const list: Method = (context, args) => {
  const types = (textOf(args, 'types') ?? 'public_channel').split(',');
  const all = [...context.workspace.channels.values()].filter((channel) => {
    if (channel.isDeleted || (flagOf(args, 'exclude_archived', false) && channel.isArchived)) return false;
    if (channel.kind === 'im') return types.includes('im');
    if (!channel.isPrivate) return types.includes('public_channel');
    return types.includes('private_channel') && channel.members.has(botUserId);
  });
  for (const channel of all) needReadScope(context, 'read', channel);
  const { page, metadata } = paged(all.map(channelShape), args, 100);
  return { ok: true, channels: page, response_metadata: metadata };
};

export const join: Method = (context, args) => {
  const channel = channelFor(context, needed(args, 'channel'), {
    membership: false,
    whenArchived: 'is_archived',
  });
  if (channel.isPrivate) throw new Refusal('method_not_supported_for_channel_type');
  channel.members.add(botUserId);
  return { ok: true, channel: channelShape(channel) };
};

export const history: Method = (context, args) => {
  const channel = readable(context, args);
  const all = within(channel, args).filter((message) => message.thread === null);
  return pageOf(all.toReversed(), args);
};

export const replies: Method = (context, args) => {
  const channel = readable(context, args);
  const parent = channel.messages.get(needed(args, 'ts'));
  if (!parent) throw new Refusal('thread_not_found');
  const all = within(channel, args).filter(({ ts, thread }) => ts === parent.ts || thread === parent.ts);
  return pageOf(all, args);
};

function readable(context: Context, args: Json): Channel {
  const channel = channelFor(context, needed(args, 'channel'), { membership: true });
  needReadScope(context, 'history', channel);
  return channel;
}

/** Oldest first. */
function within(channel: Channel, args: Json): readonly Message[] {
  const oldest = momentOf(args, 'oldest', 'invalid_ts_oldest') ?? 0;
  const latest = momentOf(args, 'latest', 'invalid_ts_latest') ?? Number.POSITIVE_INFINITY;
  const inclusive = flagOf(args, 'inclusive', false);
  return [...channel.messages.values()].filter(({ ts }) => {
    const at = Number(ts);
    return inclusive ? at >= oldest && at <= latest : at > oldest && at < latest;
  });
}

function momentOf(args: Json, key: string, error: string): number | null {
  const text = textOf(args, key);
  if (text === null) return null;
  if (!/^\d+(\.\d+)?$/.test(text)) throw new Refusal(error);
  return Number(text);
}

/** S94: metadata comes only to those who ask for it. */
function pageOf(messages: readonly Message[], args: Json): Json {
  const withMetadata = flagOf(args, 'include_all_metadata', false);
  const { page, metadata } = paged(messages, args, 100);
  return {
    ok: true,
    messages: page.map((message) => shapeOf(message, withMetadata)),
    has_more: metadata.next_cursor !== '',
    response_metadata: metadata,
  };
}

function paged<T>(
  all: readonly T[],
  args: Json,
  usual: number,
): { readonly page: readonly T[]; readonly metadata: { readonly next_cursor: string } } {
  const limit = Math.min(numberOf(args, 'limit', usual), 999);
  if (limit < 1) throw new Refusal('invalid_limit');
  const cursor = textOf(args, 'cursor');
  const from = cursor === null ? 0 : Number(/^after:(\d+)$/.exec(cursor)?.[1] ?? Number.NaN);
  if (Number.isNaN(from)) throw new Refusal('invalid_cursor');
  const end = from + limit;
  return { page: all.slice(from, end), metadata: { next_cursor: end < all.length ? `after:${end}` : '' } };
}

export function channelShape(channel: Channel): Json {
  const isIm = channel.kind === 'im';
  const shared = {
    is_ext_shared: channel.isExtShared,
    is_shared: channel.isExtShared,
    is_org_shared: false,
    is_pending_ext_shared: channel.isPendingExtShared,
  };
  if (isIm) return { id: channel.id, is_im: true, user: channel.person, is_archived: channel.isArchived };
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: !channel.isPrivate,
    is_group: channel.isPrivate,
    is_im: false,
    is_mpim: false,
    is_private: channel.isPrivate,
    is_archived: channel.isArchived,
    is_general: false,
    is_member: channel.members.has(botUserId),
    is_read_only: channel.isReadOnly,
    context_team_id: teamId,
    num_members: channel.members.size,
    ...shared,
  };
}
