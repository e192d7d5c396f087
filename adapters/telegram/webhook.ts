/**
 * The webhook: checks the secret before anything is read, keeps the update, then says 200; what could not be kept comes again
 * (T5, L37, L40). Telegraf's own breaks Cyrillic between two chunks, so the server parses (pitfall 12).
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { NotAuthorized, RateLimited } from '../../src/chat/errors.ts';
import { kindOf } from './error-kind.ts';
import { backOff, pause } from './pause.ts';
import type { Telegram } from './telegram.ts';
import { allowedUpdates, updateIdOf } from './update.ts';
import { updatesIn } from './updates-in.ts';
import type { Work } from './work.ts';

export type Webhook = { readonly url: string; readonly secret: string };

const secretHeader = 'x-telegram-bot-api-secret-token';
const largestUpdate = 512 * 1024;
/** T5 */
const comeAgainSeconds = 5;
const pauses = { fromMs: 1_000, mostMs: 60_000 } as const;

export async function registerWebhook(
  server: FastifyInstance,
  { log, keep }: Pick<Telegram, 'log'> & { readonly keep: Work['keep'] },
  { url, secret }: Webhook,
): Promise<void> {
  const path = new URL(url).pathname;
  await server.register(async (scope) => {
    scope.addHook('onRequest', async (request, reply) => {
      if (isSecret(request.headers[secretHeader], secret)) return;
      // What else a stranger sends on this connection is not read.
      return reply.code(403).header('connection', 'close').send();
    });
    scope.post(path, { bodyLimit: largestUpdate }, async (request, reply) => {
      if (updateIdOf(request.body) === null) {
        // To refuse it would bring it again for a day.
        log.warn({}, 'Something that is no update came to the webhook of Telegram.');
        return reply.code(200).send();
      }
      try {
        await keep(updatesIn([request.body]));
      } catch (error) {
        log.warn({ error: kindOf(error) }, 'An update of Telegram could not be kept; it comes again.');
        return reply.code(503).header('retry-after', comeAgainSeconds).send();
      }
      return reply.code(200).send();
    });
  });
}

/** Tells Telegram where to send updates, as long as it takes. */
export async function setWebhook(
  tg: Telegram,
  { url, secret }: Webhook,
  signal: AbortSignal,
  lost: () => Promise<void>,
): Promise<void> {
  for (let failures = 1; !signal.aborted; failures += 1) {
    try {
      // T3: the list in full; T4: the secret comes back with every update.
      await tg.call(
        'setWebhook',
        { url, secret_token: secret, allowed_updates: [...allowedUpdates], drop_pending_updates: false },
        { signal },
      );
      tg.log.info({}, 'Telegram sends its updates to the webhook.');
      return;
    } catch (error) {
      if (signal.aborted) return;
      tg.log.warn(
        { error: kindOf(error), failures },
        'Telegram did not take the address of the webhook; it is tried again.',
      );
      if (error instanceof NotAuthorized && failures === 1) await lost();
      const waitMs =
        error instanceof RateLimited ? error.retryAfterMs : backOff(failures, pauses.fromMs, pauses.mostMs);
      await pause(tg.clock, waitMs, signal);
    }
  }
}

/** In constant time, whatever the length. */
function isSecret(given: string | readonly string[] | undefined, secret: string): boolean {
  if (typeof given !== 'string') return false;
  return timingSafeEqual(digest(given), digest(secret));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
