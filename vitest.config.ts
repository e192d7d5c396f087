import { defineConfig } from 'vitest/config';
import { sortTests } from './test/support/reaches-database.ts';

const { withDatabase, without } = sortTests();
const onServer = Boolean(process.env['DATABASE_URL']);
if (onServer) {
  process.stdout.write(
    `${without.length} files of tests open no database: they are not repeated on PostgreSQL.\n`,
  );
}

/** These keep nothing between them, so they may share a process: to start one takes longer than most of them. */
function isPure(file: string): boolean {
  return /^test\/(?:core|words|cards|chat|playbook|bench|prove)\//u.test(file);
}

export default defineConfig({
  test: {
    reporters: ['default', './test/support/count-reporter.ts'],
    // Generous on purpose: what is slow on a busy machine is not wrong. Speed is the benchmarks' business.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // Many of them wait for a platform's pace rather than for a core.
    maxWorkers: 3,
    globalSetup: ['test/support/global-setup.ts'],
    projects: [
      { extends: true, test: { name: 'database', include: [...withDatabase] } },
      ...(onServer
        ? []
        : ([
            { extends: true, test: { name: 'plain', include: without.filter((file) => !isPure(file)) } },
            { extends: true, test: { name: 'pure', include: without.filter(isPure), isolate: false } },
          ] as const)),
    ],
  },
});
