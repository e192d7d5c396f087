/**
 * Whether the tests of the core would notice (R32): `npm run mutate`. Stryker changes the program in small ways, a file at a
 * time, and the file's tests are run on each change; one that no test notices has lived. `npm run mutate -- src/core/due.ts`
 * looks at these files alone (globs, as in the list of core modules), `--concurrency 2` at so many mutants at once.
 *
 * What decides without a database is looked at; `--database` looks at what does so with one instead, which takes hours.
 * What is made once, when a file is read, stays as it is: for each change of a table all tests would have to be read anew.
 * Whoever lived stands on standard error as soon as its file is done. Exits with 1 when a goal is missed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { coreModules, coreParts, throughDatabase } from '../cover/core-modules.ts';
import { isOf } from '../cover/reach.ts';
import { isMet, lineOf, numberOf, tableOf } from '../prove/figure.ts';
import { installAside, installedAt } from '../support/install-aside.ts';
import { root } from '../support/project-files.ts';
import { emptyFolder } from '../support/run-baton.ts';
import { figuresOf, percentOf, scoresOf, type Score } from './score.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { concurrency: { type: 'string' }, database: { type: 'boolean', default: false } },
});
const concurrency = numberOf(values.concurrency, 1);
const goesThroughDatabase = isOf(throughDatabase);
const core = globSync([...coreModules], { cwd: root })
  .filter((path) => goesThroughDatabase(path) === values.database)
  .toSorted();
const files = positionals.length === 0 ? core : core.filter(isOf(positionals));
if (files.length === 0) throw new Error(`No core module is meant by ${positionals.join(', ')}.`);

const stryker = { lock: 'test/mutate/stryker', at: 'stryker', arePeersOurs: true } as const;
await installAside(stryker);
const scores: Score[] = [];
for (const file of files) {
  const began = performance.now();
  const score = await scoreOf(file);
  if (!score) continue;
  scores.push(score);
  const minutes = ((performance.now() - began) / 60_000).toFixed(1);
  process.stderr.write(
    [
      `${file}: ${score.found} of ${score.of} found, ${percentOf([score]).toFixed(1)} %, in ${minutes} min`,
      ...score.lived.map((one) => `  ${one}`),
    ].join('\n') + '\n',
  );
}
const parts = Object.entries(coreParts).map(([name, globs]) => [name, isOf(globs)] as const);
const partOf = (path: string) => parts.find(([, isIn]) => isIn(path))?.[0];
const figures = figuresOf(scores, partOf);
for (const figure of figures) process.stdout.write(`${lineOf(figure)}\n`);
process.stderr.write(`${tableOf(figures)}\n`);
if (!figures.every(isMet)) process.exitCode = 1;

/** Null where there is nothing in it that could be changed. */
async function scoreOf(file: string): Promise<Score | null> {
  await using folder = await emptyFolder();
  const report = join(folder.path, 'report.json');
  const settings = join(folder.path, 'stryker.json');
  await writeFile(
    settings,
    JSON.stringify({
      mutate: [file],
      testRunner: 'vitest',
      plugins: ['@stryker-mutator/vitest-runner'],
      vitest: { configFile: 'test/mutate/mutated-tests.ts' },
      concurrency,
      reporters: ['json'],
      jsonReporter: { fileName: report },
      // Copies of the project; not beneath it, where its own tools would find them.
      tempDirName: join(folder.path, 'copies'),
      // TypeScript's types are gone when tests run, and its settings with them.
      disableTypeChecks: false,
      tsconfigFile: 'none',
      allowEmpty: true,
      ignoreStatic: true,
      logLevel: 'warn',
    }),
  );
  const { DATABASE_URL: _server, ...environment } = process.env;
  const script = join(installedAt(stryker), 'node_modules/@stryker-mutator/core/bin/stryker.js');
  const child = spawn(process.execPath, [script, 'run', settings], {
    cwd: root,
    env: { ...environment, MUTATED: file },
    stdio: ['ignore', 2, 2],
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`Stryker ended with ${String(code)} on ${file}: nothing is told of it.`);
  const [score] = scoresOf(JSON.parse(await readFile(report, 'utf8')));
  return score && score.of > 0 ? score : null;
}
