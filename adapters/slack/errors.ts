/**
 * What Slack and the way to it can answer, sorted into the port's five errors by its own codes (S70–S76, S84, L13–L19).
 * An error says which method failed and why, and never what was sent: neither text nor token nor address.
 */
import { webApi } from '@slack/bolt';
import { MessageGone, NotAuthorized, RateLimited, Rejected, Unreachable } from '../../src/chat/errors.ts';
import { slackTimes } from './config.ts';

/** `isEnded`: whether the caller ended the call itself. */
export function toChatError(error: unknown, method: string, isEnded = false): Error {
  if (isChatError(error)) return error;
  if (isEnded) return new Unreachable(`The call of ${method} was ended.`, true);
  if (error instanceof webApi.WebAPIRateLimitedError) return rateLimited(method, error.retryAfter);
  if (error instanceof webApi.WebAPIPlatformError) {
    const { error: code, response_metadata } = error.data;
    return ofCode(code, method, response_metadata?.retryAfter ?? null);
  }
  if (error instanceof webApi.WebAPIHTTPError) return ofStatus(error.statusCode, method);
  if (error instanceof webApi.WebAPIRequestError) {
    const reason = networkReason(error.original);
    return new Unreachable(`${method} did not reach Slack: ${reason}.`, !neverSent.has(reason));
  }
  return new Unreachable(`Nobody knows how ${method} ended.`, true);
}

export function isChatError(error: unknown): error is Error {
  return [MessageGone, NotAuthorized, RateLimited, Rejected, Unreachable].some(
    (kind) => error instanceof kind,
  );
}

/** Slack's own code of a refusal; null if it was none. Read where one of them has a way out. */
export function codeOf(error: unknown): string | null {
  if (error instanceof webApi.WebAPIPlatformError) return error.data.error;
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof webApi.WebAPIPlatformError ? cause.data.error : null;
}

function ofCode(code: string, method: string, retryAfter: number | null): Error {
  if (rates.has(code)) return rateLimited(method, retryAfter);
  if (code === 'message_limit_exceeded') return new RateLimited(slackTimes.messageLimitMs, 'place');
  // A page of HTML at 200 arrives as the "code" (L17): a proxy spoke, and what Slack did nobody knows.
  if (!/^[a-z][a-z0-9_]{0,99}$/.test(code)) return new Unreachable(`${method}: no answer of Slack's.`, true);
  const what = `${method}: ${code}`;
  if (unknownOutcome.has(code)) return new Unreachable(what, true);
  if (notDoneYet.has(code)) return new Unreachable(what, false);
  if (deadToken.has(code)) return new NotAuthorized(what, 'platform');
  if (deadTarget.has(code) || code.startsWith('restricted_action')) return new NotAuthorized(what, 'place');
  if (gone.has(code)) return new MessageGone(what);
  return new Rejected(what);
}

/** Only 429 and outages use statuses (S70); anything else is a proxy, or a wrong address. */
function ofStatus(status: number, method: string): Error {
  if (status === 413) return new Rejected(`${method}: too large (413).`);
  return new Unreachable(`${method}: HTTP status ${status}.`, status >= 500);
}

/** A post's limit is the channel's (S75); of any other method the whole workspace is shut, for this method (S76). */
function rateLimited(method: string, retryAfter: number | null): RateLimited {
  const ms = retryAfter === null ? slackTimes.unknownRateMs : retryAfter * 1000;
  return new RateLimited(ms, method === 'chat.postMessage' ? 'place' : 'method');
}

function networkReason(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    if (at.name === 'TimeoutError') return at.name;
  }
  return 'no answer';
}

/** Nobody was there to hear it. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

const rates = new Set(['ratelimited', 'rate_limited']);

/** S72: something may have been done. */
const unknownOutcome = new Set([
  'fatal_error',
  'internal_error',
  'service_unavailable',
  'update_failed',
  'fetch_members_failed',
]);

/** Nothing was done, and later it may be: a cut request (S72), a workspace or a channel that is being moved (S126),
 * a home that others draw at the same moment (S91). */
const notDoneYet = new Set([
  'request_timeout',
  'team_added_to_org',
  'external_channel_migrating',
  'streaming_state_conflict',
  'hash_conflict',
]);

/** S73: nothing works any more until somebody puts in another token, or lets this one in again. */
const deadToken = new Set([
  'not_authed',
  'invalid_auth',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'team_access_not_granted',
  'not_allowed_token_type',
  'no_permission',
  'org_login_required',
  'ekm_access_denied',
  'enterprise_is_restricted',
  'access_denied',
  'accesslimited',
  'two_factor_setup_required',
  'team_not_found',
  'app_access_restricted',
]);

/** S73: this place or this person can't be written to; everything else can. */
const deadTarget = new Set([
  'channel_not_found',
  'is_archived',
  'is_inactive',
  'not_in_channel',
  'user_not_found',
  'users_not_found',
  'user_disabled',
  'user_not_visible',
  'user_not_in_channel',
  'messages_tab_disabled',
  'cannot_reply_to_message',
  'cannot_dm_bot',
  'thread_not_found',
  'posting_to_channel_denied',
  'channel_is_limited_access',
  'as_user_not_supported',
]);

/** What stands there is not there any more, is not ours, or can't be changed any more (S84, X7). */
const gone = new Set([
  'message_not_found',
  'cant_update_message',
  'cant_delete_message',
  'edit_window_closed',
]);
