/**
 * What is measured beside, or measures, and is too large for `package.json`: installed when it is asked for by name, from a
 * lock of its own, into a folder that no tool of the project looks into.
 */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './project-files.ts';

const run = promisify(execFile);
const textAt = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : null);

export type Aside = {
  /** The folder with its `package.json` and lock, from the project's folder. */
  readonly lock: string;
  /** Where it is installed, in `node_modules/.cache`. */
  readonly at: string;
  /** What else stands beside its lock and is needed where it is installed. */
  readonly files?: readonly string[];
  /** Packages that must be compiled, as no script is run. */
  readonly rebuild?: readonly string[];
  /** What its packages want beside them, is installed with us already. */
  readonly arePeersOurs?: boolean;
};

export const installedAt = ({ at }: Pick<Aside, 'at'>): string => join(root, 'node_modules/.cache', at);
/** What was installed, whole and compiled: a copy of the lock, made last. */
const doneAt = (aside: Pick<Aside, 'at'>) => join(installedAt(aside), 'installed-lock.json');

export const isInstalled = (aside: Pick<Aside, 'at' | 'lock'>): boolean =>
  textAt(doneAt(aside)) === readFileSync(join(root, aside.lock, 'package-lock.json'), 'utf8');

/** Nothing where it is there already. */
export async function installAside(aside: Aside): Promise<void> {
  const { lock, files = [], rebuild = [], arePeersOurs = false } = aside;
  const folder = installedAt(aside);
  await mkdir(folder, { recursive: true });
  for (const file of [...files, 'package.json', 'package-lock.json'])
    await cp(join(root, lock, file), join(folder, file));
  if (isInstalled(aside)) return;
  const npm = (...words: readonly string[]) => run('npm', words, { cwd: folder, maxBuffer: 64e6 });
  const peers = arePeersOurs ? ['--legacy-peer-deps'] : [];
  await npm('ci', '--ignore-scripts', '--no-audit', '--no-fund', ...peers);
  if (rebuild.length > 0) await npm('rebuild', ...rebuild);
  await cp(join(folder, 'package-lock.json'), doneAt(aside));
}
