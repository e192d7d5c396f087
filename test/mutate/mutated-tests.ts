/**
 * The tests that are run on mutants of the file that `MUTATED` names: those of its own part, of which Vitest takes the ones
 * that reach it. What is tested through a database is run on one; else no test that opens one is, nor one that starts a program.
 */
import { defineConfig } from 'vitest/config';
import { throughDatabase } from '../cover/core-modules.ts';
import { isOf } from '../cover/reach.ts';
import { sortTests } from '../support/reaches-database.ts';

const mutated = process.env['MUTATED'] ?? '';
const { withDatabase, without } = sortTests();
const isThroughDatabase = isOf(throughDatabase)(mutated);

/** By where a file stands; only those that say something of the core. */
const parts: Readonly<Record<string, RegExp>> = {
  'src/core/': /^test\/core\//u,
  'src/cards/': /^test\/cards\//u,
  'src/app/deliver/': /^test\/app\/deliver\//u,
  'src/app/': /^test\/app\/(?:handle-command|pull-next|press|ask|roles-in)/u,
  'src/storage/': /^test\/(?:storage\/|app\/handle-command)/u,
  'src/intake/': /^test\/intake\/(?:access|website-form)/u,
  'adapters/slack/': /^test\/adapters\/slack\/(?:decode-text|signature|golden|text)/u,
  'adapters/telegram/': /^test\/adapters\/telegram\/(?:render|golden)/u,
};
const asked = Object.entries(parts).find(([folder]) => mutated.startsWith(folder))?.[1];
if (!asked) throw new Error(`No tests are named for "${mutated}": mend test/mutate/mutated-tests.ts.`);

export default defineConfig({
  test: {
    include: [...(isThroughDatabase ? withDatabase : []), ...without].filter((file) => asked.test(file)),
    // They keep nothing between them, and to start a worker takes longer than most of them.
    isolate: isThroughDatabase,
    globalSetup: isThroughDatabase ? ['test/support/global-setup.ts'] : [],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
