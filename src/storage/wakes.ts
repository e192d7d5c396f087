/**
 * Wakes between processes: a NOTIFY without contents, heard on a connection of its own. It is a hint to look sooner;
 * one that is lost costs no more than the wait for the next poll.
 *
 * Notifying is throttled, since PostgreSQL lets transactions that notify commit one by one.
 */
import type { Client } from 'pg';

const channel = 'baton_wake';
const notifyEveryMs = 25;
const reconnectAfterMs = [100, 500, 2_000, 5_000] as const;

export type Wakes = {
  readonly wake: () => Promise<void>;
  readonly onWake: (listener: () => void) => () => void;
  readonly stop: () => Promise<void>;
};

export function startWakes(parts: {
  readonly connect: () => Client;
  readonly notify: (channel: string) => Promise<void>;
  readonly onTrouble: (trouble: Error) => void;
}): Wakes {
  const listeners = new Set<() => void>();
  const wakeHere = () => {
    for (const listener of listeners) listener();
  };
  const notifier = throttled(() => parts.notify(channel), parts.onTrouble);
  const ear = keepListening(parts.connect, wakeHere, parts.onTrouble);
  return {
    wake: async () => {
      wakeHere();
      notifier.poke();
    },
    onWake: (listener) => {
      const own = () => listener();
      listeners.add(own);
      return () => listeners.delete(own);
    },
    stop: async () => {
      listeners.clear();
      await Promise.all([notifier.stop(), ear.stop()]);
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

/** Listens, and connects anew when the connection breaks: what was missed meanwhile counts as one wake. */
function keepListening(
  connect: () => Client,
  onNotice: () => void,
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
      await own.query(`listen ${channel}`);
      if (failures > 0) onNotice();
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
