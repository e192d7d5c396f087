/** Whom the real programs of this run called. Nothing is watched before `watchOutgoing`. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './project-files.ts';

export type Watched = {
  readonly environment: NodeJS.ProcessEnv;
  /** As `watch-outgoing.ts` writes them; `watching` first. */
  readonly lines: readonly string[];
};

let folder: string | null = null;
const programs: { readonly environment: NodeJS.ProcessEnv; readonly file: string }[] = [];

/** From now on, of every program that is started. */
export function watchOutgoing(): void {
  if (folder !== null) return;
  const own = mkdtempSync(join(tmpdir(), 'baton-calls-'));
  folder = own;
  process.on('exit', () => rmSync(own, { recursive: true, force: true }));
}

/** What Node is to be told, so that a program's calls are written down; nothing where nobody watches. */
export function flagsToWatch(environment: NodeJS.ProcessEnv): readonly string[] {
  if (folder === null) return [];
  const file = join(folder, `${programs.length}`);
  programs.push({ environment, file });
  const address = pathToFileURL(join(root, 'test/support/watch-outgoing.ts'));
  address.searchParams.set('into', file);
  return [`--import=${address.href}`];
}

export function watchedPrograms(): readonly Watched[] {
  return programs.map(({ environment, file }) => ({
    environment,
    lines: linesIn(file),
  }));
}

/** None where the program was killed before its first line. */
function linesIn(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').trim().split('\n');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
