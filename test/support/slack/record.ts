/** All that happened, in order: calls, deliveries, what people were shown, and what was against the rules. */

export type Call = {
  readonly at: number;
  readonly method: string;
  /** Channel, person or view that it was about. */
  readonly where: string | null;
  readonly ts: string | null;
  /** `ok`, the error, or what the fault made of it. */
  readonly outcome: string;
  /** For how long it was told to stay away; null where it was not. */
  readonly retryAfterMs: number | null;
  /** Whether it had its effect, whatever the caller heard. */
  readonly acted: boolean;
  readonly ms: number;
};

export type Delivery = {
  readonly id: string;
  readonly kind: 'event' | 'action' | 'command' | 'submission' | 'closing' | 'shortcut';
  readonly what: string;
  readonly at: number;
  readonly retry: number;
  /** Null: it never answered. */
  readonly ackMs: number | null;
  readonly status: number | string;
};

/** Something new before somebody's eyes. */
export type Shown = {
  readonly seq: number;
  readonly at: number;
  readonly person: string;
  readonly kind:
    | 'ephemeral'
    | 'direct'
    | 'modal'
    | 'modal changed'
    | 'modal closed'
    | 'flaws'
    | 'home'
    | 'error';
  readonly text: string;
  /** Channel and message, where there is one. */
  readonly channel: string | null;
  readonly message: string | null;
};

export type Violation = {
  readonly at: number;
  readonly what:
    | 'broadcast'
    | 'mention'
    | 'link'
    | 'marker in public'
    | 'marker in a notification'
    | 'marker in metadata'
    | 'late ack'
    | 'bad ack'
    | 'call before Retry-After'
    | 'over the rate'
    | 'unsigned';
  readonly where: string;
  readonly detail: string;
};

export type SlackRecord = ReturnType<typeof makeRecord>;

export function makeRecord(now: () => number) {
  const calls: Call[] = [];
  const deliveries: Delivery[] = [];
  const shown: Shown[] = [];
  const violations: Violation[] = [];
  const waiting = new Set<() => void>();
  return {
    calls,
    deliveries,
    shown,
    violations,
    call(call: Call) {
      calls.push(call);
      for (const look of waiting) look();
    },
    delivery(delivery: Delivery) {
      deliveries.push(delivery);
      for (const look of waiting) look();
    },
    violation(what: Violation['what'], where: string, detail: string) {
      violations.push({ at: now(), what, where, detail });
    },
    show(about: Omit<Shown, 'seq' | 'at'>) {
      shown.push({ ...about, seq: shown.length + 1, at: now() });
      for (const look of waiting) look();
    },
    /** Looks again whenever something was called or shown, until there is something to see. */
    async until<T>(what: string, see: () => T | null | undefined | false, withinMs = 30_000): Promise<T> {
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      const look = () => {
        const seen = see();
        if (seen !== null && seen !== undefined && seen !== false) resolve(seen);
      };
      waiting.add(look);
      const timer = setTimeout(() => reject(new Error(`Nobody has seen ${what}.`)), withinMs);
      try {
        look();
        return await promise;
      } finally {
        clearTimeout(timer);
        waiting.delete(look);
      }
    },
    /** What a person is shown next after `seq`; null if nothing within the time. */
    async next(person: string, after: number, withinMs: number): Promise<Shown | null> {
      const find = () => {
        for (let at = after; at < shown.length; at += 1)
          if (shown[at]?.person === person) return shown[at] ?? null;
        return null;
      };
      const there = find();
      if (there) return there;
      const { promise, resolve } = Promise.withResolvers<Shown | null>();
      const look = () => {
        const found = find();
        if (found) resolve(found);
      };
      waiting.add(look);
      const timer = setTimeout(() => resolve(null), withinMs);
      const found = await promise;
      clearTimeout(timer);
      waiting.delete(look);
      return found;
    },
  };
}
