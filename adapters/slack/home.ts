/** Redraws a person's home (S91): with the hash of what they have in hand, so that nobody's newer drawing is overwritten unseen. */
import { z } from 'zod';
import { Unreachable } from '../../src/chat/errors.ts';
import type { Posting } from '../../src/chat/port.ts';
import type { Call } from './client.ts';
import { codeOf } from './errors.ts';
import { renderHome } from './render.ts';

const published = z.object({ view: z.object({ hash: z.string().optional() }).optional() });

export function makeHome(call: Call) {
  /** The last drawing that is known, by person; others may have drawn since. */
  const hashes = new Map<string, string>();
  return {
    /** What they were shown when they opened it. */
    saw(person: string, hash: string): void {
      if (hashes.size >= hashesKept) hashes.clear();
      hashes.set(person, hash);
    },
    async publish(person: string, { card, language, signal }: Posting): Promise<void> {
      if (signal.aborted) throw new Unreachable('The call was ended before it began.', false);
      const blocks = renderHome(card, language);
      const view = { type: 'home', blocks };
      const publish = async (hash: string | undefined) =>
        call(
          'views.publish',
          { user_id: person, view, ...(hash === undefined ? {} : { hash }) },
          published,
          signal,
        );
      const answer = await publish(hashes.get(person)).catch(async (error: unknown) => {
        if (codeOf(error) !== 'hash_conflict') throw error;
        // Another process drew meanwhile. What is handed in is what is wanted now, so it goes over it, once.
        return publish(undefined);
      });
      hashes.delete(person);
      const hash = answer.view?.hash;
      if (hash !== undefined) this.saw(person, hash);
    },
  };
}

export type Home = ReturnType<typeof makeHome>;

const hashesKept = 10_000;
