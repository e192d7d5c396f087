/** Leads that keep coming at a steady rate, whatever becomes of those before them, and what each of them was answered. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Running } from '../../support/run-baton.ts';
import type { Knock } from '../crashes/check-sick.ts';

export type Knocking = {
  readonly knocks: readonly Knock[];
  /** What is sent from now on is sent into trouble, or no more. */
  setTrouble(isInTrouble: boolean): void;
  /** Resolves with how long it took until one succeeded that was sent from now on. */
  firstSuccess(): Promise<number>;
  /** Resolves when all have been answered. */
  stop(): Promise<void>;
};

export function startKnocking(baton: Running, name: string, perSecond: number): Knocking {
  const knocks: Knock[] = [];
  const state = { isInTrouble: false, isOver: false, sent: 0 };
  const inFlight = new Set<Promise<void>>();
  let hopeful: { readonly since: number; readonly resolve: (ms: number) => void }[] = [];

  async function knock(index: number): Promise<void> {
    const began = performance.now();
    const { isInTrouble } = state;
    const answer = await answerOf(baton, `${name}-${index}@prove.example`);
    const ended = performance.now();
    knocks.push({ ...answer, ms: ended - began, isInTrouble });
    if (answer.status < 200 || answer.status >= 300) return;
    for (const { since, resolve } of hopeful) if (began >= since) resolve(ended - since);
    hopeful = hopeful.filter(({ since }) => began < since);
  }

  const knocking = (async () => {
    while (!state.isOver) {
      const one = knock((state.sent += 1)).finally(() => inFlight.delete(one));
      inFlight.add(one);
      await pause(1000 / perSecond);
    }
  })();
  return {
    knocks,
    setTrouble(isInTrouble) {
      state.isInTrouble = isInTrouble;
    },
    firstSuccess() {
      const { promise, resolve } = Promise.withResolvers<number>();
      hopeful.push({ since: performance.now(), resolve });
      return promise;
    },
    async stop() {
      state.isOver = true;
      await knocking;
      await Promise.all(inFlight);
    },
  };
}

async function answerOf(
  baton: Running,
  email: string,
): Promise<Pick<Knock, 'status' | 'ref' | 'retryAfter'>> {
  try {
    const body = JSON.stringify({ name: 'Somebody', email });
    const response = await baton.api('/api/leads', { method: 'POST', body });
    const made: { ref?: string } = await response.json();
    return {
      status: response.status,
      ref: made.ref ?? null,
      retryAfter: response.headers.get('retry-after'),
    };
  } catch (error) {
    if (error instanceof TypeError || error instanceof SyntaxError) {
      return { status: 0, ref: null, retryAfter: null };
    }
    throw error;
  }
}

/** Which of those that were acknowledged are there. */
export async function keptOf(baton: Running, knocks: readonly Knock[]): Promise<ReadonlySet<string>> {
  const kept = new Set<string>();
  for (const { ref } of knocks) {
    if (ref !== null && (await baton.api(`/api/leads/${ref}`)).status === 200) kept.add(ref);
  }
  return kept;
}
