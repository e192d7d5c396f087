/** What a program holds, as it comes to rest, at most, and when garbage has been collected; and how that grows. */
import { setTimeout as pause } from 'node:timers/promises';
import { megabytesOf } from '../support/resident-memory.ts';
import type { Running } from '../support/run-baton.ts';
import { askProgram } from './ask-program.ts';

/** To be loaded before the program whose live memory is asked for. */
export const tellMemory = new URL('tell-memory.ts', import.meta.url);

const restMs = 2_000;
const lookEveryMs = 50;

/** Resident, in MB. */
export async function restOf(pid: number): Promise<number> {
  await pause(restMs);
  return megabytesOf(pid);
}

/** Resident, in MB. */
export async function highestDuring(pid: number, work: () => Promise<void>): Promise<number> {
  const state = { isOver: false };
  let highest = 0;
  const watching = (async () => {
    while (!state.isOver) {
      highest = Math.max(highest, await megabytesOf(pid));
      await pause(lookEveryMs);
    }
  })();
  try {
    await work();
  } finally {
    state.isOver = true;
    await watching;
  }
  return highest;
}

/** In MB, without garbage: asking for it collects that, so what is resident must be read before. */
export async function liveOf(program: Pick<Running, 'pid' | 'printed'>): Promise<number> {
  return Number(await askProgram(program, /^holds (\d+)$/gmu)) / 1024 / 1024;
}

/** By least squares. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const [mx, my] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const over = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  return over / points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
}
