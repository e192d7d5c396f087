/** What a summary of coverage says of the program: which files are core, and which fall short of what is asked. */
import { matchesGlob, relative } from 'node:path';
import { z } from 'zod';
import type { Figure } from '../prove/figure.ts';

export type Reached = {
  /** From the project's folder. */
  readonly path: string;
  /** In percent, as is the next. */
  readonly lines: number;
  readonly branches: number;
};

export type Reach = {
  readonly all: readonly Reached[];
  readonly core: readonly Reached[];
  /** Of the core: those of which anything is not reached. */
  readonly coreShort: readonly Reached[];
  /** Those with less than 95 % of lines. */
  readonly short: readonly Reached[];
};

const row = 'R32';
const enoughLines = 95;

const share = z.object({ total: z.number(), pct: z.union([z.number(), z.literal('Unknown')]) });
const summaries = z.record(z.string(), z.object({ lines: share, branches: share }));

/** Whether a path is meant by one of these globs. */
export function isOf(globs: readonly string[]): (path: string) => boolean {
  return (path) => globs.some((glob) => matchesGlob(path, glob));
}

/** `summary`: what the reporter `json-summary` wrote. `core`: globs, each of which must stand for something. */
export function reachOf(summary: unknown, root: string, core: readonly string[]): Reach {
  const { total: _, ...files } = summaries.parse(summary);
  const all = Object.entries(files)
    // Nothing but types: there is nothing to be reached.
    .filter(([, { lines }]) => lines.total > 0)
    .map(([path, { lines, branches }]) => ({
      path: relative(root, path),
      lines: percent(lines),
      branches: percent(branches),
    }));
  const idle = core.filter((glob) => !all.some(({ path }) => matchesGlob(path, glob)));
  if (idle.length > 0) {
    throw new Error(
      `No counted file is meant by ${idle.map((glob) => `"${glob}"`).join(', ')}: mend the list of core modules.`,
    );
  }
  const isCore = isOf(core);
  const ofCore = all.filter(({ path }) => isCore(path));
  return {
    all,
    core: ofCore,
    coreShort: ofCore.filter(({ lines, branches }) => lines < 100 || branches < 100),
    short: all.filter(({ lines }) => lines < enoughLines),
  };
}

/** `seconds`: how long the unit suite took. */
export function figuresOf({ core, short }: Reach, seconds: number): readonly Figure[] {
  return [
    whole('core modules, lines of the least', Math.min(...core.map(({ lines }) => lines))),
    whole('core modules, branches of the least', Math.min(...core.map(({ branches }) => branches))),
    {
      row,
      name: `files with less than ${enoughLines} % of lines`,
      value: short.length,
      goal: { is: 'exactly', than: 0 },
    },
    { row, name: 'unit suite', value: seconds, goal: { is: 'at most', than: 60 }, unit: 's' },
  ];
}

const whole = (name: string, value: number): Figure => ({
  row,
  name,
  value,
  goal: { is: 'exactly', than: 100 },
  unit: '%',
});

function percent({ total, pct }: z.infer<typeof share>): number {
  return total === 0 || pct === 'Unknown' ? 100 : pct;
}
