/**
 * People and websites that go on while the program is killed under them: who gets no answer waits until it is back and
 * asks again, as they do. Writes down what each of them was told.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../../../src/app/random.ts';
import type { Running } from '../../support/run-baton.ts';
import type { Click } from '../races/check-claims.ts';
import type { Aftermath } from './check-crash.ts';
import { claimByApi } from '../floor/clickers.ts';
import type { Page, Seated } from '../floor/clickers.ts';

export type Up = { readonly baton: Running; readonly page: Page };

export type Load = {
  readonly acknowledged: Aftermath['acknowledged'];
  readonly clicks: readonly Click[];
  /** How often an answer was lost with the process. */
  readonly cutOff: () => number;
  /** Resolves when so many more have been answered. */
  answered(more: number): Promise<void>;
  /** Nobody begins anything new; resolves when everybody has been answered. */
  end(): Promise<void>;
  /** Where it ended by a fault: nobody waits for it to come back any more. */
  abandon(): void;
};

const senders = 2;
const clickers = 3;
/** Between two deeds of one of them. */
const breathMs = 15;
const claimedAllTheSame = 0.3;

export function startLoad(
  /** The program as it is now; while it is down, the one that comes next. */
  up: () => Promise<Up>,
  members: readonly Seated[],
  random: Random,
): Load {
  const acknowledged: { contact: string; ref: string }[] = [];
  const clicks: Click[] = [];
  const free: string[] = [];
  const state = { isOver: false, isAbandoned: false, sent: 0, cut: 0, answered: 0 };
  let waiting: { readonly until: number; readonly resolve: () => void } | null = null;

  async function insist<T>(deed: (now: Up) => Promise<T | null>): Promise<{ answer: T; tries: number }> {
    for (let tries = 1; ; tries += 1) {
      const answer = await cutOffIsNull(deed, await up());
      if (answer !== null) {
        state.answered += 1;
        if (waiting && state.answered >= waiting.until) waiting.resolve();
        return { answer, tries };
      }
      state.cut += 1;
      if (state.isAbandoned) throw new Error('The proof has ended early.');
      await pause(breathMs);
    }
  }

  async function sendOn(): Promise<void> {
    while (!state.isOver) {
      const contact = `lead-${state.sent}@prove.example`;
      state.sent += 1;
      const body = JSON.stringify({ name: 'Somebody', email: contact, externalId: contact });
      const { answer: ref, tries } = await insist(async ({ baton }) => {
        const response = await baton.api('/api/leads', { method: 'POST', body });
        const made: { ref?: string } = await response.json();
        // It is stopping, or a crowd is at the door.
        if (response.status === 503) return null;
        if (!response.ok || made.ref === undefined) throw new Error(`A lead was refused: ${response.status}`);
        return made.ref;
      });
      acknowledged.push({ contact, ref });
      // Most of those whose answer was lost are left alone: a claim would draw the card that is owed since they came in.
      if (tries === 1 || random.number() < claimedAllTheSame) free.push(ref);
      await pause(random.number() * breathMs);
    }
  }

  /** Two people press, one after the other, so that one of them is told who was faster. */
  async function clickOn(): Promise<void> {
    while (!state.isOver || free.length > 0) {
      const lead = free.shift();
      if (lead === undefined) {
        await pause(breathMs);
        continue;
      }
      const first = Math.floor(random.number() * members.length);
      await press(lead, members[first]);
      await press(lead, members[(first + 1) % members.length]);
    }
  }

  async function press(lead: string, member: Seated | undefined): Promise<void> {
    if (!member) throw new Error('There is nobody to click.');
    const isByApi = random.number() < 0.5;
    const invokedAt = performance.now();
    const { answer, tries } = await insist(async ({ baton, page }) => {
      const click = isByApi ? claimByApi(baton) : page.claim;
      const told = await click(lead, member, members);
      return told.type === 'late' ? null : told;
    });
    clicks.push({
      lead,
      member: member.id,
      invokedAt,
      answeredAt: performance.now(),
      wasLate: tries > 1,
      answer,
    });
  }

  const workers = [
    ...Array.from({ length: senders }, () => sendOn()),
    ...Array.from({ length: clickers }, () => clickOn()),
  ];
  // One that fails ends the proof, when it is asked for; until then it must not end the process.
  const all = Promise.all(workers);
  all.catch(() => {
    state.isOver = true;
  });
  return {
    acknowledged,
    clicks,
    cutOff: () => state.cut,
    async answered(more) {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting = { until: state.answered + more, resolve };
      if (more === 0) resolve();
      // A worker that failed answers nothing any more.
      await Promise.race([promise, all]);
    },
    async end() {
      state.isOver = true;
      await all;
    },
    abandon() {
      state.isOver = true;
      state.isAbandoned = true;
    },
  };
}

/** `fetch` says of a connection that broke no more than that it failed. */
async function cutOffIsNull<T>(deed: (now: Up) => Promise<T | null>, now: Up): Promise<T | null> {
  try {
    return await deed(now);
  } catch (error) {
    const isCut = error instanceof TypeError || (error instanceof Error && error.name === 'AbortError');
    if (isCut) return null;
    throw error;
  }
}
