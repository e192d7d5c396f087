/**
 * The queue of updates, and whoever waits for them: one long poll at most, or a webhook, never both (T1–T3, T6, T8).
 *
 * Held updates get their ids when they are let go, so that lanes can pass each other as they do in reality (T7).
 */
import { badRequest, conflict } from './api-error.ts';
import type { JsonRecord, Update } from './types.ts';
import type { World } from './world.ts';

/** What is not sent unless it is named. */
const onlyIfNamed = ['chat_member', 'message_reaction', 'message_reaction_count'];
const lifetimeMs = 24 * 3_600_000;
const lifetimeOfPressMs = 150_000;
const maxPollSeconds = 50;

type Poll = {
  readonly limit: number;
  settle(updates: readonly Update[]): void;
  refuse(error: Error): void;
};

export type Updates = ReturnType<typeof makeUpdates>;

export function makeUpdates(world: World) {
  const log: Update[] = [];
  let waiting: Update[] = [];
  /** Delivered once more, whatever was confirmed. */
  let again: Update[] = [];
  let held: Omit<Update, 'id'>[] | null = null;
  let allowed: readonly string[] | null = null;
  let poll: Poll | null = null;
  let lastId = 100_000;
  let isWebhook = false;
  const listeners = new Set<() => void>();

  const isWanted = (kind: string) =>
    allowed === null || allowed.length === 0 ? !onlyIfNamed.includes(kind) : allowed.includes(kind);
  const isAlive = ({ kind, at }: Update) =>
    world.now() - at < (kind === 'callback_query' ? lifetimeOfPressMs : lifetimeMs);

  function enqueue(one: Omit<Update, 'id'>): Update {
    lastId += 1;
    const update = { ...one, id: lastId, body: { update_id: lastId, ...one.body } };
    log.push(update);
    waiting.push(update);
    return update;
  }
  function wake(): void {
    if (poll && waiting.length + again.length > 0) {
      const { settle, limit } = poll;
      poll = null;
      settle(nextBatch(limit));
    }
    tell();
  }
  function tell(): void {
    for (const listener of listeners) listener();
  }
  function nextBatch(limit: number): readonly Update[] {
    waiting = waiting.filter(isAlive);
    const batch = [...again, ...waiting].sort((one, other) => one.id - other.id).slice(0, limit);
    again = again.filter((one) => !batch.includes(one));
    return batch;
  }
  function endPoll(why: string): void {
    const ended = poll;
    poll = null;
    ended?.refuse(conflict(why));
  }

  return {
    log,
    /** Answers the id, or null where it is not wanted or held back. */
    push(kind: string, content: JsonRecord, queue: string): number | null {
      if (!isWanted(kind)) return null;
      const one = { kind, body: { [kind]: content }, queue, at: world.now() };
      if (held) {
        held.push(one);
        return null;
      }
      const { id } = enqueue(one);
      wake();
      return id;
    },
    allow(kinds: readonly string[]) {
      allowed = kinds;
    },
    allowed: () => allowed,
    /** From now on nothing is delivered. */
    hold() {
      held ??= [];
    },
    /** What was held goes out: lanes mixed by a seed but each in order, and every one as often as told. */
    letGo({ seed = 0, times = 1 }: { readonly seed?: number; readonly times?: number } = {}) {
      const due = held ?? [];
      held = null;
      for (const one of seed === 0 ? due : mixed(due, seed)) {
        const update = enqueue(one);
        for (let more = 1; more < times; more += 1) again.push(update);
      }
      wake();
    },
    /** The same update once more, as it comes after an answer was lost. */
    redeliver(id: number) {
      const update = log.find((one) => one.id === id);
      if (!update) throw new Error(`There was no update ${id}.`);
      again.push(update);
      wake();
    },
    async get(about: {
      readonly offset: number | null;
      readonly limit: number | null;
      readonly timeout: number;
      readonly gone: AbortSignal;
    }): Promise<readonly Update[]> {
      if (isWebhook) {
        throw conflict(
          "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        );
      }
      endPoll('terminated by other getUpdates request; make sure that only one bot instance is running');
      const { offset, timeout, gone } = about;
      if (offset !== null && offset < 0) waiting = waiting.slice(offset);
      if (offset !== null && offset > 0) waiting = waiting.filter(({ id }) => id >= offset);
      const limit = Math.min(Math.max(about.limit ?? 100, 1), 100);
      if (waiting.length + again.length > 0 || timeout <= 0) return nextBatch(limit);
      const { promise, resolve, reject } = Promise.withResolvers<readonly Update[]>();
      const mine: Poll = { limit, settle: resolve, refuse: reject };
      const leave = () => {
        if (poll === mine) poll = null;
        resolve([]);
      };
      const timer = setTimeout(leave, Math.min(timeout, maxPollSeconds) * 1000);
      gone.addEventListener('abort', leave, { once: true });
      poll = mine;
      tell();
      try {
        return await promise;
      } finally {
        clearTimeout(timer);
        gone.removeEventListener('abort', leave);
      }
    },
    /** For the webhook: what waits, and what is to come once more. */
    takeAll(): readonly Update[] {
      waiting = waiting.filter(isAlive);
      const taken = [...again, ...waiting];
      again = [];
      waiting = [];
      return taken;
    },
    isAlive,
    putBack(update: Update) {
      waiting.push(update);
    },
    drop() {
      waiting = [];
      again = [];
    },
    useWebhook(is: boolean) {
      isWebhook = is;
      if (is) endPoll('terminated by setWebhook request');
    },
    onPush(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    pending: () => waiting.filter(isAlive).length + (held?.length ?? 0),
    isPolled: () => poll !== null,
    close() {
      const ended = poll;
      poll = null;
      ended?.settle([]);
    },
    wake,
    /** Something is to be looked at anew. */
    tell,
  };
}

export function readAllowed(value: unknown): readonly string[] | null {
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value) || value.some((kind) => typeof kind !== 'string')) {
    throw badRequest("can't parse allowed updates");
  }
  return value.map(String);
}

/** Lanes pass each other, each keeps its own order. */
function mixed<T extends { readonly queue: string }>(items: readonly T[], seed: number): readonly T[] {
  const lanes = Map.groupBy(items, ({ queue }) => queue);
  let state = seed >>> 0;
  const out: T[] = [];
  const left = [...lanes.values()].map((lane) => [...lane]);
  while (left.length > 0) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const at = (state >>> 16) % left.length;
    const one = left[at]?.shift();
    if (one) out.push(one);
    if (left[at]?.length === 0) left.splice(at, 1);
  }
  return out;
}
