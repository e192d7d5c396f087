/** What the adapter wants kept, in memory: leases and pauses included, so that it is no kinder than the real store. */
import type { FormSession, KeptUpdate, TelegramStore } from '../../../adapters/telegram/store.ts';

export type MemoryTelegramStore = TelegramStore & {
  readonly forms: ReadonlyMap<string, FormSession>;
  /** Every update that ever came, and what became of it. */
  readonly updates: ReadonlyMap<
    number,
    { readonly lane: string; readonly state: State; readonly tries: number }
  >;
  /** The next calls fail, as a database does that is away. */
  fail(times: number): void;
};

type State = 'waiting' | 'in hand' | 'done' | 'put aside';
type Kept = KeptUpdate & {
  state: State;
  tries: number;
  worker: string | null;
  dueAt: number;
  leaseEnds: number;
};

const triesAtMost = 5;
const pauseMs = 100;
const leaseMs = 30_000;

export function memoryStore(now: () => number = Date.now): MemoryTelegramStore {
  const kept = new Map<number, Kept>();
  const forms = new Map<string, FormSession>();
  const leases = new Map<string, { readonly holder: string; readonly until: number }>();
  const listeners = new Set<() => void>();
  let failures = 0;

  const wake = () => {
    for (const listener of listeners) listener();
  };
  const wakeIn = (ms: number) => void setTimeout(wake, ms).unref();
  async function reach(): Promise<void> {
    if (failures === 0) return;
    failures -= 1;
    throw new Error('The database is away.');
  }
  /** The oldest of each lane, as long as nobody has it and its pause is over. */
  const ready = () =>
    [...Map.groupBy([...kept.values()].filter(isOpen), ({ lane }) => lane).values()]
      .flatMap((lane) => lane.toSorted((one, other) => one.id - other.id).slice(0, 1))
      .filter(({ state, dueAt, leaseEnds }) => (state === 'waiting' ? dueAt <= now() : leaseEnds <= now()));

  const takeUp = (worker: string, atMost: number) =>
    ready()
      .slice(0, atMost)
      .map((one) => {
        Object.assign(one, { state: 'in hand', worker, leaseEnds: now() + leaseMs, tries: one.tries + 1 });
        const { id, lane, body, tries } = one;
        return { id, lane, body, tries };
      });

  return {
    forms,
    updates: kept,
    fail(times) {
      failures = times;
    },
    async keep(updates, taking = null) {
      await reach();
      const known = kept.size;
      for (const update of updates) {
        if (kept.has(update.id)) continue;
        kept.set(update.id, {
          ...update,
          state: 'waiting',
          tries: 0,
          worker: null,
          dueAt: 0,
          leaseEnds: 0,
        });
      }
      const taken = taking === null || kept.size === known ? [] : takeUp(taking.worker, taking.atMost);
      if (!updates.every(({ id }) => taken.some((one) => one.id === id))) wake();
      return taken;
    },
    async take(worker, atMost) {
      await reach();
      return takeUp(worker, atMost);
    },
    async done(id, worker, atMost) {
      await reach();
      const one = kept.get(id);
      if (one?.worker === worker) Object.assign(one, { state: 'done', body: {}, worker: null });
      return takeUp(worker, atMost);
    },
    async failed(id, worker) {
      await reach();
      const one = kept.get(id);
      if (one?.worker !== worker) return 'again';
      if (one.tries >= triesAtMost) {
        Object.assign(one, { state: 'put aside', body: {}, worker: null });
        wake();
        return 'put aside';
      }
      Object.assign(one, { state: 'waiting', worker: null, dueAt: now() + pauseMs });
      wakeIn(pauseMs);
      return 'again';
    },
    onWake(run) {
      listeners.add(run);
      return () => listeners.delete(run);
    },
    async lease(name, holder, forMs) {
      await reach();
      const held = leases.get(name);
      if (held && held.holder !== holder && held.until > now()) return false;
      leases.set(name, { holder, until: now() + forMs });
      return true;
    },
    async giveBack(name, holder) {
      if (leases.get(name)?.holder === holder) leases.delete(name);
    },
    findForm: async (person) => {
      await reach();
      return forms.get(person) ?? null;
    },
    async saveForm(session) {
      await reach();
      forms.set(session.person, structuredClone(session));
    },
    async deleteForm(person) {
      await reach();
      forms.delete(person);
    },
  };
}

const isOpen = ({ state }: Kept) => state === 'waiting' || state === 'in hand';
