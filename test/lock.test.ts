import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { root } from './support/project-files.ts';

const record = z.record(z.string(), z.string()).default({});
const locked = z.object({
  version: z.string().optional(),
  hasInstallScript: z.boolean().optional(),
  integrity: z.string().optional(),
  resolved: z.string().optional(),
  optionalDependencies: record,
});
const lock = z
  .object({ packages: z.record(z.string(), locked) })
  .parse(JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8')));
const own = z
  .object({ dependencies: record, devDependencies: record, optionalDependencies: record, overrides: record })
  .parse(JSON.parse(readFileSync(`${root}package.json`, 'utf8')));
const peers = readdirSync(`${root}test/bench/peers`, { withFileTypes: true });
const aside = [
  'test/mutate/stryker',
  ...peers.filter((entry) => entry.isDirectory()).map(({ name }) => `test/bench/peers/${name}`),
];
const packages = Object.entries(lock.packages).filter(([path]) => path !== '');

describe('the lock', () => {
  it('names no host', () => {
    expect(readFileSync(`${root}package-lock.json`, 'utf8')).not.toMatch(/"resolved"/);
  });

  it('has a hash for every package', () => {
    expect(packages.filter(([, { integrity }]) => !integrity).map(([path]) => path)).toEqual([]);
  });

  it('needs no install script', () => {
    expect(packages.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)).toEqual([]);
  });

  it('has every platform package that a locked package names, so that it holds on other machines', () => {
    const missing = packages.flatMap(([path, { optionalDependencies }]) =>
      Object.keys(optionalDependencies)
        .filter(
          (name) => !lock.packages[`node_modules/${name}`] && !lock.packages[`${path}/node_modules/${name}`],
        )
        .map((name) => `${path} → ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it.each(['linux-x64', 'linux-arm64', 'win-x64', 'darwin-x64', 'bin-darwin-arm64'])(
    'pins Node 26 for %s',
    (platform) => {
      expect(own.optionalDependencies[`node-${platform}`]).toMatch(/^26\.\d+\.\d+$/);
    },
  );
});

describe('package.json', () => {
  it('pins every version exactly', () => {
    const all = {
      ...own.dependencies,
      ...own.devDependencies,
      ...own.optionalDependencies,
      ...own.overrides,
    };
    expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });
});

describe('the locks of what is only measured beside, or measures', () => {
  it.each(aside)('in %s name no host and pin every version', (folder) => {
    expect(readFileSync(`${root}${folder}/package-lock.json`, 'utf8')).not.toMatch(/"resolved"/);
    const { dependencies } = z
      .object({ dependencies: record })
      .parse(JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8')));
    expect(Object.values(dependencies).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });
});
