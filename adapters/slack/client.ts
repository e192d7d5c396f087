/**
 * One way out to Slack's Web API. Nothing is sent twice by itself (L13), a rate limit is told and not slept over
 * (L14–L16), each call ends in time (L17), and no header is handed in (L18). What comes back is read by a shape.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { webApi } from '@slack/bolt';
import type { z } from 'zod';
import { Unreachable } from '../../src/chat/errors.ts';
import { slackTimes } from './config.ts';
import { toChatError } from './errors.ts';
import { silentLogger } from './silent-logger.ts';

export type Arguments = Readonly<Record<string, unknown>>;

/** Fails with one of the port's five errors, whose `cause` is what the SDK threw. */
export type Call = <T>(
  method: string,
  args: Arguments,
  shape: z.ZodType<T>,
  signal?: AbortSignal,
) => Promise<T>;

export function makeCall({
  token,
  apiUrl,
  timeoutMs,
}: {
  readonly token: string;
  readonly apiUrl: string | null;
  readonly timeoutMs: number;
}): Call {
  const signals = new AsyncLocalStorage<AbortSignal | null>();
  const client = new webApi.WebClient(token, {
    ...(apiUrl === null ? {} : { slackApiUrl: apiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
    allowAbsoluteUrls: false,
    // With a queue a call would begin in another's context, and heed another's signal; how many there are at once is
    // for whoever calls.
    maxRequestConcurrency: Number.POSITIVE_INFINITY,
    logger: silentLogger,
    fetch: async (url, init) => {
      const both = [init?.signal, signals.getStore()].filter((one) => one instanceof AbortSignal);
      return withRetryAfter(await fetch(url, { ...init, signal: AbortSignal.any(both) }));
    },
  });
  return async (method, args, shape, signal) => {
    if (signal?.aborted) throw new Unreachable(`${method} was ended before it began.`, false);
    try {
      const answer = await signals.run(signal ?? null, () => client.apiCall(method, { ...args }));
      return read(shape, answer, method);
    } catch (error) {
      const chatError = toChatError(error, method, signal?.aborted);
      if (chatError !== error) chatError.cause = error;
      throw chatError;
    }
  };
}

function read<T>(shape: z.ZodType<T>, answer: unknown, method: string): T {
  const found = shape.safeParse(answer);
  if (!found.success) throw new Unreachable(`${method}: Slack's answer lacks what it should have.`, true);
  return found.data;
}

/** Without the header, or with one that is no number, the SDK would make it a plain error (L16). */
function withRetryAfter(response: Response): Response {
  if (response.status !== 429) return response;
  const seconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
  if (seconds >= 0) return response;
  const headers = { 'retry-after': String(slackTimes.unknownRateMs / 1000) };
  return new Response(null, { status: 429, headers });
}
