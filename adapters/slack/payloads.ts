/** What Slack sends when people do something (section 1.3), as far as it is read here: shapes, and nothing that decides. */
import { z } from 'zod';
import type { Channel, MessageId, Person } from '../../src/chat/port.ts';

const user = z.object({ id: z.string(), username: z.string().nullish(), name: z.string().nullish() });

/** `name` at the top would make it a request for options (section 1.3), so there is none to read. */
export const pressPayload = z.object({
  type: z.literal('block_actions'),
  user,
  trigger_id: z.string().nullish(),
  response_url: z.string().nullish(),
  channel: z.object({ id: z.string() }).nullish(),
  container: z
    .object({
      type: z.string().optional(),
      message_ts: z.string().nullish(),
      thread_ts: z.string().nullish(),
      is_ephemeral: z.boolean().nullish(),
      channel_id: z.string().nullish(),
    })
    .nullish(),
  message: z.object({ ts: z.string().nullish(), thread_ts: z.string().nullish() }).nullish(),
  view: z.object({ id: z.string(), type: z.string() }).nullish(),
  /** One click may list several (S14). */
  actions: z.array(
    z.object({
      type: z.string(),
      value: z.string().nullish(),
      action_ts: z.string().nullish(),
      url: z.string().nullish(),
    }),
  ),
});
export type PressPayload = z.infer<typeof pressPayload>;

export const submitPayload = z.object({
  type: z.literal('view_submission'),
  user,
  trigger_id: z.string().nullish(),
});

export const commandPayload = z.object({
  command: z.string(),
  text: z.string().nullish(),
  user_id: z.string(),
  user_name: z.string().nullish(),
  channel_id: z.string(),
  trigger_id: z.string(),
  response_url: z.string().nullish(),
});

export const shortcutPayload = z.object({
  type: z.enum(['shortcut', 'message_action']),
  user,
  trigger_id: z.string(),
  channel: z.object({ id: z.string() }).nullish(),
  response_url: z.string().nullish(),
  message: z
    .object({
      text: z.string().nullish(),
      attachments: z
        .array(z.object({ text: z.string().nullish(), fallback: z.string().nullish() }))
        .nullish(),
    })
    .nullish(),
});

/** A message that was typed to the bot in private; one of a bot, or about an older one, has a subtype or a bot. */
export const typedMessage = z.object({
  type: z.literal('message'),
  channel: z.string(),
  channel_type: z.literal('im'),
  user: z.string(),
  text: z.string().nullish(),
  bot_id: z.null().optional(),
  subtype: z.enum(['file_share', 'thread_broadcast']).optional(),
});

export function personOf({ id, username, name }: z.infer<typeof user>): Person {
  // Slack's id alone is an identity: nobody of another organisation can be taken for one of ours by a name (S120).
  return { id, name: name ?? username ?? id, language: null };
}

/** Where a press was done; null in a private conversation, and on a home. */
export function placeOf({ channel, container, message }: PressPayload): Channel | null {
  const id = channel?.id ?? container?.channel_id ?? null;
  if (id === null || isPrivate(id)) return null;
  return { channel: id, thread: threadOf(container, message) };
}

/** The card it stands on; null for an ephemeral one, which nothing can edit (S17, S25), and in a view. */
export function messageOf({ channel, container, message }: PressPayload): MessageId | null {
  const id = channel?.id ?? container?.channel_id ?? null;
  const ts = container?.message_ts ?? message?.ts ?? null;
  if (id === null || ts === null || container?.is_ephemeral === true) return null;
  return { channel: id, thread: isPrivate(id) ? null : threadOf(container, message), message: ts };
}

export function isPrivate(channel: string): boolean {
  return channel.startsWith('D');
}

/** A card that others answer under is the head of its thread, and not in one. */
function threadOf(container: PressPayload['container'], message: PressPayload['message']): string | null {
  const thread = container?.thread_ts ?? message?.thread_ts ?? null;
  const ts = container?.message_ts ?? message?.ts ?? null;
  return thread === ts ? null : thread;
}
