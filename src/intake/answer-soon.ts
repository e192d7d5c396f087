/**
 * Whoever asks over the API is answered within two seconds, also while the database hangs. What takes longer goes on,
 * and may still be done: they are told so, and that the same request does no harm.
 */
import type { App } from '../app/app.ts';
import { speak } from '../words/say.ts';
import { codeOf } from './database-away.ts';
import { Problem } from './problem.ts';

const say = speak('en');
/** Two seconds are promised; what is said takes its time, too. */
export const answerWithinMs = 1_800;

export async function answerSoon<T>(app: Pick<App, 'clock' | 'log'>, work: () => Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  let isLate = false;
  const cancel = app.clock.at(app.clock.now() + answerWithinMs, () => {
    isLate = true;
    late.reject(new Problem(503, 'late', say('api.late'), { headers: { 'retry-after': '5' } }));
  });
  const done = work();
  done.catch((error: unknown) => {
    if (!isLate || error instanceof Problem) return;
    const code = error instanceof Error ? codeOf(error) : null;
    app.log.warn({ code }, 'what was answered late has failed, too');
  });
  try {
    return await Promise.race([done, late.promise]);
  } finally {
    cancel();
  }
}
