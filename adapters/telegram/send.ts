/** Puts what was drawn into a chat, or over a message that stands there. One message for one card, with or without a picture. */
import { z } from 'zod';
import { NotAuthorized, Rejected } from '../../src/chat/errors.ts';
import type { Channel, MessageId } from '../../src/chat/port.ts';
import type { Call } from './call.ts';
import { TelegramSays } from './errors.ts';
import type { Drawn } from './render.ts';

export type SendOptions = {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  /** T35 */
  readonly isProtected?: boolean;
  /** The message that it answers, in a group. */
  readonly answers?: number;
  readonly isSilent?: boolean;
};

const sentShape = z.object({ message_id: z.int(), chat: z.object({ id: z.int() }) });

export async function send(
  call: Call,
  { channel, thread }: Channel,
  drawn: Drawn,
  options: SendOptions = {},
): Promise<MessageId> {
  const calling = callingOf(options);
  const common = {
    chat_id: chatIdOf(channel),
    // T74: General has no number.
    ...(thread === null ? {} : { message_thread_id: Number(thread) }),
    parse_mode: 'HTML',
    reply_markup: drawn.keyboard,
    ...(options.isProtected ? { protect_content: true } : {}),
    ...(options.isSilent ? { disable_notification: true } : {}),
    ...(options.answers === undefined
      ? {}
      : // T36: what it answers may be gone by now.
        { reply_parameters: { message_id: options.answers, allow_sending_without_reply: true } }),
  } as const;
  const { photo } = drawn;
  const asText = () =>
    call(
      'sendMessage',
      { ...common, text: drawn.html, link_preview_options: { is_disabled: true } },
      calling,
    );
  const asPhoto = (png: Uint8Array, caption: string) =>
    call('sendPhoto', { ...common, photo: fileOf(png), caption }, calling);
  const sent = sentShape.parse(
    await (photo ? orElse(() => asPhoto(photo.png, photo.caption), asText) : asText()),
  );
  return { channel: String(sent.chat.id), thread, message: String(sent.message_id) };
}

/** Resolves as well when it looks like that already. */
export async function editTo(
  call: Call,
  { channel, message }: Pick<MessageId, 'channel' | 'message'>,
  drawn: Drawn,
  options: Pick<SendOptions, 'signal' | 'timeoutMs'> = {},
): Promise<void> {
  const calling = callingOf(options);
  // T32: the keyboard every time.
  const at = { chat_id: chatIdOf(channel), message_id: Number(message), reply_markup: drawn.keyboard };
  const { photo } = drawn;
  const asText = () =>
    unlessSame(() =>
      call(
        'editMessageText',
        { ...at, text: drawn.html, parse_mode: 'HTML', link_preview_options: { is_disabled: true } },
        calling,
      ),
    );
  // T33: what has a picture has no text, but a caption.
  const asCaption = () =>
    unlessSame(() =>
      call(
        'editMessageCaption',
        { ...at, caption: drawn.photo?.caption ?? drawn.caption, parse_mode: 'HTML' },
        calling,
      ),
    );
  const asPhoto = (png: Uint8Array, caption: string) =>
    unlessSame(() =>
      call(
        'editMessageMedia',
        { ...at, media: { type: 'photo', media: fileOf(png), caption, parse_mode: 'HTML' } },
        calling,
      ),
    );
  const asTextOrCaption = async () => {
    try {
      await asText();
    } catch (error) {
      if (!(error instanceof TelegramSays) || error.what !== 'no text') throw error;
      await asCaption();
    }
  };
  await (photo ? orElse(() => asPhoto(photo.png, photo.caption), asTextOrCaption) : asTextOrCaption());
}

export function chatIdOf(channel: string): number {
  // T76: a number in JavaScript holds them all. Names of channels change hands (T80).
  if (!/^-?\d{1,16}$/.test(channel)) throw new Rejected('This is no chat of Telegram.');
  return Number(channel);
}

const fileOf = (png: Uint8Array) => ({ source: Uint8Array.from(png), filename: 'picture.png' });

const callingOf = ({ signal, timeoutMs }: SendOptions) => ({
  ...(signal ? { signal } : {}),
  ...(timeoutMs === undefined ? {} : { timeoutMs }),
});

/** Where a picture is refused, the text does it alone; if that is refused as well, that is the error. */
async function orElse<T>(withPicture: () => Promise<T>, withoutPicture: () => Promise<T>): Promise<T> {
  try {
    return await withPicture();
  } catch (error) {
    const isRefused =
      error instanceof Rejected || (error instanceof NotAuthorized && error.scope === 'place');
    if (!isRefused) throw error;
    return withoutPicture();
  }
}

async function unlessSame(edit: () => Promise<unknown>): Promise<void> {
  try {
    await edit();
  } catch (error) {
    if (error instanceof TelegramSays && error.what === 'not modified') return;
    throw error;
  }
}
