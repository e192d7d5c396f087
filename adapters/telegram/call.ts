/**
 * The one way out to the Bot API: a typed call that ends in time, keeps its secrets, and fails with an error of the port.
 * Telegraf carries it; its types end at Bot API 7.1, so those of the methods are `@grammyjs/types` (L30).
 */
import type { ApiMethods, Opts } from '@grammyjs/types';
import { Telegram } from 'telegraf';
import { RateLimited, Unreachable } from '../../src/chat/errors.ts';
import { portErrorOf, TelegramSays } from './errors.ts';
import { quietDebug } from './quiet-debug.ts';
import { callWithFile, hasUpload } from './upload.ts';
import type { Upload } from './upload.ts';

export type Method = keyof ApiMethods<Upload>;
export type Payload<M extends Method> = Opts<Upload>[M];

export type CallOptions = { readonly signal?: AbortSignal; readonly timeoutMs?: number };
/** What it answers is not checked here: whoever needs it reads it with a schema. */
export type Call = <M extends Method>(
  method: M,
  payload: Payload<M>,
  options?: CallOptions,
) => Promise<unknown>;

export type CallingOptions = {
  readonly botToken: string;
  readonly apiRoot: string | null;
  readonly clock: { now(): number; at(moment: number, run: () => void): () => void };
  /** A group stands under another id from now on (T75). Resolves when that is kept. */
  readonly onMoved: (from: string, to: string) => Promise<void>;
};

/** L32: telegraf would wait 500 s. */
export const callTimeoutMs = 10_000;

export function makeCall({ botToken, apiRoot, clock, onMoved }: CallingOptions): Call {
  quietDebug(process.env['DEBUG']);
  const client = new Telegram(botToken, {
    // L39: calls in the answer to a webhook would fail unseen.
    webhookReply: false,
    ...(apiRoot === null ? {} : { apiRoot }),
  });
  const shut = makeShut(clock);

  return async (method, payload, { signal, timeoutMs = callTimeoutMs } = {}) => {
    if (signal?.aborted) throw new Unreachable('The call was ended before it began.', false);
    const ends = new AbortController();
    const end = () => ends.abort();
    signal?.addEventListener('abort', end, { once: true });
    const cancel = clock.at(clock.now() + timeoutMs, end);
    try {
      // Past telegraf's types, which know no newer method and no newer field.
      const asked: unknown = hasUpload(payload)
        ? callWithFile({ botToken, apiRoot }, method, payload, ends.signal)
        : Reflect.apply(client.callApi, client, [method, { ...payload }, { signal: ends.signal }]);
      return await asked;
    } catch (error) {
      // The error of telegraf holds the payload and the address, and ends here (L45, T11).
      const says = portErrorOf(error);
      const chat = chatOf(payload);
      if (says instanceof RateLimited) throw new RateLimited(says.retryAfterMs, shut(chat));
      if (says instanceof TelegramSays && says.movedTo !== null && chat !== null) {
        await onMoved(chat, says.movedTo);
        throw new Unreachable('The group has moved to another id; it is tried again there.', false);
      }
      throw says;
    } finally {
      cancel();
      signal?.removeEventListener('abort', end);
    }
  };
}

function chatOf(payload: object): string | null {
  return 'chat_id' in payload ? String(payload.chat_id) : null;
}

/** So many chats refused at nearly the same moment are not each too busy: the bot is. */
const shutTogether = { chats: 4, withinMs: 2_000 } as const;

/** How far a refusal reaches: Telegram does not say whether it means the chat or the bot (T62). */
function makeShut(clock: { now(): number }): (chat: string | null) => 'place' | 'method' | 'platform' {
  const lately = new Map<string, number>();
  return (chat) => {
    if (chat === null) return 'method';
    const now = clock.now();
    for (const [known, at] of lately) if (at < now - shutTogether.withinMs) lately.delete(known);
    lately.set(chat, now);
    return lately.size >= shutTogether.chats ? 'platform' : 'place';
  };
}
