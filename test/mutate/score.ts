/** What a run of mutants comes to: of which the tests took notice, and which lived. */
import { z } from 'zod';
import type { Figure } from '../prove/figure.ts';

const place = z.object({ line: z.number(), column: z.number() });
const mutant = z.object({
  mutatorName: z.string(),
  replacement: z.string().default(''),
  status: z.enum([
    'Killed',
    'Timeout',
    'Survived',
    'NoCoverage',
    'CompileError',
    'RuntimeError',
    'Ignored',
    'Pending',
  ]),
  location: z.object({ start: place, end: place }),
});
const report = z.object({
  files: z.record(z.string(), z.object({ source: z.string(), mutants: z.array(mutant) })),
});
type Mutant = z.infer<typeof mutant>;

export type Score = {
  readonly path: string;
  /** Those at which a test failed, or never came to an end. */
  readonly found: number;
  /** All on which tests could be run. */
  readonly of: number;
  /** Each that lived: where, what stood there, and what stood there instead. */
  readonly lived: readonly string[];
};

/** `written`: what the reporter `json` wrote. */
export function scoresOf(written: unknown): readonly Score[] {
  return Object.entries(report.parse(written).files).map(([path, { source, mutants }]) => {
    const found = mutants.filter(({ status }) => status === 'Killed' || status === 'Timeout');
    const lived = mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
    return {
      path,
      found: found.length,
      of: found.length + lived.length,
      lived: lived.map((one) => sayLived(path, source, one)),
    };
  });
}

/** In percent; of none, nothing was missed. */
export function percentOf(scores: readonly Score[]): number {
  const of = scores.reduce((sum, one) => sum + one.of, 0);
  return of === 0 ? 100 : (scores.reduce((sum, one) => sum + one.found, 0) / of) * 100;
}

/** One figure for each part of which something was changed, and one for all of it. */
export function figuresOf(
  scores: readonly Score[],
  partOf: (path: string) => string | undefined,
): readonly Figure[] {
  const parts = Object.entries(Object.groupBy(scores, ({ path }) => partOf(path) ?? 'other'));
  return [...parts, ['all', scores] as const].map(([name, some = []]) => ({
    row: 'R32',
    name: `mutants found, ${name}`,
    value: percentOf(some),
    goal: { is: 'at least', than: 90 },
    unit: '%',
  }));
}

function sayLived(path: string, source: string, { mutatorName, replacement, status, location }: Mutant) {
  const { start, end } = location;
  const lines = source.split('\n').slice(start.line - 1, end.line);
  // From the end, so that a piece of one line is cut at both ends.
  const stood = [...lines.slice(0, -1), (lines.at(-1) ?? '').slice(0, end.column - 1)]
    .join('\n')
    .slice(start.column - 1);
  const unreached = status === 'NoCoverage' ? ', which no test reaches' : '';
  return `${path}:${start.line}:${start.column} ${mutatorName}${unreached}: ${short(stood)} → ${short(replacement)}`;
}

/** On one line, and not the whole of a long block. */
function short(code: string): string {
  const line = code.replaceAll(/\s+/gu, ' ');
  return line.length > 80 ? `${line.slice(0, 60)} … ${line.slice(-15)}` : line;
}
