/**
 * Slack's budgets (S74–S77): a number of calls within a sliding minute per method, and for posts one a second and channel
 * with a little tolerance. What is over is answered with 429 and `Retry-After`, or only counted where limits are off.
 */

export type RateMode = 'off' | 'real' | { readonly scale: number };

const perMinute: Readonly<Record<string, number>> = {
  'auth.test': 600,
  'chat.getPermalink': 600,
  'chat.update': 50,
  'chat.delete': 50,
  'chat.postEphemeral': 100,
  'views.open': 100,
  'views.push': 100,
  'views.update': 100,
  'views.publish': 100,
  'conversations.open': 50,
  'conversations.info': 50,
  'conversations.history': 50,
  'conversations.replies': 50,
  'conversations.members': 100,
  'conversations.list': 20,
  'conversations.join': 50,
  'users.conversations': 50,
  'users.list': 20,
  'users.lookupByEmail': 50,
  'users.info': 100,
  'files.getUploadURLExternal': 100,
  'files.completeUploadExternal': 100,
  'files.info': 100,
  'apps.connections.open': 50,
};
/** "Several hundred per minute" of posts in the whole workspace. */
const postsInAll = 600;
/** How many posts of one second a channel takes without complaint; each of them uses up a second. */
const burst = 5;

/** How long a call may be on its way. */
const underWayMs = 250;

export type Rates = ReturnType<typeof makeRates>;

export function makeRates(
  now: () => number,
  initial: RateMode,
  violate: (what: 'call before Retry-After' | 'over the rate', where: string, detail: string) => void,
) {
  let mode = initial;
  const windows = new Map<string, number[]>();
  const shut = new Map<string, { readonly since: number; readonly until: number }>();
  const buckets = new Map<string, { tokens: number; at: number }>();

  /** Moments of calls within the last `span`, this one included if `add`. */
  function within(key: string, span: number, at: number): number[] {
    const all = windows.get(key) ?? [];
    let stale = 0;
    while (stale < all.length && (all[stale] ?? 0) <= at - span) stale += 1;
    const kept = stale === 0 ? all : all.slice(stale);
    windows.set(key, kept);
    return kept;
  }

  return {
    set(next: RateMode) {
      mode = next;
    },
    /** How many seconds to wait, or 0; counts the call where it is let through. */
    take(method: string, channel: string | null): number {
      const at = now();
      const closed = shut.get(method);
      if (closed && at < closed.until) {
        const early = `${Math.ceil(closed.until - at)} ms early`;
        // One that was under way when the other was turned away could not know.
        if (at - closed.since > underWayMs) violate('call before Retry-After', method, early);
        if (mode !== 'off') return Math.ceil((closed.until - at) / 1000);
      }
      const scale = typeof mode === 'object' ? mode.scale : 1;
      const minute = 60_000 / scale;
      const isPost = method === 'chat.postMessage';
      const limit = isPost ? postsInAll : perMinute[method];
      if (limit === undefined) return 0;
      const window = within(method, minute, at);
      let wait = window.length < limit ? 0 : (window[0] ?? at) + minute - at;
      let isOver = wait > 0;
      if (isPost && channel !== null) {
        const second = 1000 / scale;
        const bucket = buckets.get(channel) ?? { tokens: burst, at };
        bucket.tokens = Math.min(burst, bucket.tokens + (at - bucket.at) / second);
        bucket.at = at;
        if (bucket.tokens < 1) {
          wait = Math.max(wait, (1 - bucket.tokens) * second);
          isOver = true;
        } else bucket.tokens -= 1;
        buckets.set(channel, bucket);
      }
      if (isOver && mode !== 'off') {
        const seconds = Math.max(1, Math.ceil(wait / 1000));
        shut.set(method, { since: at, until: at + seconds * 1000 });
        violate('over the rate', channel ?? method, method);
        return seconds;
      }
      window.push(at);
      return 0;
    },
    /** A fault said 429: who comes before is noticed. */
    shut(method: string, seconds: number) {
      shut.set(method, { since: now(), until: now() + seconds * 1000 });
    },
  };
}

/**
 * How many calls came too early, judged afterwards: more than `limit` within any sliding window of `windowMs`.
 * `toleranceMs` is what the way to the stand-in may shift two calls against each other.
 */
export function countOver(
  moments: readonly number[],
  { limit, windowMs, toleranceMs = 0 }: { limit: number; windowMs: number; toleranceMs?: number },
): number {
  let over = 0;
  for (let at = limit; at < moments.length; at += 1) {
    if ((moments[at] ?? 0) - (moments[at - limit] ?? 0) < windowMs - toleranceMs) over += 1;
  }
  return over;
}
