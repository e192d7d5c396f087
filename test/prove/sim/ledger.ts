/**
 * A book of the days that were lived, so that runs add up: which seeds, with how many violations, and of which program. A
 * seed is never lived twice, whatever has changed since; days of an older program count as what they are.
 */
import { createHash } from 'node:crypto';
import { readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const entry = z.strictObject({
  /** What was proven: a hash of the program's and the simulator's source. */
  source: z.string(),
  date: z.string(),
  from: z.int().positive(),
  to: z.int().positive(),
  violations: z.int().nonnegative(),
});
const book = z.strictObject({ runs: z.array(entry) });
export type Book = z.infer<typeof book>;

/** An empty one where there is none yet. */
export async function readLedger(file: string): Promise<Book> {
  try {
    return book.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { runs: [] };
    throw error;
  }
}

/** Put in its place as a whole: a run may be ended at any moment. */
export async function writeLedger(file: string, kept: Book): Promise<void> {
  await writeFile(`${file}.part`, `${JSON.stringify(kept, null, 2)}\n`);
  await rename(`${file}.part`, file);
}

export const nextSeed = ({ runs }: Book): number => Math.max(0, ...runs.map(({ to }) => to)) + 1;

/** Days and violations, of all programs or of one. */
export function sumOf(
  { runs }: Book,
  source?: string,
): { readonly days: number; readonly violations: number } {
  const counted = runs.filter((run) => source === undefined || run.source === source);
  return {
    days: counted.reduce((sum, { from, to }) => sum + to - from + 1, 0),
    violations: counted.reduce((sum, { violations }) => sum + violations, 0),
  };
}

const proven = ['src', 'adapters', 'migrations', 'test/prove/sim'];
const around = [
  'test/prove/floor/draws.ts',
  ...['a-playbook', 'fake-chat', 'seeded-random', 'test-clock'].map((name) => `test/support/${name}.ts`),
  'package-lock.json',
];

/** The source that a day runs through, with what stands for clock, chance and platforms, and the libraries. */
export async function sourceHash(): Promise<string> {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const hash = createHash('sha256');
  for (const file of around) hash.update(await readFile(join(root, file)));
  for (const folder of proven) {
    const names = await readdir(join(root, folder), { recursive: true });
    for (const name of names.filter((one) => /(?<!\.test)\.ts$/u.test(one)).toSorted()) {
      hash.update(name).update(await readFile(join(root, folder, name)));
    }
  }
  return hash.digest('hex').slice(0, 12);
}
