/**
 * The tests that are run on mutants; of these Vitest takes the ones that reach the mutated file. `MUTATE_WITH=database` are
 * those that open a database, else it is those of rules and of text, which open none and start no program.
 */
import { defineConfig } from 'vitest/config';
import { sortTests } from '../support/reaches-database.ts';

const { withDatabase, without } = sortTests();
const isWithDatabase = process.env['MUTATE_WITH'] === 'database';
const asked = isWithDatabase
  ? /^test\/(?:storage|app\/(?:deliver\/|handle-command|pull-next|ask|press))/u
  : /^test\/(?:core|cards|app|intake\/access|adapters\/(?:slack|telegram)\/(?:decode-text|signature|render))/u;

export default defineConfig({
  test: {
    include: (isWithDatabase ? withDatabase : without).filter((file) => asked.test(file)),
    // What a mutant left behind in one file of tests is not met by the next.
    isolate: true,
    globalSetup: isWithDatabase ? ['test/support/global-setup.ts'] : [],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
