/** Delivery to a webhook: each queue in order, queues side by side, the same update again until it is taken (T4, T5, T9). */
import { badRequest } from './api-error.ts';
import type { JsonRecord, Update } from './types.ts';
import type { Updates } from './updates.ts';
import type { World } from './world.ts';
import { seconds } from './wire.ts';

export type Delivery = {
  readonly at: number;
  readonly update: number;
  /** The status that came back; 0 where nothing did. */
  readonly status: number;
};
type Target = { readonly url: string; readonly secret: string | null; readonly gone: AbortController };

export type Webhook = ReturnType<typeof makeWebhook>;

export function makeWebhook(
  world: World,
  updates: Updates,
  options: {
    /** The first pause after the immediate second try; it doubles up to a minute. */
    readonly pauseMs: number;
    /** Public origins that stand for loopback ones, as a proxy in front would do. */
    readonly routes: Map<string, string>;
  },
) {
  const deliveries: Delivery[] = [];
  const lanes = new Map<string, Promise<void>>();
  let target: Target | null = null;
  let lastError: { readonly at: number; readonly message: string } | null = null;
  let inHand = 0;

  function pump(): void {
    const to = target;
    if (!to) return;
    for (const update of updates.takeAll()) {
      inHand += 1;
      const before = lanes.get(update.queue) ?? Promise.resolve();
      const after = before
        .then(() => deliver(to, update))
        .finally(() => {
          inHand -= 1;
          updates.tell();
        });
      lanes.set(update.queue, after);
    }
  }
  async function deliver(to: Target, update: Update): Promise<void> {
    for (let failures = 0; ; failures += 1) {
      if (to.gone.signal.aborted) return updates.putBack(update);
      if (!updates.isAlive(update)) return;
      const status = await post(to, update);
      // Called back by a new `setWebhook`: nobody refused it.
      if (status === 0 && to.gone.signal.aborted) return updates.putBack(update);
      deliveries.push({ at: world.now(), update: update.id, status });
      if (status >= 200 && status < 300) return;
      lastError = { at: world.now(), message: `Wrong response from the webhook: ${status}` };
      // One immediate retry, then doubling pauses.
      if (failures > 0) await pause(Math.min(options.pauseMs * 2 ** (failures - 1), 60_000), to.gone.signal);
    }
  }
  async function post(to: Target, update: Update): Promise<number> {
    const url = reach(to.url, options.routes);
    if (url === null) return 0;
    try {
      const answer = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        signal: AbortSignal.any([to.gone.signal, AbortSignal.timeout(30_000)]),
        headers: {
          'content-type': 'application/json',
          ...(to.secret === null ? {} : { 'x-telegram-bot-api-secret-token': to.secret }),
        },
        body: JSON.stringify(update.body),
      });
      const body = await answer.text();
      if (answer.ok && /"method"\s*:/.test(body)) {
        world.violate('A call was put into the answer to the webhook, where its outcome is lost (T9).', null);
      }
      return answer.status;
    } catch {
      return 0;
    }
  }

  return {
    deliveries,
    /** Checks like the real one, except that loopback needs no TLS. */
    set(url: string, secret: string | null): void {
      if (secret !== null && secret.length > 256) throw badRequest('secret token is too long');
      if (secret !== null && !/^[A-Za-z0-9_-]*$/.test(secret)) {
        throw badRequest('secret token contains unallowed characters');
      }
      checkUrl(url);
      target?.gone.abort();
      target = { url, secret: secret === '' ? null : secret, gone: new AbortController() };
      updates.useWebhook(true);
      pump();
    },
    remove() {
      target?.gone.abort();
      target = null;
      updates.useWebhook(false);
    },
    pump,
    /** Exactly what a stranger could send, who knows the address alone. */
    target: () => target && { url: reach(target.url, options.routes), secret: target.secret },
    info: (): JsonRecord => ({
      url: target?.url ?? '',
      has_custom_certificate: false,
      pending_update_count: updates.pending() + inHand,
      max_connections: 40,
      ...(lastError === null
        ? {}
        : { last_error_date: seconds(lastError.at), last_error_message: lastError.message }),
      ...(updates.allowed() === null ? {} : { allowed_updates: updates.allowed() ?? [] }),
    }),
    isIdle: () => inHand === 0,
    close() {
      target?.gone.abort();
      target = null;
    },
  };
}

function checkUrl(url: string): void {
  if (!URL.canParse(url)) throw badRequest('bad webhook: invalid URL');
  const { protocol, port, hostname } = new URL(url);
  const isLoopback = hostname === '127.0.0.1' || hostname === 'localhost';
  if (isLoopback) return;
  if (protocol !== 'https:') throw badRequest('bad webhook: An HTTPS URL must be provided for webhook');
  if (!['', '443', '80', '88', '8443'].includes(port)) {
    throw badRequest('bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443');
  }
}

/** Null: nobody is there yet. */
function reach(url: string, routes: ReadonlyMap<string, string>): string | null {
  const { origin, pathname, search } = new URL(url);
  const to = routes.get(origin) ?? (/^http:\/\/(127\.0\.0\.1|localhost)/.test(origin) ? origin : null);
  return to === null ? null : `${to}${pathname}${search}`;
}

async function pause(ms: number, gone: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  gone.addEventListener('abort', () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
}
