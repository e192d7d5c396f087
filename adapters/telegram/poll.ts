/**
 * Long polling, supervised here: telegraf's own ends for good on the first 401 or 409, and confirms what failed (L33–L36).
 * One process polls at a time, and what came is confirmed only after it was kept. Trouble is waited out, never thrown.
 */
import { z } from 'zod';
import { NotAuthorized, RateLimited } from '../../src/chat/errors.ts';
import { kindOf } from './error-kind.ts';
import { TelegramSays } from './errors.ts';
import { backOff, pause } from './pause.ts';
import type { Telegram } from './telegram.ts';
import { allowedUpdates, updateIdOf } from './update.ts';
import { updatesIn } from './updates-in.ts';
import type { Work } from './work.ts';

export type Polling = { readonly stop: () => Promise<void> };

export const leaseName = 'telegram-poll';
/** Taken over within 10 s of a death: what is left of the lease, and the time to the next look. */
const lease = { forMs: 7_000, renewEveryMs: 2_000, lookEveryMs: 1_500 } as const;
/** T1 */
const pollSeconds = 25;
const pollTimeoutMs = (pollSeconds + 10) * 1000;
const updatesAtOnce = 100;
const pauses = { fromMs: 1_000, mostMs: 60_000, conflictFromMs: 5_000, refusedFromMs: 10_000 } as const;

export function startPolling(tg: Telegram, keep: Work['keep'], lost: () => Promise<void>): Polling {
  const holder = tg.random.id('t');
  const stopping = new AbortController();
  const running = run();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      if (!(await holds())) {
        await pause(tg.clock, lease.lookEveryMs, stopping.signal);
        continue;
      }
      const holding = holdOn();
      try {
        await pollWhile(tg, holding.signal, { keep, lost });
      } finally {
        holding.release();
      }
    }
    await giveBack();
  }

  async function holds(): Promise<boolean> {
    try {
      return await tg.store.lease(leaseName, holder, lease.forMs);
    } catch (error) {
      tg.log.warn({ error: kindOf(error) }, 'The database did not tell whose turn it is to ask Telegram.');
      return false;
    }
  }

  /** Renews the lease beside the poll; its signal ends when the lease is lost. */
  function holdOn(): { readonly signal: AbortSignal; readonly release: () => void } {
    const ends = new AbortController();
    let until = tg.clock.now() + lease.forMs;
    let cancel = () => {};
    const renewSoon = () => {
      cancel = tg.clock.at(tg.clock.now() + lease.renewEveryMs, () => void renew());
    };
    const renew = async () => {
      // Counted from before it was asked for.
      const asked = tg.clock.now();
      // Without an answer it ends on time all the same, or two would poll and evict each other (T2).
      const cancelEnd = tg.clock.at(until, () => ends.abort());
      const isMine = await holds();
      cancelEnd();
      if (isMine) until = asked + lease.forMs;
      if (ends.signal.aborted) return;
      if (isMine || tg.clock.now() < until - lease.renewEveryMs) renewSoon();
      else ends.abort();
    };
    renewSoon();
    return {
      signal: AbortSignal.any([ends.signal, stopping.signal]),
      release() {
        cancel();
        ends.abort();
      },
    };
  }

  async function giveBack(): Promise<void> {
    try {
      await tg.store.giveBack(leaseName, holder);
    } catch (error) {
      tg.log.warn({ error: kindOf(error) }, 'The turn to ask Telegram could not be given back; it runs out.');
    }
  }

  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** Until the signal ends. */
async function pollWhile(
  tg: Telegram,
  signal: AbortSignal,
  { keep, lost }: { readonly keep: Work['keep']; readonly lost: () => Promise<void> },
): Promise<void> {
  let failures = 0;
  let hasWebhook = true;
  let isRefused = false;
  // Confirms what is kept. Without one Telegram begins with the oldest that is not confirmed, so after a quiet week,
  // when the numbers begin somewhere else (T8), nothing is skipped.
  let offset: number | null = null;
  while (!signal.aborted) {
    try {
      if (hasWebhook) {
        // Nothing that waits is thrown away.
        await tg.call('deleteWebhook', { drop_pending_updates: false }, { signal });
        hasWebhook = false;
      }
      const updates = await getUpdates(tg, offset, signal);
      offset = null;
      if (updates.length > 0) {
        await keep(updatesIn(updates));
        offset = Math.max(...updates.map((update) => updateIdOf(update) ?? 0)) + 1;
      }
      if (failures > 0) tg.log.info({}, 'Telegram answers again.');
      failures = 0;
      isRefused = false;
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      if (error instanceof TelegramSays && error.what === 'webhook is set') hasWebhook = true;
      logTrouble(tg, error, failures);
      const isRevoked = error instanceof NotAuthorized && error.scope === 'platform';
      if (isRevoked && !isRefused) await lost();
      isRefused = isRevoked;
      await pause(tg.clock, waitAfter(error, failures), signal);
    }
  }
}

async function getUpdates(
  tg: Telegram,
  offset: number | null,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const answer = await tg.call(
    'getUpdates',
    {
      ...(offset === null ? {} : { offset }),
      limit: updatesAtOnce,
      timeout: pollSeconds,
      allowed_updates: [...allowedUpdates],
    },
    { signal, timeoutMs: pollTimeoutMs },
  );
  return z.array(z.unknown()).parse(answer);
}

function waitAfter(error: unknown, failures: number): number {
  if (error instanceof RateLimited) return error.retryAfterMs;
  // T2: another program polls with the same token; whoever asks at once throws the other out, for ever.
  if (error instanceof TelegramSays && error.what === 'conflict') {
    return backOff(failures, pauses.conflictFromMs, pauses.mostMs);
  }
  if (error instanceof NotAuthorized) return backOff(failures, pauses.refusedFromMs, pauses.mostMs);
  return backOff(failures, pauses.fromMs, pauses.mostMs);
}

function logTrouble(tg: Telegram, error: unknown, failures: number): void {
  const fields = { error: kindOf(error), failures };
  if (error instanceof TelegramSays && error.what === 'conflict') {
    tg.log.error(
      fields,
      'Another program asks Telegram with the same token. Stop it, or give it its own bot.',
    );
  } else if (error instanceof NotAuthorized) {
    tg.log.error(fields, 'Telegram does not take TELEGRAM_BOT_TOKEN. Compare it with what BotFather shows.');
  } else tg.log.warn(fields, 'Telegram could not be asked for updates; it is tried again.');
}
