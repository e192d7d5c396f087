import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['default', './test/support/count-reporter.ts'],
    // Generous on purpose: what is slow on a busy machine is not wrong. Speed is the benchmarks' business.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
  },
});
