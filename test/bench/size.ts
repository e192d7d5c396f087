/**
 * P18: what a user downloads. The program's packages are installed from the lock file into an empty folder, without
 * development tools and with scripts forbidden; the pinned Node itself is counted apart.
 */
import { execFile } from 'node:child_process';
import { cp, lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Figure } from '../prove/figure.ts';
import { root } from '../support/project-files.ts';
import { emptyFolder } from '../support/run-baton.ts';
import type { BenchOptions } from './bench.ts';

const run = promisify(execFile);
const installed = z.object({
  packages: z.record(z.string(), z.looseObject({ hasInstallScript: z.boolean().optional() })),
});
/** The packages that hold nothing but Node's binary for one kind of machine. */
const holdsNode = /(?:^|\/)node_modules\/node-(?:bin-)?(?:darwin|linux|win)-[^/]+$/;

export async function benchSize({ say }: Pick<BenchOptions, 'say'>): Promise<readonly Figure[]> {
  await using folder = await emptyFolder();
  for (const name of ['package.json', 'package-lock.json']) {
    await cp(join(root, name), join(folder.path, name));
  }
  const began = performance.now();
  await run('npm', ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'], {
    cwd: folder.path,
  });
  const seconds = (performance.now() - began) / 1000;
  const lock = await readFile(join(folder.path, 'node_modules/.package-lock.json'), 'utf8');
  const { packages } = installed.parse(JSON.parse(lock));
  const names = Object.keys(packages);
  const node = names.filter((name) => holdsNode.test(name));
  const nodeBytes = await sum(node.map((name) => sizeOf(join(folder.path, name))));
  const bytes = (await sizeOf(join(folder.path, 'node_modules'))) - nodeBytes;
  const scripted = names.filter((name) => packages[name]?.hasInstallScript === true);
  say(
    `  npm ci took ${seconds.toFixed(1)} s; Node's own binary ${(nodeBytes / 1e6).toFixed(0)} MB beside; ` +
      `scripts: ${scripted.join(', ') || 'none'}`,
  );
  const goal = (than: number) => ({ is: 'at most', than }) as const;
  return [
    { row: 'P18', name: 'packages to run', value: names.length - node.length, goal: goal(230) },
    { row: 'P18', name: 'size to run', value: bytes / 1e6, goal: goal(130), unit: 'MB' },
    { row: 'P18', name: 'install scripts', value: scripted.length, goal: { is: 'exactly', than: 0 } },
  ];
}

/** What was installed into a folder, all of it. */
export async function packagesIn(folder: string): Promise<{ packages: number; bytes: number }> {
  const lock = await readFile(join(folder, 'node_modules/.package-lock.json'), 'utf8');
  const { packages } = installed.parse(JSON.parse(lock));
  return { packages: Object.keys(packages).length, bytes: await sizeOf(join(folder, 'node_modules')) };
}

/** All bytes under a path; links are counted as themselves. */
async function sizeOf(path: string): Promise<number> {
  const entry = await lstat(path);
  if (!entry.isDirectory()) return entry.size;
  return sum((await readdir(path)).map((name) => sizeOf(join(path, name))));
}

async function sum(sizes: readonly Promise<number>[]): Promise<number> {
  return (await Promise.all(sizes)).reduce((all, size) => all + size, 0);
}
