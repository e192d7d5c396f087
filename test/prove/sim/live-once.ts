/** One simulated day from its seed: lived, judged, and what it was in a few words. */
import type { Database } from '../../../src/storage/open-database.ts';
import { emptyDatabase } from '../../support/empty-database.ts';
import { aFloor, dayStart } from './a-floor.ts';
import { checkDay, type DayFault } from './check-day.ts';
import { liveDay } from './live-day.ts';
import { readDay } from './read-day.ts';

export type DayAsked = {
  readonly seed: number;
  /** Of its plan these moments alone; null: all of them. */
  readonly only: readonly number[] | null;
};

export type DayLived = {
  readonly seed: number;
  readonly faults: readonly DayFault[];
  /** Of its trace. */
  readonly hash: string;
  /** Its story; of a day without faults none. */
  readonly lines: readonly string[];
  /** How many there are in its plan. */
  readonly moments: number;
  readonly simulatedMs: number;
  readonly did: string;
};

/** `database` is migrated; what is in it goes. */
export async function liveOnce(database: Database, { seed, only }: DayAsked): Promise<DayLived> {
  await emptyDatabase(database.db);
  const floor = await aFloor(database, seed);
  const lived = await liveDay(floor, seed, only && new Set(only));
  const day = await readDay(floor, lived);
  floor.process().kill();
  const faults = checkDay(day).map(({ fault, about }) => ({ fault, about: floor.trace.named(about) }));
  return {
    seed,
    faults,
    hash: floor.trace.hash(),
    lines: faults.length > 0 ? floor.trace.lines() : [],
    moments: lived.moments,
    simulatedMs: floor.clock.now() - dayStart,
    did: `${day.leads.length} leads, ${day.races.length} races, ${day.repeats.length} repeats, ${floor.kills()} kills, ${floor.lost.length} lost answers, ${floor.typed.length} corrections, ${lived.erasures} erasures, ${floor.trace.lines().length} lines`,
  };
}
