/** Asks a running program, by SIGUSR2, for the next line of a kind that it prints: what it was loaded with tells. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Running } from '../support/run-baton.ts';

const toldWithinMs = 30_000;

/** What the pattern's first group finds in that line; the pattern finds all such lines (`g`). */
export async function askProgram(
  { pid, printed }: Pick<Running, 'pid' | 'printed'>,
  pattern: RegExp,
): Promise<string> {
  const told = () => [...printed().matchAll(pattern)];
  const before = told().length;
  process.kill(pid, 'SIGUSR2');
  for (const until = Date.now() + toldWithinMs; Date.now() < until; await pause(10)) {
    const last = told()[before]?.[1];
    if (last !== undefined) return last;
  }
  throw new Error('The program did not tell what it was asked for.');
}
