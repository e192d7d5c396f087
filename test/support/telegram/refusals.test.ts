/** The stand-in refuses what it must (PLATFORMS, section 19), in the words of section 9. A kind stand-in would prove nothing. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTelegram } from './index.ts';
import type { TelegramStandIn } from './index.ts';
import { sayOk, saying } from './say.ts';

let telegram: TelegramStandIn;
let ana: number;
let group: number;
const call = (method: string, params: object = {}) => saying(telegram, method, params);
const ok = (method: string, params: object = {}) => sayOk(telegram, method, params);
const text = (html: string) => call('sendMessage', { chat_id: group, text: html, parse_mode: 'HTML' });
const keyboard = (inline_keyboard: unknown, chat_id = group) =>
  call('sendMessage', { chat_id, text: 'x', reply_markup: { inline_keyboard } });
const button = { text: 'Claim', callback_data: 'claim:abc' };

beforeEach(async () => {
  telegram = await openTelegram();
  ana = telegram.addPerson({ name: 'Ana' });
  group = telegram.addGroup({ title: 'Prospectors', members: [ana] });
});
afterEach(() => telegram.close());

describe('the stand-in of Telegram', () => {
  it('knows its token and its methods', async () => {
    expect(await call('sendMesage', {})).toBe('404 Not Found: method not found');
    const strange = (token: string) => fetch(`${telegram.apiRoot}/bot${token}/getMe`);
    expect((await strange('1:another-token')).status).toBe(401);
    expect((await strange('nonsense')).status).toBe(404);
    expect(await ok('getme')).toMatchObject({ is_bot: true, username: 'BatonTestBot' });
  });

  it.each([
    ['<b>x', 'Can\'t find end tag corresponding to start tag "b"'],
    ['<p>x</p>', 'Unsupported start tag "p" at byte offset 0'],
    ['й<br>', 'Unsupported start tag "br" at byte offset 2'],
    ['x</b>', 'Unexpected end tag at byte offset 1'],
    ['<b>x</i>', 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'],
    ['<b', 'Unclosed start tag at byte offset 0'],
    ['<a href="x>y</a>', 'Unclosed start tag at byte offset 0'],
    ['<span>x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
    ['1 < 2', 'Unsupported start tag "" at byte offset 2'],
    ['1 < 2 > 1', 'Unsupported start tag "" at byte offset 2'],
    ['<tg-time>x</tg-time>', 'Invalid unix time in the tag "tg-time" at byte offset 0'],
  ])('refuses the HTML %s', async (html, problem) => {
    expect(await text(html)).toBe(`400 Bad Request: can't parse entities: ${problem}`);
  });

  it('reads HTML as people will', async () => {
    await text(
      '<b>L-1042</b> &lt;i&gt; &amp; &#39;x&#x27; &unknown; <a href="https://a.example/?q=1&amp;r=2">a</a>' +
        ' <tg-time unix="1790000000" format="dt">then</tg-time><blockquote expandable>q</blockquote>',
    );
    const [card] = telegram.cards(group);
    expect(card?.text).toBe("L-1042 <i> & 'x' &unknown; a thenq");
    expect(card?.entities).toEqual([
      { type: 'bold', offset: 0, length: 6 },
      { type: 'text_link', offset: 27, length: 1, url: 'https://a.example/?q=1&r=2' },
      { type: 'date_time', offset: 29, length: 4, unix: 1_790_000_000, format: 'dt' },
      { type: 'expandable_blockquote', offset: 33, length: 1 },
    ]);
  });

  it('makes links of plain text by itself', async () => {
    await text('see evil.example, @someone, a@b.example or /start <code>c.example</code>');
    expect(
      telegram
        .cards(group)[0]
        ?.entities.map(({ type }) => type)
        .sort(),
    ).toEqual(['bot_command', 'code', 'email', 'mention', 'url'].sort());
  });

  it('counts after parsing', async () => {
    expect(await text('')).toBe('400 Bad Request: message text is empty');
    expect(await text('<b> </b>')).toBe('400 Bad Request: message text is empty');
    expect(await text(`<b>${'x'.repeat(4_096)}</b>`)).toBe('ok');
    expect(await text('x'.repeat(4_097))).toBe('400 Bad Request: message is too long');
    expect(await text('&lt;'.repeat(8_193))).toBe('400 Bad Request: text is too long');
  });

  it('looks at keyboards', async () => {
    const data = (callback_data: string) => keyboard([[{ text: 'x', callback_data }]]);
    expect(await data('x'.repeat(64))).toBe('ok');
    expect(await data('ї'.repeat(33))).toBe('400 Bad Request: BUTTON_DATA_INVALID');
    expect(await data('')).toBe('400 Bad Request: BUTTON_DATA_INVALID');
    const malformed = "400 Bad Request: can't parse inline keyboard button: ";
    expect(await keyboard([[{ text: 'x' }]])).toBe(
      `${malformed}Text buttons are unallowed in the inline keyboard`,
    );
    expect(await keyboard([[{ ...button, url: 'https://a.example' }]])).toContain(malformed);
    expect(await keyboard([[{ ...button, colour: 'red' }]])).toContain(malformed);
    expect(await keyboard([button])).toBe(
      '400 Bad Request: field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    );
    const many = Array.from({ length: 51 }, () => [button, button]);
    expect(await keyboard(many)).toBe('400 Bad Request: reply markup is too long');
    const app = [[{ text: 'x', web_app: { url: 'https://a.example' } }]];
    expect(await keyboard(app)).toBe('400 Bad Request: BUTTON_TYPE_INVALID');
    telegram.start({ person: ana });
    expect(await keyboard(app, ana)).toBe('ok');
    expect(await keyboard([[{ text: 'x', url: 'javascript:alert(1)' }]])).toBe(
      '400 Bad Request: BUTTON_URL_INVALID',
    );
    expect(await keyboard([[{ text: 'x', copy_text: { text: '+380671234567' }, style: 'primary' }]])).toBe(
      'ok',
    );
    expect(await keyboard([[{ ...button, style: 'blue' }]])).toBe('400 Bad Request: BUTTON_STYLE_INVALID');
  });

  it('edits as the real one: not in vain, not without the keyboard, not what is none of its own', async () => {
    const sent = { chat_id: group, text: 'x', reply_markup: { inline_keyboard: [[button]] } };
    await ok('sendMessage', sent);
    const message_id = telegram.cards(group)[0]?.message;
    const edit = { ...sent, message_id };
    expect(await call('editMessageText', edit)).toMatch(
      /^400 Bad Request: message is not modified: specified/,
    );
    expect(await call('editMessageText', { chat_id: group, message_id, text: 'x' })).toBe('ok');
    expect(telegram.cards(group)[0]?.buttons).toEqual([]);
    expect(await call('editMessageText', { ...edit, message_id: 999 })).toBe(
      '400 Bad Request: message to edit not found',
    );
    const foreign = telegram.say({ person: ana, chat: group, text: 'hello' });
    expect(await call('editMessageText', { ...edit, message_id: foreign })).toBe(
      "400 Bad Request: message can't be edited",
    );
    const reply = { keyboard: [[{ text: 'x' }]] };
    expect(await call('editMessageText', { ...edit, reply_markup: reply })).toBe(
      '400 Bad Request: inline keyboard expected',
    );
    expect(await call('editMessageCaption', { chat_id: group, message_id, caption: 'x' })).toBe(
      '400 Bad Request: there is no caption in the message to edit',
    );
  });

  it('opens no private chat, and keeps none open, by itself', async () => {
    const write = () => call('sendMessage', { chat_id: ana, text: 'x' });
    expect(await write()).toBe("403 Forbidden: bot can't initiate conversation with a user");
    expect(await call('sendMessage', { chat_id: 4, text: 'x' })).toBe('400 Bad Request: chat not found');
    expect(await call('sendMessage', { text: 'x' })).toBe('400 Bad Request: chat_id is empty');
    telegram.start({ person: ana });
    expect(await write()).toBe('ok');
    telegram.block({ person: ana });
    expect(await write()).toBe('403 Forbidden: bot was blocked by the user');
    telegram.unblock({ person: ana });
    telegram.deactivate({ person: ana });
    expect(await write()).toBe('403 Forbidden: user is deactivated');
  });

  it('lets no bot write where it may not', async () => {
    const write = (chat_id: number, message_thread_id?: number) =>
      call('sendMessage', { chat_id, text: 'x', ...(message_thread_id ? { message_thread_id } : {}) });
    telegram.restrictBot({ chat: group });
    expect(await write(group)).toBe('400 Bad Request: not enough rights to send text messages to the chat');
    telegram.kickBot({ chat: group });
    expect(await write(group)).toBe('403 Forbidden: bot was kicked from the supergroup chat');
    const other = telegram.addGroup({ title: 'Without', members: [ana], bot: 'out' });
    expect(await write(other)).toBe('403 Forbidden: bot is not a member of the supergroup chat');
    const forum = telegram.addGroup({ title: 'Forum', kind: 'forum', members: [ana] });
    const topic = telegram.openTopic({ chat: forum, name: 'Closers' });
    expect(await write(forum, topic)).toBe('ok');
    expect(await write(forum)).toBe('ok');
    expect(await write(forum, 1)).toBe('400 Bad Request: message thread not found');
    telegram.closeTopic({ chat: forum, topic });
    expect(await write(forum, topic)).toBe('400 Bad Request: TOPIC_CLOSED');
    telegram.deleteTopic({ chat: forum, topic });
    expect(await write(forum, topic)).toBe('400 Bad Request: message thread not found');
    telegram.deleteGroup({ chat: forum });
    expect(await write(forum)).toBe('403 Forbidden: the group chat was deleted');
  });

  it('moves a basic group to another id, and leaves its messages behind', async () => {
    const basic = telegram.addGroup({ title: 'Basic', kind: 'group', members: [ana] });
    await ok('sendMessage', { chat_id: basic, text: 'x' });
    const [card] = telegram.cards(basic);
    const to = telegram.migrate({ chat: basic });
    const refused = await fetch(`${telegram.apiRoot}/bot${telegram.token}/sendMessage`, {
      method: 'POST',
      body: new URLSearchParams({ chat_id: String(basic), text: 'x' }),
    });
    expect(await refused.json()).toEqual({
      ok: false,
      error_code: 400,
      description: 'Bad Request: group chat was upgraded to a supergroup chat',
      parameters: { migrate_to_chat_id: to },
    });
    expect(await call('editMessageText', { chat_id: basic, message_id: card?.message, text: 'y' })).toBe(
      '400 Bad Request: message to edit not found',
    );
    expect(await call('sendMessage', { chat_id: to, text: 'x' })).toBe('ok');
  });

  it('takes one answer to a press, in time, that leads nowhere else', async () => {
    await keyboard([[button]]);
    const message = telegram.cards(group)[0]?.message ?? 0;
    const press = () => telegram.press({ person: ana, chat: group, message, button: 'Claim' });
    const answer = (callback_query_id: string, more: object = {}) =>
      call('answerCallbackQuery', { callback_query_id, ...more });
    const late = '400 Bad Request: query is too old and response timeout expired or query ID is invalid';
    const first = press();
    expect(await answer(first, { text: 'x'.repeat(201) })).toBe('400 Bad Request: MESSAGE_TOO_LONG');
    expect(await answer(first, { url: 'https://a.example' })).toBe('400 Bad Request: URL_INVALID');
    expect(await answer(first, { url: 'https://t.me/BatonTestBot?start=a.b' })).toBe(
      '400 Bad Request: URL_INVALID',
    );
    expect(await answer(first, { text: 'Yours.', show_alert: true })).toBe('ok');
    expect(telegram.answerOf(first)).toMatchObject({ text: 'Yours.', isAlert: true, url: null });
    expect(await answer(first)).toBe(late);
    const second = press();
    telegram.passTime(10_001);
    expect(await answer(second)).toBe(late);
    expect(() => telegram.press({ person: ana, chat: group, message, button: 'Accept' })).toThrow('Claim');
  });

  it('deletes only what is young, by kind of chat', async () => {
    telegram.start({ person: ana });
    await ok('sendMessage', { chat_id: ana, text: 'x' });
    await ok('sendMessage', { chat_id: group, text: 'x' });
    telegram.passTime(49 * 3_600_000);
    const remove = (chat: number) =>
      call('deleteMessage', { chat_id: chat, message_id: telegram.cards(chat)[0]?.message });
    expect(await remove(ana)).toBe("400 Bad Request: message can't be deleted for everyone");
    expect(await remove(group)).toBe('ok');
    expect(await call('deleteMessage', { chat_id: group, message_id: 1 })).toBe(
      '400 Bad Request: message to delete not found',
    );
  });

  it('lets messages vanish where a timer runs', async () => {
    telegram.setVanishing({ chat: group, seconds: 60 });
    await text('x');
    const message_id = telegram.cards(group)[0]?.message;
    telegram.passTime(61_000);
    expect(telegram.cards(group)).toEqual([]);
    expect(await call('editMessageText', { chat_id: group, message_id, text: 'y' })).toBe(
      '400 Bad Request: message to edit not found',
    );
  });

  it('takes photos as uploads, with a caption that is short enough', async () => {
    const send = async (png: Uint8Array<ArrayBuffer>, caption = 'x') => {
      const body = new FormData();
      body.set('chat_id', String(group));
      body.set('caption', caption);
      body.set('photo', new Blob([png]), 'chart.png');
      const answer = await fetch(`${telegram.apiRoot}/bot${telegram.token}/sendPhoto`, {
        method: 'POST',
        body,
      });
      const { ok, description }: { ok: boolean; description?: string } = await answer.json();
      return ok ? 'ok' : description;
    };
    expect(await send(png(640, 480))).toBe('ok');
    expect(await send(png(640, 480), 'x'.repeat(1_025))).toBe('Bad Request: message caption is too long');
    expect(await send(png(9_000, 2_000))).toBe('Bad Request: PHOTO_INVALID_DIMENSIONS');
    expect(await send(new Uint8Array(30))).toBe('Bad Request: IMAGE_PROCESS_FAILED');
    expect(telegram.cards(group)[0]).toMatchObject({ type: 'photo', text: 'x' });
    const message_id = telegram.cards(group)[0]?.message;
    expect(await call('editMessageText', { chat_id: group, message_id, text: 'y' })).toBe(
      '400 Bad Request: there is no text in the message to edit',
    );
    expect(await call('editMessageCaption', { chat_id: group, message_id, caption: 'y' })).toBe('ok');
  });

  it('holds a rate, says how long to wait, and notes who comes back too early', async () => {
    telegram.setRates('real');
    const answers = [];
    for (let at = 0; at < 4; at += 1) answers.push(await text('x'));
    expect(answers).toEqual([
      'ok',
      'ok',
      'ok',
      expect.stringMatching(/^429 Too Many Requests: retry after \d+$/),
    ]);
    telegram.passTime(5_000);
    expect(await text('x')).toBe('ok');
    for (let at = 0; at < 16; at += 1) {
      telegram.passTime(2_000);
      answers.push(await text('x'));
    }
    // Twenty have passed within a minute.
    expect(answers.filter((answer) => answer === 'ok')).toHaveLength(19);
    telegram.passTime(2_000);
    expect(await text('x')).toMatch(/^429/);
    expect(await text('x')).toMatch(/^429/);
    expect(telegram.violations().map(({ what }) => what)).toContain(
      'A call came before its retry_after had passed.',
    );
    telegram.passTime(120_000);
    expect(await text('x')).toBe('ok');
  });

  it('takes commands and descriptions that fit, and shows the menu by scope and language', async () => {
    const set = (command: string, more: object = {}) =>
      call('setMyCommands', { commands: [{ command, description: 'x' }], ...more });
    expect(await set('Mine')).toBe('400 Bad Request: BOT_COMMAND_INVALID');
    expect(await call('setMyCommands', { commands: [{ command: 'mine', description: '' }] })).toBe(
      '400 Bad Request: BOT_COMMAND_DESCRIPTION_INVALID',
    );
    expect(await set('mine')).toBe('ok');
    await set('here', { scope: { type: 'all_group_chats' }, language_code: 'uk' });
    const uk = telegram.addPerson({ name: 'Olena', language: 'uk' });
    telegram.start({ person: uk });
    expect(telegram.menu({ person: uk, chat: group })).toEqual([{ command: 'here', description: 'x' }]);
    expect(telegram.menu({ person: ana, chat: group })).toEqual([{ command: 'mine', description: 'x' }]);
    expect(telegram.menu({ person: uk })).toEqual([{ command: 'mine', description: 'x' }]);
  });

  it('shows to one person only within the window, and promises nothing', async () => {
    await keyboard([[button]]);
    const message = telegram.cards(group)[0]?.message ?? 0;
    const query = telegram.press({ person: ana, chat: group, message, button: 'Claim' });
    const show = (receiver_user_id: number, callback_query_id?: string) =>
      call('sendMessage', {
        chat_id: group,
        text: 'Only you',
        ephemeral_message_parameters: { receiver_user_id, callback_query_id },
      });
    expect(await show(ana)).toBe('400 Bad Request: MESSAGE_NOT_COMMAND');
    expect(await show(ana, query)).toBe('ok');
    expect(telegram.ephemeralsOf(ana).map(({ text }) => text)).toEqual(['Only you']);
    expect(await call('editMessageText', { chat_id: group, message_id: 0, text: 'y' })).toBe(
      '400 Bad Request: message to edit not found',
    );
    telegram.passTime(16_000);
    expect(await show(ana, query)).toBe('400 Bad Request: MESSAGE_NOT_COMMAND');
    telegram.setSwitches({ losesEphemerals: true });
    telegram.promoteBot({ chat: group });
    expect(await show(ana)).toBe('ok');
    expect(telegram.ephemeralsOf(ana)).toHaveLength(1);
  });

  it('tells of contacts in groups and outside protected messages, of live foreign text and of unknown parameters', async () => {
    telegram.secret('+380671234567');
    telegram.foreign('see evil.example');
    telegram.start({ person: ana });
    await text('call 067 123-45-67');
    await text('<i>see evil.example</i>');
    const contact = { chat_id: ana, text: '+380671234567' };
    await ok('sendMessage', { ...contact, protect_content: true });
    await ok('sendMessage', { ...contact, protectContent: true });
    expect(telegram.violations().map(({ what }) => what)).toEqual([
      'A contact in a group.',
      "A live url from somebody's text.",
      'sendMessage knows no parameter "protectContent".',
      'A contact without protect_content.',
    ]);
  });
});

function png(width: number, height: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(64);
  bytes.set([0x89, 0x50, 0x4e, 0x47]);
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return bytes;
}
