import { describe, expect, it } from 'vitest';
import { portErrorOf, TelegramSays } from '../../../adapters/telegram/errors.ts';
import { MessageGone, NotAuthorized, RateLimited, Rejected, Unreachable } from '../../../src/chat/errors.ts';

const refused = (error_code: number, description: string, parameters?: object) =>
  Object.assign(new Error('x'), {
    response: { ok: false, error_code, description, ...(parameters ? { parameters } : {}) },
    on: { method: 'sendMessage', payload: { text: '+380671234567' } },
  });

const place = { scope: 'place' };
const table: readonly (readonly [number, string, new (...args: never[]) => Error, object])[] = [
  [
    400,
    'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    TelegramSays,
    { what: 'not modified' },
  ],
  [400, 'Bad Request: there is no text in the message to edit', TelegramSays, { what: 'no text' }],
  [
    400,
    'Bad Request: query is too old and response timeout expired or query ID is invalid',
    TelegramSays,
    { what: 'query too old' },
  ],
  [400, 'Bad Request: message to edit not found', MessageGone, {}],
  [400, "Bad Request: message can't be edited", MessageGone, {}],
  [400, 'Bad Request: MESSAGE_ID_INVALID', MessageGone, {}],
  [400, 'Bad Request: chat not found', NotAuthorized, place],
  [400, 'Bad Request: chat_id is empty', NotAuthorized, place],
  [400, 'Bad Request: have no write access to the chat', NotAuthorized, place],
  [400, 'Bad Request: not enough rights to send text messages to the chat', NotAuthorized, place],
  [400, 'Bad Request: not enough rights to send photos to the chat', NotAuthorized, place],
  [400, 'Bad Request: need administrator rights in the channel chat', NotAuthorized, place],
  [400, 'Bad Request: CHAT_WRITE_FORBIDDEN', NotAuthorized, place],
  [400, 'Bad Request: TOPIC_CLOSED', NotAuthorized, place],
  [400, 'Bad Request: message thread not found', NotAuthorized, place],
  [403, 'Forbidden: bot was blocked by the user', NotAuthorized, place],
  [403, 'Forbidden: user is deactivated', NotAuthorized, place],
  [403, "Forbidden: bot can't initiate conversation with a user", NotAuthorized, place],
  [403, "Forbidden: the bot can't send messages to the bot", NotAuthorized, place],
  [403, 'Forbidden: bot was kicked from the supergroup chat', NotAuthorized, place],
  [403, 'Forbidden: bot is not a member of the channel chat', NotAuthorized, place],
  [403, 'Forbidden: the group chat was deleted', NotAuthorized, place],
  [401, 'Unauthorized', NotAuthorized, { scope: 'platform' }],
  [400, 'Bad Request: message text is empty', Rejected, {}],
  [400, 'Bad Request: message is too long', Rejected, {}],
  [400, 'Bad Request: message caption is too long', Rejected, {}],
  [400, 'Bad Request: BUTTON_DATA_INVALID', Rejected, {}],
  [400, 'Bad Request: reply markup is too long', Rejected, {}],
  [400, 'Bad Request: inline keyboard expected', Rejected, {}],
  [400, 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 4', Rejected, {}],
  [413, 'Request Entity Too Large', Rejected, {}],
  [404, 'Not Found: method not found', Unreachable, { mayHaveActed: false }],
  [404, 'Not Found', Unreachable, { mayHaveActed: false }],
  [421, 'Misdirected Request', Unreachable, { mayHaveActed: true }],
  [500, 'Internal Server Error', Unreachable, { mayHaveActed: true }],
  [502, 'Bad Gateway', Unreachable, { mayHaveActed: true }],
  [
    409,
    'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    TelegramSays,
    { what: 'conflict' },
  ],
  [
    409,
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    TelegramSays,
    { what: 'webhook is set' },
  ],
];

describe('an error of Telegram', () => {
  it.each(table)('%i %s', (code, description, kind, about) => {
    const error = portErrorOf(refused(code, description));
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject(about);
  });

  it('says how long to wait, by its parameters or by its words', () => {
    const description = 'Too Many Requests: retry after 7';
    expect(portErrorOf(refused(429, description, { retry_after: 7 }))).toMatchObject({ retryAfterMs: 7000 });
    expect(portErrorOf(refused(429, description))).toBeInstanceOf(RateLimited);
    expect(portErrorOf(refused(429, description))).toMatchObject({ retryAfterMs: 7000 });
  });

  it('says where a group has moved', () => {
    const upgraded = refused(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
      migrate_to_chat_id: -1_001_234_567_890,
    });
    expect(portErrorOf(upgraded)).toMatchObject({ what: 'moved', movedTo: '-1001234567890' });
  });

  it('tells whether anything was sent when there was no answer', () => {
    const network = (name: string, code?: string) =>
      portErrorOf(Object.assign(new Error('https://api.telegram.org/bot1:secret/'), { name, code }));
    expect(network('FetchError', 'ECONNREFUSED')).toMatchObject({ mayHaveActed: false });
    expect(network('FetchError', 'ENOTFOUND')).toMatchObject({ mayHaveActed: false });
    expect(network('FetchError', 'ECONNRESET')).toMatchObject({ mayHaveActed: true });
    expect(network('FetchError')).toMatchObject({ mayHaveActed: true });
    expect(network('AbortError')).toMatchObject({ mayHaveActed: true });
    expect(portErrorOf('nothing at all')).toMatchObject({ mayHaveActed: true });
    expect(network('FetchError', 'ECONNRESET').message).not.toContain('secret');
  });

  it('repeats nothing of what was sent', () => {
    const description = 'Bad Request: can\'t parse entities: Unsupported start tag "Olha" at byte offset 4';
    const error = portErrorOf(refused(400, description));
    expect(`${error.message} ${JSON.stringify(error)}`).not.toMatch(/Olha|380/);
    const url = portErrorOf(
      refused(400, "Bad Request: inline keyboard button URL 'http://a.example' is invalid"),
    );
    expect(url.message).not.toContain('a.example');
  });
});
