/** Where the time of a running program goes, as it tells itself: `tell-times.ts` is loaded into it. */
import { z } from 'zod';
import type { Running } from '../support/run-baton.ts';
import { askProgram } from './ask-program.ts';
import { quantile } from './compare.ts';

const tellTimes = new URL('tell-times.ts', import.meta.url);

/** What the program whose time is asked for is started with, beside whatever else is loaded before it. */
export function timed(...others: readonly URL[]) {
  return { NODE_OPTIONS: [tellTimes, ...others].map(({ href }) => `--import=${href}`).join(' ') };
}

const told = z.record(z.string(), z.array(z.number()));
export type Times = z.infer<typeof told>;

/** Since the last asking, by what it was; in ms. */
export async function timesOf(program: Pick<Running, 'pid' | 'printed'>): Promise<Times> {
  return told.parse(JSON.parse(await askProgram(program, /^times (\{.*\})$/gmu)));
}

/** Of what happened for every fourth deed at the least: its median, and how often for each; what took most in all first. */
export function sayTimes(times: Times, deeds: number): string {
  return Object.entries(times)
    .filter(([, ones]) => ones.length >= deeds / 4)
    .map(([name, ones]) => ({ name, each: quantile(ones, 0.5), often: ones.length / deeds }))
    .toSorted((a, b) => b.each * b.often - a.each * a.often)
    .map(
      ({ name, each, often }) =>
        `${name} ${each.toFixed(2)} ms${often === 1 ? '' : ` × ${often.toFixed(1)}`}`,
    )
    .join(', ');
}
