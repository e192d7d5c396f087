/** What writes a new message. */
import { checkWritable } from '../access.ts';
import { badRequest } from '../api-error.ts';
import type { Bench, Methods } from '../bench.ts';
import type { Params } from '../params.ts';
import type { Content, Json } from '../types.ts';
import { wireMessage } from '../wire.ts';
import { addMessage } from '../world.ts';
import { sendEphemeral } from './ephemeral.ts';
import { readPhoto } from './photo.ts';
import { captionIn, chatIdOf, markupIn, replyIn, textIn } from './target.ts';

const always = [
  'chat_id',
  'message_thread_id',
  'parse_mode',
  'disable_notification',
  'protect_content',
  'reply_parameters',
  'reply_markup',
  'ephemeral_message_parameters',
];

export const sending: Methods = {
  sendMessage: {
    takes: [...always, 'text', 'link_preview_options'],
    run: (bench, params) => send(bench, params, 'text', { type: 'text', ...textIn(params) }),
  },
  sendPhoto: {
    takes: [...always, 'photo', 'caption', 'show_caption_above_media', 'has_spoiler'],
    run(bench, params) {
      const photo = readPhoto(params.string('photo'), params, 'photo');
      const caption = captionIn(params.string('caption'), params.string('parse_mode'));
      return send(bench, params, 'photos', { type: 'photo', ...photo, ...caption });
    },
  },
  sendChatAction: {
    takes: ['chat_id', 'message_thread_id', 'action'],
    run(bench, params) {
      const action = params.string('action') ?? '';
      if (!/^(typing|upload_photo|upload_document|find_location|choose_sticker)$/.test(action)) {
        throw badRequest('wrong parameter action in request');
      }
      checkWritable(bench.world, chatIdOf(params), 'text', params.integer('message_thread_id'));
      return true;
    },
  },
};

function send(bench: Bench, params: Params, right: 'text' | 'photos', content: Content): Json {
  const { world } = bench;
  const chatId = chatIdOf(params);
  const markup = markupIn(world, params, chatId);
  const thread = params.integer('message_thread_id');
  const chat = checkWritable(world, chatId, right, thread);
  const replyTo = replyIn(chat, params);
  const ephemeral = params.json('ephemeral_message_parameters');
  if (ephemeral !== undefined && ephemeral !== null) {
    return sendEphemeral(bench, chat, ephemeral, content, markup);
  }
  bench.rates.admit(chat);
  const message = addMessage(world, chat, {
    from: world.bot,
    content,
    thread,
    replyTo,
    keyboard: markup.type === 'inline' ? markup.keyboard : null,
    keyboardWire: markup.type === 'inline' ? markup.wire : '',
    hasReplyKeyboard: markup.type === 'reply' && !markup.isRemoval,
    isProtected: params.boolean('protect_content'),
  });
  bench.guard.look(chat, message);
  return wireMessage(world, chat, message);
}
