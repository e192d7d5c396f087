/** What measuring side by side needs: rounds A B A B, medians with their spread, and how much others disturbed. */
import { readdir, readFile } from 'node:fs/promises';

export type Spread = { readonly median: number; readonly min: number; readonly max: number };

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? NaN;
  const high = sorted[Math.floor(middle)] ?? NaN;
  return { median: (low + high) / 2, min: sorted[0] ?? NaN, max: sorted.at(-1) ?? NaN };
}

/** The value below which this share of them lies; they need not be sorted. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** What each of a round's requests took: the median of the rounds' medians; of all rounds together, as one has too few to tell. */
export function ofRounds(rounds: readonly (readonly number[])[]): {
  readonly p50: Spread;
  readonly p99: number;
} {
  return { p50: spreadOf(rounds.map((took) => quantile(took, 0.5))), p99: quantile(rounds.flat(), 0.99) };
}

export function saySpread({ median, min, max }: Spread): string {
  return `${median.toFixed(median < 100 ? 2 : 0)} (${min.toFixed(min < 100 ? 2 : 0)}–${max.toFixed(max < 100 ? 2 : 0)})`;
}

/** Floor and ours in turn, so that whatever drifts on the machine meets both alike. */
export async function inTurn<T>(
  rounds: number,
  { floor, ours }: { readonly floor: () => Promise<T>; readonly ours: () => Promise<T> },
): Promise<{ readonly floor: readonly T[]; readonly ours: readonly T[] }> {
  const results = { floor: [] as T[], ours: [] as T[] };
  for (let round = 0; round < rounds; round += 1) {
    results.floor.push(await floor());
    results.ours.push(await ours());
  }
  return results;
}

/**
 * Runs something, and again if other processes took more than a quarter of a core meanwhile; after three disturbed
 * tries it takes what it has and says so. Only Linux tells; elsewhere nothing is known, and that is said, too.
 */
export async function undisturbed<T>(
  what: string,
  pids: readonly number[],
  say: (line: string) => void,
  run: () => Promise<T>,
): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    const before = await cpuTimes(pids);
    const result = await run();
    const after = await cpuTimes(pids);
    if (!before || !after) return result;
    const others =
      (after.all - before.all - (after.own - before.own)) / Math.max(1, after.wall - before.wall);
    if (others <= 0.25) return result;
    if (tried === 3) {
      say(`  ${what}: disturbed, others took ${others.toFixed(2)} cores; kept all the same`);
      return result;
    }
  }
}

type CpuTimes = { readonly all: number; readonly own: number; readonly wall: number };

/** In ticks of a hundredth of a second. PostgreSQL's own work counts as ours: the server is for this alone. */
async function cpuTimes(pids: readonly number[]): Promise<CpuTimes | null> {
  if (process.platform !== 'linux') return null;
  const stat = await readFile('/proc/stat', 'utf8');
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = (/^cpu +(.*)$/mu.exec(stat)?.[1] ?? '')
    .split(' ')
    .map(Number);
  let own = 0;
  for (const pid of [process.pid, ...pids, ...(await pidsOfPostgres())]) own += await ticksOf(pid);
  return { all: user + nice + system + irq + softirq, own, wall: performance.now() / 10 };
}

async function ticksOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(goneIsEmpty);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}

async function pidsOfPostgres(): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name)).map(Number);
  const names = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/comm`, 'utf8').catch(goneIsEmpty)),
  );
  return pids.filter((_, index) => names[index]?.trim() === 'postgres');
}

/** A process that ended meanwhile has no times any more. */
function goneIsEmpty(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT' || code === 'ESRCH') return '';
  throw error;
}
