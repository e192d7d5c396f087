/**
 * Which test files open a database, found by what they import, however far down: those alone differ between the two
 * engines, and only they are repeated on the second. Whoever opens one goes through `support/migrated.ts`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { root } from './project-files.ts';

const tests = join(root, 'test');
const door = join(tests, 'support/migrated.ts');

export type Sorted = { readonly withDatabase: readonly string[]; readonly without: readonly string[] };

/** Paths from the project's folder. */
export function sortTests(): Sorted {
  const files = readdirSync(tests, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(tests, name))
    .toSorted();
  const opens = (file: string) => reachedFrom(file, new Set()).has(door);
  const named = (list: readonly string[]) => list.map((file) => relative(root, file).replaceAll('\\', '/'));
  return {
    withDatabase: named(files.filter((file) => opens(file))),
    without: named(files.filter((file) => !opens(file))),
  };
}

function reachedFrom(file: string, seen: Set<string>): ReadonlySet<string> {
  if (seen.has(file) || !existsSync(file)) return seen;
  seen.add(file);
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)'/gu)) {
    const next = resolve(dirname(file), name);
    if (next.startsWith(tests)) reachedFrom(next, seen);
  }
  return seen;
}
