/**
 * Random days of a small floor in one process, over a clock, randomness, platforms and storage that are handed in: days
 * pass in seconds, and each can be lived again from its seed, step by step.
 */
import { openDatabase } from '../../src/storage/open-database.ts';
import type { Database } from '../../src/storage/open-database.ts';
import { emptyDatabase } from '../support/empty-database.ts';
import { migratedDump } from '../support/migrated.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { drawsFrom } from './draws.ts';
import { numberOf, zero } from './figure.ts';
import type { Figure, ProofOptions } from './figure.ts';
import { aFloor, dayStart } from './sim/a-floor.ts';
import { checkDay, type DayFault } from './sim/check-day.ts';
import { liveDay } from './sim/live-day.ts';
import { readDay } from './sim/read-day.ts';

type Outcome = {
  readonly faults: readonly DayFault[];
  readonly hash: string;
  readonly lines: readonly string[];
  readonly simulatedMs: number;
  readonly did: string;
};

export async function proveSim(options: ProofOptions): Promise<readonly Figure[]> {
  const seeds = numberOf(options.more['seeds'], options.full ? 10_000 : 40);
  const repeated = Math.min(options.full ? 100 : 3, seeds);
  const database = await openDatabase({ databaseUrl: null, dataDir: null, loadFrom: await migratedDump() });
  const hashes: string[] = [];
  let [violations, failing, simulatedMs, equal] = [0, 0, 0, 0];
  const began = performance.now();
  let tookMs = 0;
  try {
    for (let index = 0; index < seeds; index += 1) {
      const seed = options.seed + index;
      const outcome = await liveOnce(database, seed);
      hashes.push(outcome.hash);
      simulatedMs += outcome.simulatedMs;
      violations += outcome.faults.length;
      if (outcome.faults.length > 0) tell(options, seed, outcome, failing++ < storiesAtMost);
      if (seeds === 1) options.say(`sim: seed ${seed}: ${outcome.did}`);
    }
    tookMs = performance.now() - began;
    for (let index = 0; index < repeated; index += 1) {
      const again = await liveOnce(database, options.seed + index);
      if (again.hash === hashes[index]) equal += 1;
      else options.say(`  seed ${options.seed + index} went another way the second time`);
    }
  } finally {
    await database.close();
  }
  options.say(
    `sim: seeds ${options.seed} to ${options.seed + seeds - 1} in ${(tookMs / 1000).toFixed(1)} s, ${(tookMs / seeds / 1000).toFixed(2)} s a day`,
  );
  const row = 'R7';
  return [
    zero(row, 'violations in simulated days', violations),
    { row, name: 're-runs with the same trace', value: equal, goal: { is: 'exactly', than: repeated } },
    {
      row,
      name: 'simulated time against real time',
      value: simulatedMs / tookMs,
      goal: { is: 'at least', than: 20_000 },
      unit: 'times',
    },
  ];
}

async function liveOnce(database: Database, seed: number): Promise<Outcome> {
  await emptyDatabase(database.db);
  const floor = await aFloor(database, seed);
  const lived = await liveDay(floor, drawsFrom(seededRandom(seed)));
  const day = await readDay(floor, lived);
  floor.process().kill();
  return {
    faults: checkDay(day).map(({ fault, about }) => ({ fault, about: floor.trace.named(about) })),
    hash: floor.trace.hash(),
    lines: floor.trace.lines(),
    simulatedMs: floor.clock.now() - dayStart,
    did: `${day.leads.length} leads, ${day.races.length} races, ${day.repeats.length} repeats, ${floor.kills()} kills, ${floor.lost.length} lost answers, ${floor.trace.lines().length} lines`,
  };
}

/** Of the first that fail; each can be told anew with `--seed N --seeds 1`. */
const storiesAtMost = 3;

/** The seed, what was violated, and its story. */
function tell({ say }: ProofOptions, seed: number, { faults, lines }: Outcome, withStory: boolean): void {
  say(`  seed ${seed}:`);
  for (const { fault, about } of faults.slice(0, 10)) say(`    ${fault}: ${about.replaceAll('\n', ' | ')}`);
  if (withStory) for (const line of lines) say(`    ${line}`);
}
