/** One call to a platform, ended before its lease ends: what a platform does later than that, nobody waits for. */
import { Unreachable } from '../../chat/errors.ts';
import type { Clock } from '../clock.ts';

export const callMs = 10_000;

/** Resolves or fails within `callMs`, even if the adapter never heeds the signal. */
export async function callPlatform<T>(clock: Clock, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const ends = new AbortController();
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const cancel = clock.at(clock.now() + callMs, () => {
    ends.abort();
    reject(new Unreachable(`No answer within ${callMs} ms.`, true));
  });
  try {
    return await Promise.race([run(ends.signal), ended]);
  } finally {
    cancel();
  }
}
