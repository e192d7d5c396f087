/**
 * Sorts what Telegram answers into the few kinds of the port, after the strings of its own source (PLATFORMS section 9).
 * Nothing of what was sent goes into an error: a description may quote it.
 */
import { z } from 'zod';
import { MessageGone, NotAuthorized, RateLimited, Rejected, Unreachable } from '../../src/chat/errors.ts';

/** What concerns nobody outside this adapter, which knows what to do about it. */
export class TelegramSays extends Error {
  override readonly name = 'TelegramSays';
  readonly what: 'not modified' | 'no text' | 'query too old' | 'moved' | 'conflict' | 'webhook is set';
  readonly movedTo: string | null;
  constructor(what: TelegramSays['what'], movedTo: string | null = null) {
    super(`Telegram says: ${what}.`);
    this.what = what;
    this.movedTo = movedTo;
  }
}

export function portErrorOf(error: unknown): Error {
  const refusal = refusalShape.safeParse(error);
  if (refusal.success) return refusalAsError(refusal.data.response);
  const failure = failureShape.safeParse(error);
  if (!failure.success) return new Unreachable('The call to Telegram failed.', true);
  const { name, cause } = failure.data;
  // `fetch` tells it by the cause.
  const code = failure.data.code ?? cause?.code;
  if (name === 'AbortError') return new Unreachable('Telegram did not answer in time.', true);
  const isBefore = code !== undefined && beforeItWasSent.has(code);
  return new Unreachable(`Telegram could not be reached${code ? ` (${code})` : ''}.`, !isBefore);
}

const refusalShape = z.object({
  response: z.object({
    error_code: z.int(),
    description: z.string().default(''),
    parameters: z
      .object({ retry_after: z.number().optional(), migrate_to_chat_id: z.number().optional() })
      .optional(),
  }),
});
type Refusal = z.infer<typeof refusalShape>['response'];

const codeShape = z
  .string()
  .regex(/^[A-Z0-9_]{1,40}$/)
  .optional()
  .catch(undefined);

const failureShape = z.object({
  name: z.string(),
  code: codeShape,
  cause: z.object({ code: codeShape }).optional().catch(undefined),
});

/** With these there was no connection, so nothing was sent. */
const beforeItWasSent: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

function refusalAsError({ error_code: code, description, parameters }: Refusal): Error {
  if (code === 429) {
    const seconds = parameters?.retry_after ?? Number(/retry after (\d+)/i.exec(description)?.[1] ?? 5);
    return new RateLimited(Math.max(1, seconds) * 1000);
  }
  if (parameters?.migrate_to_chat_id !== undefined) {
    return new TelegramSays('moved', String(parameters.migrate_to_chat_id));
  }
  if (code === 401) return new NotAuthorized('Telegram does not take the bot token (401).', 'platform');
  if (code === 403)
    return new NotAuthorized(`The bot may not write there (${reasonIn(description)}).`, 'place');
  if (code === 409) {
    return new TelegramSays(/webhook is active/i.test(description) ? 'webhook is set' : 'conflict');
  }
  if (code === 400 || code === 413) return badRequest(description);
  // A wrong address or method is refused before anything is done; of an outage nobody knows.
  return new Unreachable(`Telegram answered ${code}.`, code !== 404);
}

function badRequest(description: string): Error {
  const reason = reasonIn(description);
  for (const [pattern, make] of badRequests) if (pattern.test(description)) return make(reason);
  return new Rejected(`Telegram refused what was sent (${reason}).`);
}

const badRequests: readonly (readonly [RegExp, (reason: string) => Error])[] = [
  [/message is not modified/i, () => new TelegramSays('not modified')],
  [/there is no text in the message to edit/i, () => new TelegramSays('no text')],
  [/query is too old|query ID is invalid|QUERY_ID_INVALID/i, () => new TelegramSays('query too old')],
  [
    /message to edit not found|message can't be edited|MESSAGE_ID_INVALID|message identifier is not specified/i,
    (reason) => new MessageGone(`The message can't be edited any more (${reason}).`),
  ],
  [
    /chat not found|chat_id is empty|PEER_ID_INVALID|USER_ID_INVALID|INPUT_USER_DEACTIVATED|USER_IS_BLOCKED/i,
    (reason) => new NotAuthorized(`There is no such chat for the bot (${reason}).`, 'place'),
  ],
  [
    /no write access|not enough rights|need administrator rights|CHAT_\w*FORBIDDEN|CHAT_RESTRICTED|CHAT_ADMIN_REQUIRED/i,
    (reason) => new NotAuthorized(`The bot may not write there (${reason}).`, 'place'),
  ],
  [
    /TOPIC_CLOSED|TOPIC_DELETED|message thread not found|group chat was upgraded|group is deactivated|CHANNEL_PRIVATE/i,
    (reason) => new NotAuthorized(`The place can't be used any more (${reason}).`, 'place'),
  ],
];

/** The fixed beginning of a description, without anything that it quotes. */
function reasonIn(description: string): string {
  const [, said = ''] = /^(?:Bad Request|Forbidden): ([A-Za-z_ ,.']{1,80})/.exec(description) ?? [];
  return said.replace(/\s['"].*$/, '').trim() || 'without a known reason';
}
