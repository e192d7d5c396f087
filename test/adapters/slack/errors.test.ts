import { webApi } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { codeOf, toChatError } from '../../../adapters/slack/errors.ts';
import { MessageGone, NotAuthorized, RateLimited, Rejected, Unreachable } from '../../../src/chat/errors.ts';

const platform = (error: string, response_metadata = {}) =>
  new webApi.WebAPIPlatformError({ ok: false, error, response_metadata });
const network = (code: string) =>
  new webApi.WebAPIRequestError(
    new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) }),
  );
const status = (code: number) => new webApi.WebAPIHTTPError(code, 'x', {}, '<html>secret</html>');

const sorted = (error: unknown, method = 'chat.postMessage') => {
  const made = toChatError(error, method);
  if (made instanceof RateLimited) return `wait ${made.retryAfterMs / 1000} s, ${made.scope}`;
  if (made instanceof Unreachable) return made.mayHaveActed ? 'unknown' : 'not done';
  if (made instanceof NotAuthorized) return `shut out of the ${made.scope}`;
  if (made instanceof MessageGone) return 'gone';
  return made instanceof Rejected ? 'refused' : 'something else';
};

/** PLATFORMS 3.3, S71–S73, S84. */
const codes: Readonly<Record<string, readonly string[]>> = {
  'shut out of the platform': [
    'account_inactive',
    'invalid_auth',
    'not_authed',
    'token_revoked',
    'token_expired',
    'team_access_not_granted',
    'not_allowed_token_type',
    'org_login_required',
    'no_permission',
    'app_access_restricted',
  ],
  'shut out of the place': [
    'channel_not_found',
    'is_archived',
    'is_inactive',
    'not_in_channel',
    'user_not_found',
    'user_disabled',
    'user_not_in_channel',
    'messages_tab_disabled',
    'restricted_action',
    'restricted_action_read_only_channel',
    'restricted_action_thread_locked',
    'cannot_reply_to_message',
  ],
  gone: ['message_not_found', 'cant_update_message', 'edit_window_closed', 'cant_delete_message'],
  refused: [
    'invalid_blocks',
    'invalid_blocks_format',
    'msg_too_long',
    'msg_blocks_too_long',
    'no_text',
    'metadata_too_large',
    'invalid_metadata_format',
    'missing_scope',
    'view_too_large',
    'not_enabled',
    'invalid_arguments',
    'slack_connect_file_link_sharing_blocked',
    'something_that_is_new',
  ],
  unknown: ['fatal_error', 'internal_error', 'service_unavailable', 'update_failed'],
  'not done': ['request_timeout', 'team_added_to_org', 'external_channel_migrating', 'hash_conflict'],
  'wait 30 s, place': ['ratelimited', 'rate_limited'],
  'wait 3600 s, place': ['message_limit_exceeded'],
};

describe("Slack's refusals", () => {
  for (const [meaning, all] of Object.entries(codes)) {
    it.each(all)(`means "${meaning}": %s`, (code) => {
      expect(sorted(platform(code))).toBe(meaning);
    });
  }

  it('take a page of HTML at 200 for an unknown outcome, and never quote it (L17)', () => {
    const made = toChatError(platform('<html>Bad gateway for xoxb-secret</html>'), 'chat.postMessage');
    expect(sorted(made)).toBe('unknown');
    expect(made.message).not.toContain('xoxb');
  });

  it('keep their code for those who know a way out', () => {
    const made = toChatError(platform('invalid_blocks'), 'chat.postMessage');
    made.cause = platform('invalid_blocks');
    expect(codeOf(made)).toBe('invalid_blocks');
    expect(codeOf(platform('hash_conflict'))).toBe('hash_conflict');
    expect(codeOf(new Error('x'))).toBeNull();
  });
});

describe('a rate limit', () => {
  it('waits exactly as long as the header says: for a post in its channel, for any other method everywhere (S75, S76)', () => {
    expect(sorted(new webApi.WebAPIRateLimitedError(7))).toBe('wait 7 s, place');
    expect(sorted(new webApi.WebAPIRateLimitedError(7), 'chat.update')).toBe('wait 7 s, method');
    expect(sorted(new webApi.WebAPIRateLimitedError(0), 'views.publish')).toBe('wait 0 s, method');
  });

  it('is one in a body at 200 as well, with its time if there is one (L16)', () => {
    expect(sorted(platform('ratelimited', { retryAfter: 12 }), 'chat.update')).toBe('wait 12 s, method');
  });
});

describe('the way to Slack', () => {
  it.each([
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'UND_ERR_CONNECT_TIMEOUT',
    'CERT_HAS_EXPIRED',
  ])('did nothing when nobody was there: %s', (code) => {
    expect(sorted(network(code))).toBe('not done');
  });

  it.each(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])(
    'may have acted when it broke off: %s',
    (code) => {
      expect(sorted(network(code))).toBe('unknown');
    },
  );

  it('may have acted when its time was up, or when it was ended', () => {
    expect(sorted(new webApi.WebAPIRequestError(new DOMException('x', 'TimeoutError')))).toBe('unknown');
    expect(toChatError(new Error('x'), 'chat.update', true)).toMatchObject({ mayHaveActed: true });
    expect(sorted(new Error('terminated'))).toBe('unknown');
  });

  it.each([
    [500, 'unknown'],
    [502, 'unknown'],
    [503, 'unknown'],
    [504, 'unknown'],
    [404, 'not done'],
    [403, 'not done'],
    [413, 'refused'],
  ])('sorts the status %i as %s, and quotes nothing of the body', (code, meaning) => {
    expect(sorted(status(code))).toBe(meaning);
    expect(toChatError(status(code), 'chat.postMessage').message).not.toContain('secret');
  });
});
