/** What the Telegram adapter needs kept, over any number of processes: updates, the lease of who polls, forms. */
import type { Platform } from '../core/member.ts';
import { deleteFormSession, findFormSession, saveFormSession, type FormSession } from './form-sessions.ts';
import { giveBackLease, holdLease } from './leases.ts';
import type { Database } from './open-database.ts';
import type { Moment } from '../core/lead.ts';
import { failUpdate, finishUpdate, keepUpdates, takeUpdates } from './updates.ts';
import type { NewUpdate, TakenUpdate } from './updates.ts';

type PersonsForm = Omit<FormSession, 'platform'>;

const platform: Platform = 'telegram';

export function telegramStore(database: Database, now: () => Moment) {
  const { db } = database;
  return {
    async keep(updates: readonly NewUpdate[]): Promise<void> {
      const count = updates.length === 0 ? 0 : await keepUpdates(db, platform, updates);
      if (count > 0) await database.wake('updates');
    },
    take: (worker: string, atMost: number): Promise<readonly TakenUpdate[]> =>
      takeUpdates(db, { platform, worker, atMost }),
    async done(id: number, worker: string): Promise<void> {
      await finishUpdate(db, { platform, id, worker });
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
