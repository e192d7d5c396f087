/**
 * How much of the program its tests reach (R32): `npm run cover`. Counted is what runs in the tests' own processes, on the
 * embedded database; what is started as a program of its own, or runs in a browser, is tested as well, and not counted.
 * One line a figure; exits with 1 when a goal is missed. The files that miss stand on standard error.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join, matchesGlob, relative } from 'node:path';
import { z } from 'zod';
import { isMet, lineOf, tableOf } from '../prove/figure.ts';
import type { Figure } from '../prove/figure.ts';
import { emptyFolder } from '../support/run-baton.ts';
import { root } from '../support/project-files.ts';
import { coreModules } from './core-modules.ts';

const counted = ['src/**/*.ts', 'adapters/**/*.ts'];
/** Programs of their own, the page in a browser, and what is nothing but types. */
const notCounted = ['src/*.ts', 'adapters/web/page/**', 'adapters/slack/print-manifest.ts'];
const startsPrograms = ['test/program/**', '**/*story.test.ts', '**/*-in-browser.test.ts'];
const row = 'R32';

const share = z.object({ total: z.number(), pct: z.union([z.number(), z.literal('Unknown')]) });
const summary = z.record(z.string(), z.object({ lines: share, branches: share }));

await using folder = await emptyFolder();
const seconds = await vitest(['--project', 'pure', '--reporter', 'dot']);
await vitest([
  '--reporter=dot',
  '--coverage.enabled',
  '--coverage.provider=v8',
  '--coverage.reporter=json-summary',
  `--coverage.reportsDirectory=${folder.path}`,
  ...counted.flatMap((glob) => ['--coverage.include', glob]),
  ...notCounted.flatMap((glob) => ['--coverage.exclude', glob]),
  ...startsPrograms.flatMap((glob) => ['--exclude', glob]),
]);
const { total: _, ...files } = summary.parse(
  JSON.parse(await readFile(join(folder.path, 'coverage-summary.json'), 'utf8')),
);
const all = Object.entries(files)
  .map(([path, { lines, branches }]) => ({
    path: relative(root, path),
    lines: percent(lines),
    branches: percent(branches),
    isEmpty: lines.total === 0,
  }))
  .filter(({ isEmpty }) => !isEmpty);
const core = all.filter(({ path }) => coreModules.some((glob) => matchesGlob(path, glob)));
const short = all.filter(({ lines }) => lines < 95);
for (const { path, lines, branches } of [
  ...core.filter((one) => one.lines < 100 || one.branches < 100),
  ...short,
]) {
  process.stderr.write(`  ${path}: ${lines} % of lines, ${branches} % of branches\n`);
}
const whole = (name: string, value: number): Figure => ({
  row,
  name,
  value,
  goal: { is: 'exactly', than: 100 },
  unit: '%',
});
const figures: readonly Figure[] = [
  whole('core modules, lines of the least', Math.min(...core.map(({ lines }) => lines))),
  whole('core modules, branches of the least', Math.min(...core.map(({ branches }) => branches))),
  { row, name: 'files with less than 95 % of lines', value: short.length, goal: { is: 'exactly', than: 0 } },
  { row, name: 'unit suite', value: seconds, goal: { is: 'at most', than: 60 }, unit: 's' },
];
for (const figure of figures) process.stdout.write(`${lineOf(figure)}\n`);
process.stderr.write(`${all.length} files, ${core.length} of them core\n${tableOf(figures)}\n`);
if (!figures.every(isMet)) process.exitCode = 1;

/** Answers how many seconds it took. */
async function vitest(given: readonly string[]): Promise<number> {
  const began = performance.now();
  const { DATABASE_URL: _server, ...environment } = process.env;
  const child = spawn(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...given], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`Tests failed (${String(code)}): nothing is told of what they reach.`);
  return (performance.now() - began) / 1_000;
}

function percent({ total, pct }: z.infer<typeof share>): number {
  return total === 0 || pct === 'Unknown' ? 100 : pct;
}
