/** The page's messages in memory, as `WebStore` wants them. It can be told to fail, to hang, and to lose its answer. */
import type { WebMessage, WebStore } from '../../../../adapters/web/store.ts';

export type Trouble = 'fails' | 'loses the answer' | 'hangs';

export type MemoryStore = WebStore & {
  /** Meets the next call that writes. */
  trouble(trouble: Trouble): void;
  /** Somebody deletes a message. */
  remove(id: string): void;
};

export function memoryStore(): MemoryStore {
  const messages = new Map<string, WebMessage>();
  const listeners = new Set<() => void>();
  let changes = 0;
  let next: Trouble | null = null;

  async function write<T>(act: () => T): Promise<T> {
    const trouble = next;
    next = null;
    if (trouble === 'fails') throw new Error('password=hunter2');
    if (trouble === 'hangs') return Promise.withResolvers<T>().promise;
    const result = act();
    for (const listener of listeners) listener();
    if (trouble === 'loses the answer') throw new Error('the connection was reset');
    return result;
  }
  const inOrder = () => [...messages.values()].sort((one, other) => one.position - other.position);

  return {
    insert: (message) =>
      write(() => {
        changes += 1;
        const known = inOrder().find(
          ({ channel, key }) => channel === message.channel && key === message.key,
        );
        const kept: WebMessage = known
          ? { ...known, card: message.card, editedAt: message.postedAt, change: changes }
          : { ...message, editedAt: null, position: changes, change: changes };
        messages.set(kept.id, kept);
        return kept;
      }),
    save: ({ id, channel, ...drawn }) =>
      write(() => {
        const known = messages.get(id);
        if (known?.channel !== channel) return null;
        changes += 1;
        const kept = { ...known, ...drawn, change: changes };
        messages.set(id, kept);
        return kept;
      }),
    findByKey: async (channel, key) =>
      inOrder().find((message) => message.channel === channel && message.key === key) ?? null,
    list: async (channel, { before, limit }) =>
      inOrder()
        .filter((message) => message.channel === channel && message.position < (before ?? Infinity))
        .slice(-limit),
    listChanged: async (after, limit) =>
      [...messages.values()]
        .filter(({ change }) => change > after)
        .sort((one, other) => one.change - other.change)
        .slice(0, limit),
    lastChange: async () => changes,
    lastPositions: async (channels) =>
      Object.fromEntries(
        inOrder()
          .filter(({ channel }) => channels.includes(channel))
          .map(({ channel, position }) => [channel, position]),
      ),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    trouble(trouble) {
      next = trouble;
    },
    remove: (id) => messages.delete(id),
  };
}
