/**
 * Random days of a small floor, over a clock, randomness, platforms and storage that are handed in: days pass in seconds,
 * and each can be lived again from its seed, step by step. With `--ledger FILE` days of several runs add up: it goes on
 * where the last one stopped, until there are so many, and may be ended at any time.
 */
import { availableParallelism } from 'node:os';
import { numberOf, zero } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';
import { aHand, liveSeeds } from './crew.ts';
import { keepLedger } from './keep-ledger.ts';
import { sumOf, type Book } from './ledger.ts';
import type { DayLived } from './live-once.ts';
import { shrink } from './shrink.ts';

const row = 'R7';
const handsAtMost = 4;
const saidEvery = 100;

export async function proveSim(options: ProofOptions): Promise<readonly Figure[]> {
  const { ledger } = options.more;
  const wanted = numberOf(options.more['seeds'], options.full ? 10_000 : 40);
  const hands = numberOf(options.more['workers'], Math.min(availableParallelism(), handsAtMost));
  const keeping = ledger === undefined ? null : await keepLedger(ledger);
  const from = keeping?.from ?? options.seed;
  const count = Math.max(wanted - (keeping?.days ?? 0), 0);
  const seeds = Array.from({ length: count }, (_, index) => from + index);
  const hashes = new Map<number, string>();
  const failed: DayLived[] = [];
  let [violations, simulatedMs] = [0, 0];
  const began = performance.now();
  await liveSeeds(seeds, hands, (day) => {
    hashes.set(day.seed, day.hash);
    simulatedMs += day.simulatedMs;
    violations += day.faults.length;
    if (day.faults.length > 0) failed.push(day);
    if (count === 1) options.say(`sim: seed ${day.seed}: ${day.did}`);
    if (hashes.size % saidEvery === 0) options.say(`sim: ${hashes.size} of ${count} days`);
    keeping?.day(day);
  });
  const tookMs = performance.now() - began;
  const kept = keeping && ledgerFigures(await keeping.end(), keeping.source, wanted, options);
  for (const [index, day] of failed.entries()) await tell(options, day, index < storiesAtMost);
  const again = seeds.slice(0, options.full ? 100 : 3);
  let equal = 0;
  await liveSeeds(again, hands, ({ seed, hash }) => {
    if (hashes.get(seed) === hash) equal += 1;
    else options.say(`  seed ${seed} went another way the second time`);
  });
  if (count > 0) {
    options.say(
      `sim: seeds ${from} to ${from + count - 1} in ${(tookMs / 1000).toFixed(0)} s, ${hands} at a time; ${((tookMs * hands) / count / 1000).toFixed(2)} s of computing a day`,
    );
  }
  return [
    zero(row, 'violations in simulated days', violations),
    { row, name: 're-runs with the same trace', value: equal, goal: { is: 'exactly', than: again.length } },
    // Of a few days most is the start of the engine.
    ...(count < 10
      ? []
      : [
          {
            row,
            name: 'simulated time against real time',
            value: simulatedMs / tookMs,
            goal: { is: 'at least', than: 20_000 },
            unit: 'times',
          } satisfies Figure,
        ]),
    ...(kept ?? []),
  ];
}

/** What an older program did wrong is told, and not held against this one. */
function ledgerFigures(book: Book, source: string, wanted: number, { say }: ProofOptions): readonly Figure[] {
  const [all, now] = [sumOf(book), sumOf(book, source)];
  say(
    `sim: ${all.days} days in the ledger with ${all.violations} violations, ${now.days} of them of the program as it is`,
  );
  return [
    { row, name: 'simulated days in all runs', value: all.days, goal: { is: 'at least', than: wanted } },
    zero(row, 'violations in all runs of the program as it is', now.violations),
  ];
}

/** Of the first that fail; each can be told anew with `--seed N --seeds 1`. */
const storiesAtMost = 3;
const shrinkTries = 80;

/** The seed, what was violated, and the shortest story that it shrinks to. */
async function tell({ say }: ProofOptions, day: DayLived, withStory: boolean): Promise<void> {
  const { seed, faults } = day;
  say(`  seed ${seed}:`);
  for (const { fault, about } of faults.slice(0, 10)) say(`    ${fault}: ${about.replaceAll('\n', ' | ')}`);
  if (!withStory) return;
  const { kept, lines } = await shortest(day);
  say(`    ${kept} of its ${day.moments} moments are enough:`);
  for (const line of lines) say(`    ${line}`);
}

/** Of the same kind of violation. */
async function shortest({ seed, faults, lines, moments }: DayLived) {
  await using hand = aHand();
  const kinds = new Set(faults.map(({ fault }) => fault));
  let story = lines;
  const kept = await shrink(
    Array.from({ length: moments }, (_, place) => place),
    async (only) => {
      const day = await hand.live({ seed, only });
      const fails = day.faults.some(({ fault }) => kinds.has(fault));
      if (fails) story = day.lines;
      return fails;
    },
    shrinkTries,
  );
  return { kept: kept.length, lines: story };
}
