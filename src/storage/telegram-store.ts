/** What the Telegram adapter needs kept, over any number of processes: updates, the lease of who polls, forms. */
import type { Platform } from '../core/member.ts';
import { deleteFormSession, findFormSession, saveFormSession, type FormSession } from './form-sessions.ts';
import { giveBackLease, holdLease } from './leases.ts';
import type { Database } from './open-database.ts';
import type { Moment } from '../core/lead.ts';
import {
  failUpdate,
  finishAndTakeUpdates,
  finishUpdate,
  keepAndTakeUpdates,
  keepUpdates,
  takeUpdates,
} from './updates.ts';
import type { NewUpdate, TakenUpdate } from './updates.ts';

type Taking = { readonly worker: string; readonly atMost: number };
type PersonsForm = Omit<FormSession, 'platform'>;

const platform: Platform = 'telegram';

export function telegramStore(database: Database, now: () => Moment) {
  const { db } = database;
  return {
    async keep(updates: readonly NewUpdate[], taking: Taking | null = null): Promise<readonly TakenUpdate[]> {
      if (updates.length === 0) return [];
      const { kept, taken } =
        taking === null
          ? { kept: await keepUpdates(db, platform, updates), taken: [] }
          : await keepAndTakeUpdates(db, { platform, updates, ...taking });
      const isAllInHand = updates.every(({ id }) => taken.some((one) => one.id === id));
      if (kept > 0 && !isAllInHand) await database.wake('updates');
      return taken;
    },
    take: (worker: string, atMost: number): Promise<readonly TakenUpdate[]> =>
      takeUpdates(db, { platform, worker, atMost }),
    async done(id: number, worker: string, atMost: number): Promise<readonly TakenUpdate[]> {
      const update = { platform, id, worker };
      if (atMost > 0) return (await finishAndTakeUpdates(db, { ...update, atMost })).taken;
      await finishUpdate(db, update);
      return [];
    },
    async failed(id: number, worker: string): Promise<'again' | 'put aside'> {
      const outcome = await failUpdate(db, { platform, id, worker });
      return outcome === 'put aside' ? 'put aside' : 'again';
    },
    onWake: (run: () => void) => database.onWake((topic) => topic === 'updates' && run()),
    lease: (name: string, holder: string, forMs: number) => holdLease(db, { name, holder, forMs }),
    giveBack: (name: string, holder: string) => giveBackLease(db, name, holder),
    async findForm(person: string): Promise<PersonsForm | null> {
      return findFormSession(db, { platform, person, now: now() });
    },
    saveForm: (form: PersonsForm) => saveFormSession(db, { ...form, platform }),
    deleteForm: (person: string) => deleteFormSession(db, platform, person),
  };
}
