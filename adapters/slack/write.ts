/** Posts, edits and finds cards. Decides nothing: what to write where, and what follows from a failure, is the outbox's. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { NotAuthorized, Unreachable } from '../../src/chat/errors.ts';
import type { Channel, MessageId, Posting } from '../../src/chat/port.ts';
import type { Call } from './client.ts';
import { codeOf } from './errors.ts';
import type { Identity } from './identity.ts';
import type { Images } from './images.ts';
import { renderCard } from './render.ts';
import type { Rendered } from './render.ts';

/** Nothing in a text may become a mention, a link or a preview, at an edit either, whose defaults are others (S81, S100). */
export const asItIs = { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false } as const;

/** Opaque: every app and member of the workspace can read it (S94). */
export const keyEvent = 'baton_card';

export type Writing = {
  readonly call: Call;
  readonly identity: Identity;
  readonly images: Images;
};

const posted = z.object({ ts: z.string(), channel: z.string() });
const nothing = z.object({});
const opened = z.object({ channel: z.object({ id: z.string() }) });

export function makeWriter({ call, identity, images }: Writing) {
  /** Private conversations that were opened: always the same one for a person. */
  const privates = new Map<string, string>();

  const privateOf = async (person: string, signal?: AbortSignal): Promise<string> => {
    const known = privates.get(person);
    if (known !== undefined) return known;
    const { channel } = await call('conversations.open', { users: person }, opened, signal);
    privates.set(person, channel.id);
    return channel.id;
  };

  /** With the images if they could be brought up; without them if Slack does not take them yet (S85). */
  const drawn = async <T>(posting: Posting, send: (rendered: Rendered) => Promise<T>): Promise<T> => {
    refuseEnded(posting.signal);
    const files = await images.upload(posting);
    refuseEnded(posting.signal);
    const { card, language } = posting;
    try {
      return await send(renderCard(card, { language, images: files }));
    } catch (error) {
      // Refused blocks were not posted, so this is no second message.
      if (files.size === 0 || codeOf(error) !== 'invalid_blocks') throw error;
      images.forget(posting);
      return send(renderCard(card, { language }));
    }
  };

  const send = async (place: Channel, posting: Posting): Promise<MessageId> => {
    const message = async (rendered: Rendered, isFirst: boolean) =>
      call(
        'chat.postMessage',
        {
          channel: place.channel,
          ...(place.thread === null ? {} : { thread_ts: place.thread }),
          ...rendered,
          ...asItIs,
          metadata: { event_type: keyEvent, event_payload: { key: posting.key } },
          ...(isFirst ? { client_msg_id: uuidOf(`${place.channel} ${posting.key}`) } : {}),
        },
        posted,
        posting.signal,
      );
    return drawn(posting, async (rendered) => {
      try {
        const { ts, channel } = await message(rendered, true);
        return { channel, thread: place.thread, message: ts };
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        // Slack knows this posting already, and not where it stands (S93): it is looked for; deleted, it is posted anew.
        const there = await find(place, posting.key, posting.signal);
        if (there) return there;
        const { ts, channel } = await message(rendered, false);
        return { channel, thread: place.thread, message: ts };
      }
    });
  };

  const find = async (place: Channel, key: string, signal: AbortSignal): Promise<MessageId | null> => {
    refuseEnded(signal);
    const channel = isPerson(place.channel) ? await privateOf(place.channel, signal) : place.channel;
    const us = await identity.get();
    let cursor = '';
    for (let page = 0; page < pagesAtMost; page += 1) {
      const method = place.thread === null ? 'conversations.history' : 'conversations.replies';
      const { messages, response_metadata } = await call(
        method,
        {
          channel,
          ...(place.thread === null ? {} : { ts: place.thread }),
          limit: pageSize,
          include_all_metadata: true,
          ...(cursor === '' ? {} : { cursor }),
        },
        history,
        signal,
      );
      const found = messages.find(
        (one) =>
          (one.user === us.user || (us.bot !== null && one.bot_id === us.bot)) &&
          one.metadata?.event_type === keyEvent &&
          one.metadata.event_payload?.['key'] === key,
      );
      if (found) return { channel, thread: place.thread, message: found.ts };
      cursor = response_metadata?.next_cursor ?? '';
      if (cursor === '') return null;
    }
    return null;
  };

  return {
    privateOf,
    find,
    post: send,
    async direct(person: string, posting: Posting): Promise<MessageId> {
      refuseEnded(posting.signal);
      const channel = await privateOf(person, posting.signal);
      try {
        return await send({ channel, thread: null }, posting);
      } catch (error) {
        // It may have been another's conversation, or closed for good: asked anew next time.
        if (error instanceof NotAuthorized) privates.delete(person);
        throw error;
      }
    },
    async edit({ channel, message }: MessageId, posting: Posting): Promise<void> {
      await drawn(posting, async (rendered) =>
        // Always the full card (S80); its metadata stays, and so the key under which it is found.
        call('chat.update', { channel, ts: message, ...rendered, ...asItIs }, nothing, posting.signal),
      );
    },
  };
}

/** A person's id may stand for their private conversation. */
export function isPerson(channel: string): boolean {
  return /^[UW][A-Z0-9]+$/.test(channel);
}

function isDuplicate(error: unknown): boolean {
  return ['duplicate_message_not_found', 'duplicate_channel_not_found'].includes(codeOf(error) ?? '');
}

const pageSize = 200;
/** A card whose answer was lost is looked for soon afterwards: it is among the last messages. */
const pagesAtMost = 5;

const history = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      user: z.string().optional(),
      bot_id: z.string().optional(),
      metadata: z
        .object({
          event_type: z.string().optional(),
          event_payload: z.record(z.string(), z.unknown()).optional(),
        })
        .optional(),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

/** The same for the same posting, always: sent twice, Slack shows it once (S93, S95; not trusted alone, X5). */
function uuidOf(key: string): string {
  const hex = createHash('sha256').update(key).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function refuseEnded(signal: AbortSignal): void {
  if (signal.aborted) throw new Unreachable('The call was ended before it began.', false);
}
