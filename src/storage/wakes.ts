/**
 * Wakes between processes: a NOTIFY without contents, heard on a connection of its own. It is a hint to look sooner;
 * one that is lost costs no more than the wait for the next poll.
 *
 * Notifying is throttled, since PostgreSQL lets transactions that notify commit one by one.
 */
import type { Client, Notification } from 'pg';
import type { WakeTopic } from './open-database.ts';

const channels = {
  outbox: 'baton_wake',
  page: 'baton_page',
  updates: 'baton_updates',
} as const satisfies Readonly<Record<WakeTopic, string>>;
const topics = ['outbox', 'page', 'updates'] as const satisfies readonly WakeTopic[];
const notifyEveryMs = 25;
const reconnectAfterMs = [100, 500, 2_000, 5_000] as const;

export type Wakes = {
  readonly wake: (topic?: WakeTopic) => Promise<void>;
  readonly onWake: (listener: (topic: WakeTopic) => void) => () => void;
  readonly stop: () => Promise<void>;
};

export function startWakes(parts: {
  readonly connect: () => Client;
  readonly notify: (channel: string) => Promise<void>;
  /** Whether a connection of this very process said so: it woke itself already. */
  readonly isOwn: (processId: number) => boolean;
  readonly onTrouble: (trouble: Error) => void;
}): Wakes {
  const listeners = new Set<(topic: WakeTopic) => void>();
  const wakeHere = (topic: WakeTopic) => {
    for (const listener of listeners) listener(topic);
  };
  const notifiers = {
    outbox: throttled(() => parts.notify(channels.outbox), parts.onTrouble),
    page: throttled(() => parts.notify(channels.page), parts.onTrouble),
    updates: throttled(() => parts.notify(channels.updates), parts.onTrouble),
  };
  const hear = (notice: Notification | null) => {
    if (notice && parts.isOwn(notice.processId)) return;
    for (const topic of topics) if (!notice || notice.channel === channels[topic]) wakeHere(topic);
  };
  const ear = keepListening(parts.connect, hear, parts.onTrouble);
  return {
    wake: async (topic = 'outbox') => {
      wakeHere(topic);
      notifiers[topic].poke();
    },
    onWake: (listener) => {
      const own = (topic: WakeTopic) => listener(topic);
      listeners.add(own);
      return () => listeners.delete(own);
    },
    stop: async () => {
      listeners.clear();
      await Promise.all([...topics.map((topic) => notifiers[topic].stop()), ear.stop()]);
    },
  };
}

/** The first poke acts at once, what comes within the interval is gathered into one more. */
function throttled(act: () => Promise<void>, onTrouble: (trouble: Error) => void) {
  let timer: NodeJS.Timeout | null = null;
  let isPoked = false;
  let isStopped = false;
  let acting: Promise<void> = Promise.resolve();
  const run = () => {
    isPoked = false;
    acting = act().catch((error: unknown) => onTrouble(errorOf(error)));
    timer = setTimeout(() => {
      timer = null;
      if (isPoked && !isStopped) run();
    }, notifyEveryMs);
  };
  return {
    poke: () => {
      isPoked = true;
      if (timer === null && !isStopped) run();
    },
    stop: async () => {
      isStopped = true;
      if (timer) clearTimeout(timer);
      await acting;
    },
  };
}

/** Listens, and connects anew when the connection breaks: what was missed meanwhile counts as one wake of each topic. */
function keepListening(
  connect: () => Client,
  onNotice: (notice: Notification | null) => void,
  onTrouble: (trouble: Error) => void,
): { stop(): Promise<void> } {
  let client: Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isStopped = false;
  let failures = 0;

  const again = () => {
    if (isStopped || timer) return;
    const waitMs = reconnectAfterMs[Math.min(failures, reconnectAfterMs.length - 1)];
    failures += 1;
    timer = setTimeout(() => {
      timer = null;
      listening = listen();
    }, waitMs);
  };

  const listen = async (): Promise<void> => {
    const own = connect();
    client = own;
    own.on('notification', onNotice);
    own.on('error', (error) => {
      if (client !== own) return;
      client = null;
      onTrouble(error);
      again();
    });
    own.on('end', () => {
      if (client !== own) return;
      client = null;
      again();
    });
    try {
      await own.connect();
      await own.query(
        Object.values(channels)
          .map((channel) => `listen ${channel}`)
          .join('; '),
      );
      if (failures > 0) onNotice(null);
      failures = 0;
    } catch (error) {
      if (client !== own) return;
      client = null;
      onTrouble(errorOf(error));
      again();
    }
  };
  let listening = listen();

  return {
    stop: async () => {
      isStopped = true;
      if (timer) clearTimeout(timer);
      await listening;
      const own = client;
      client = null;
      if (own) await own.end();
    },
  };
}

function errorOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
