/**
 * P15: what a lead's whole life costs: processor time of the process against the floor of `floors/life.ts`, statements
 * sent to PostgreSQL, and round trips of a claim from the press to its answer.
 */
import { z } from 'zod';
import type { Figure } from '../prove/figure.ts';
import type { BenchOptions } from './bench.ts';
import { inTurn, saySpread, spreadOf, undisturbed } from './compare.ts';
import { createDatabase } from './create-database.ts';
import { startScript } from './start-script.ts';

const scripts = {
  floor: new URL('floors/life.ts', import.meta.url),
  ours: new URL('lives.ts', import.meta.url),
} as const;

const took = z.object({
  cpuMs: z.number(),
  statements: z.number(),
  claim: z.number(),
  posts: z.number().optional(),
});
type Took = z.infer<typeof took>;

export async function benchCpu(options: BenchOptions): Promise<readonly Figure[]> {
  const { server, rounds, lives, say } = options;
  if (server === null) return [];
  const run = async (side: keyof typeof scripts): Promise<Took> =>
    undisturbed(side, [], say, async () => {
      await using database = await createDatabase(server);
      const script = startScript(scripts[side], [database.url, String(lives)]);
      const line = await script.find(/^(\{.*\})$/mu);
      await script.ended;
      return took.parse(JSON.parse(line));
    });
  const measured = await inTurn<Took>(rounds, { floor: () => run('floor'), ours: () => run('ours') });
  const of = (side: keyof typeof scripts, what: 'cpuMs' | 'statements' | 'claim') =>
    spreadOf(measured[side].map((one) => one[what]));
  for (const side of ['floor', 'ours'] as const) {
    say(
      `  ${side}: ${saySpread(of(side, 'cpuMs'))} ms of processor a life, ${saySpread(of(side, 'statements'))} statements, ` +
        `${saySpread(of(side, 'claim'))} a claim`,
    );
  }
  return [
    {
      row: 'P15',
      name: 'processor time of a life ÷ floor',
      value: of('ours', 'cpuMs').median / of('floor', 'cpuMs').median,
      goal: { is: 'at most', than: 2 },
    },
    {
      row: 'P15',
      name: 'statements of a life',
      value: of('ours', 'statements').median,
      goal: { is: 'at most', than: 12 },
    },
    {
      row: 'P15',
      name: 'round trips of a claim',
      value: of('ours', 'claim').median,
      goal: { is: 'at most', than: 2 },
    },
  ];
}
