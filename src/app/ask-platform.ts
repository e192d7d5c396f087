/** Asks a platform something that may be left unanswered: null when it doesn't know, doesn't answer in time, or fails. */
import { NotAuthorized, RateLimited, Rejected, Unreachable } from '../chat/errors.ts';
import type { Moment } from '../core/lead.ts';
import type { Clock } from './clock.ts';

export async function askPlatform<Answer>(
  clock: Clock,
  until: Moment,
  ask: (signal: AbortSignal) => Promise<Answer | null>,
): Promise<Answer | null> {
  if (clock.now() >= until) return null;
  const late = new AbortController();
  const { promise: tooLate, resolve } = Promise.withResolvers<null>();
  const cancel = clock.at(until, () => {
    late.abort();
    resolve(null);
  });
  try {
    return await Promise.race([ask(late.signal), tooLate]);
  } catch (error) {
    if (isNoAnswer(error) || late.signal.aborted) return null;
    throw error;
  } finally {
    cancel();
  }
}

function isNoAnswer(error: unknown): boolean {
  return [NotAuthorized, RateLimited, Rejected, Unreachable].some((kind) => error instanceof kind);
}
