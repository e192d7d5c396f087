/**
 * How much of the program its tests reach (R32): `npm run cover`. Counted is what runs in the tests' own processes, on the
 * embedded database; what is started as a program of its own, or runs in a browser, is tested as well, and not counted.
 * One line a figure; exits with 1 when a goal is missed. The files that miss stand on standard error.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMet, lineOf, tableOf } from '../prove/figure.ts';
import { emptyFolder } from '../support/run-baton.ts';
import { root } from '../support/project-files.ts';
import { coreModules } from './core-modules.ts';
import { figuresOf, reachOf } from './reach.ts';

const counted = ['src/**/*.ts', 'adapters/**/*.ts'];
/** Programs of their own, the page in a browser, and what is nothing but types. */
const notCounted = ['src/*.ts', 'adapters/web/page/**', 'adapters/slack/print-manifest.ts'];
/** But for the fortnight, in which the whole program runs in the test's own process. */
const startsPrograms = [
  'test/program/!(fortnight).test.ts',
  '**/story.test.ts',
  '**/*-story.test.ts',
  '**/*-in-browser.test.ts',
];

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
const written: unknown = JSON.parse(await readFile(join(folder.path, 'coverage-summary.json'), 'utf8'));
const reach = reachOf(written, root, coreModules);
for (const { path, lines, branches } of [...reach.coreShort, ...reach.short]) {
  process.stderr.write(`  ${path}: ${lines} % of lines, ${branches} % of branches\n`);
}
const figures = figuresOf(reach, seconds);
for (const figure of figures) process.stdout.write(`${lineOf(figure)}\n`);
process.stderr.write(`${reach.all.length} files, ${reach.core.length} of them core\n${tableOf(figures)}\n`);
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
