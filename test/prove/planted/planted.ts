/**
 * A proof that cannot fail proves nothing: bugs are planted, one at a time, in a copy of the program, and the row that
 * is there to find them must find each. Before that every such row must find nothing in the copy as it is.
 */
import { execFile } from 'node:child_process';
import { cp, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../support/project-files.ts';
import { emptyFolder } from '../../support/run-baton.ts';
import { figureOf, isMet, zero } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';
import { whyNoCluster } from '../floor/own-cluster.ts';
import { plantedBugs } from './planted-bugs.ts';
import type { PlantedBug } from './planted-bugs.ts';

const run = promisify(execFile);

/** So many run beside each other: most of them wait for something. */
const atOnce = 2;
/** One that is not found with a seed may be with the next. */
const seedsAtMost = 3;

/** `--bug two-winners`: that one alone. */
export async function provePlanted(options: ProofOptions): Promise<readonly Figure[]> {
  const asked = options.more['bug'];
  const chosen = plantedBugs.filter(({ bug }) => asked === undefined || asked === bug);
  const why = await whyNoCluster();
  const possible = chosen.filter(({ row: [row = ''] }) => why === null || !row.startsWith('pg-'));
  if (why !== null) options.say(`  what needs a server of its own is left out: ${why}`);
  await using folder = await emptyFolder();
  const rows = new Map(possible.map(({ row }) => [row.join(' '), row]));
  let falseAlarms = 0;
  const clean = await aCopy(join(folder.path, 'clean'));
  await eachOf(rows, async ([name, row]) => {
    const { hasHeld, said, seconds } = await prove(clean, [...row, '--seed', String(options.seed)]);
    if (!hasHeld) falseAlarms += 1;
    options.say(
      `  nothing planted, ${name}: ${hasHeld ? 'nothing found' : 'FOUND SOMETHING'}, ${seconds.toFixed(0)} s`,
    );
    if (!hasHeld) options.say(whatIsSaid(said));
  });
  const taken: number[] = [];
  await eachOf(possible, async (planted) => {
    const copy = await aCopy(join(folder.path, planted.bug));
    await run('git', ['apply', join(root, 'test/prove/planted/bugs', `${planted.bug}.patch`)], { cwd: copy });
    const { seeds, said, seconds } = await find(copy, planted, options.seed);
    if (seeds !== null) taken.push(seeds);
    const found = seeds === null ? 'NOT FOUND' : `found with ${seeds} seed${seeds > 1 ? 's' : ''}`;
    options.say(`  ${planted.bug}: ${found} by ${planted.row.join(' ')}, ${seconds.toFixed(0)} s`);
    if (seeds === null) options.say(whatIsSaid(said));
    await rm(copy, { recursive: true });
  });
  return [
    {
      row: 'R8',
      name: 'planted bugs found',
      value: taken.length,
      goal: { is: 'exactly', than: possible.length },
    },
    zero('R8', 'false alarms', falseAlarms),
    {
      row: 'R8',
      name: 'seeds that it took to find one, mean',
      value: taken.reduce((sum, seeds) => sum + seeds, 0) / taken.length,
      goal: { is: 'at most', than: seedsAtMost },
    },
  ];
}

/** How many seeds it took; null: not found. */
async function find(copy: string, { row, says }: PlantedBug, first: number) {
  let all = '';
  const from = performance.now();
  const seconds = () => (performance.now() - from) / 1_000;
  for (let seeds = 1; seeds <= seedsAtMost; seeds += 1) {
    const { hasHeld, said } = await prove(copy, [...row, '--seed', String(first + seeds - 1)]);
    if (!hasHeld && says.test(said)) return { seeds, said, seconds: seconds() };
    all += said;
  }
  return { seeds: null, said: all, seconds: seconds() };
}

/** Some beside each other, in their order. */
async function eachOf<T>(all: Iterable<T>, work: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const next = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: atOnce }, next));
}

const whatIsSaid = (said: string): string =>
  said
    .split('\n')
    .filter((line) => line.includes('"met":false') || line.startsWith('  ') || line.includes('Error'))
    .map((line) => `    ${line.slice(0, 300)}`)
    .slice(0, 20)
    .join('\n');

const copied = ['src', 'adapters', 'migrations', 'playbook', 'test', 'package.json', 'playbook.yaml'];

async function aCopy(folder: string): Promise<string> {
  for (const name of copied) await cp(join(root, name), join(folder, name), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** How long things take is the machine's as much as the program's: that alone is no alarm. */
function isOfTime({ name, unit }: Figure): boolean {
  return unit === 's' || unit === 'ms' || /\blater\b|less than a second/u.test(name);
}

async function prove(
  copy: string,
  row: readonly string[],
): Promise<{ readonly hasHeld: boolean; readonly said: string; readonly seconds: number }> {
  const given = [join(copy, 'test/prove/prove.ts'), ...row];
  const from = performance.now();
  return new Promise((resolve) => {
    execFile(process.execPath, given, { cwd: copy, maxBuffer: 64 * 1024 * 1024 }, (_, out, err) => {
      const figures = out.split('\n').flatMap((line) => figureOf(line) ?? []);
      const hasHeld = figures.length > 0 && figures.every((one) => isMet(one) || isOfTime(one));
      resolve({ hasHeld, said: `${out}\n${err}`, seconds: (performance.now() - from) / 1_000 });
    });
  });
}
