/**
 * A proof that cannot fail proves nothing: bugs are planted, one at a time, in a copy of the program, and the row that
 * is there to find them must find each. Before that every such row must find nothing in the copy as it is.
 */
import { execFile } from 'node:child_process';
import { cp, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { root } from '../support/project-files.ts';
import { emptyFolder } from '../support/run-baton.ts';
import type { Figure, ProofOptions } from './figure.ts';
import { whyNoCluster } from './own-cluster.ts';

const run = promisify(execFile);

type Planted = {
  /** The patch in `planted/`. */
  readonly bug: string;
  /** The row that should find it, at a size that is enough for it. */
  readonly row: readonly string[];
  /** What is said when it is found; that something went wrong is not enough. */
  readonly says: RegExp;
};

const claims = ['claims', '--leads', '6', '--clicks', '20', '--db', 'pglite'];
const canary = ['canary', '--tries', '1', '--db', 'pglite'];
const fuzz = ['fuzz', '--tries', '2500'];
export const planted: readonly Planted[] = [
  {
    bug: 'two-winners',
    row: claims,
    says: /"name":"(?:double|unanswered clicks|without winner) .*"met":false/u,
  },
  { bug: 'note-by-anybody', row: fuzz, says: /outside their rights: \w+: noted by/u },
  // The rules' own second look turns it into a fault, where it does not get through.
  { bug: 'release-by-anybody', row: fuzz, says: /outside their rights: \w+: released by|\/release: 500/u },
  {
    bug: 'site-may-do-anything',
    row: fuzz,
    says: /"name":"commands heard from the token of a site".*"met":false/u,
  },
  { bug: 'contact-in-channel', row: canary, says: /pglite, hits in channels: [^,]*phone/u },
  { bug: 'contact-in-log', row: canary, says: /pglite, hits in what is printed: .*(?:name|phone|email)/u },
  {
    bug: 'names-the-wrong-winner',
    row: claims,
    says: /"name":"wrong loser text .*"met":false/u,
  },
  {
    bug: 'takes-a-living-lock',
    row: ['pglite-lock', '--starts', '3', '--kills', '1'],
    says: /a second start was not refused/u,
  },
  {
    bug: 'damage-goes-unnoticed',
    row: ['backup', '--leads', '300', '--db', 'pglite'],
    says: /"name":"changed bytes accepted.*"met":false/u,
  },
  {
    bug: 'future-is-taken',
    row: ['forged', '--tries', '1000'],
    says: /slack from the future 200/u,
  },
  { bug: 'dies-with-its-server', row: ['pg-restart', '--seconds', '20'], says: /Baton ended by itself/u },
  {
    bug: 'waits-for-a-server-that-hangs',
    row: ['pg-sick', '--seconds', '5'],
    says: /"name":"hung: late".*"met":false/u,
  },
];

export async function provePlanted(options: ProofOptions): Promise<readonly Figure[]> {
  const why = await whyNoCluster();
  const possible = planted.filter(({ row: [row = ''] }) => why === null || !row.startsWith('pg-'));
  if (why !== null) options.say(`  what needs a server of its own is left out: ${why}`);
  await using folder = await emptyFolder();
  const rows = new Map(possible.map(({ row }) => [row.join(' '), row]));
  let falseAlarms = 0;
  const clean = await aCopy(join(folder.path, 'clean'));
  for (const [name, row] of rows) {
    const { isMet } = await prove(clean, row);
    if (!isMet) falseAlarms += 1;
    options.say(`  nothing planted, ${name}: ${isMet ? 'nothing found' : 'FOUND SOMETHING'}`);
  }
  let found = 0;
  for (const { bug, row, says } of possible) {
    const copy = await aCopy(join(folder.path, bug));
    await run('git', ['apply', join(root, 'test/prove/planted', `${bug}.patch`)], { cwd: copy });
    const { isMet, said } = await prove(copy, row);
    const isFound = !isMet && says.test(said);
    if (isFound) found += 1;
    options.say(`  ${bug}: ${isFound ? 'found' : 'NOT FOUND'} by ${row.join(' ')}`);
    await rm(copy, { recursive: true });
  }
  return [
    {
      row: 'R8',
      name: 'planted bugs found',
      value: found,
      goal: { is: 'exactly', than: possible.length },
    },
    { row: 'R8', name: 'false alarms', value: falseAlarms, goal: { is: 'exactly', than: 0 } },
  ];
}

const copied = ['src', 'adapters', 'migrations', 'playbook', 'test', 'package.json', 'playbook.yaml'];

async function aCopy(folder: string): Promise<string> {
  for (const name of copied) await cp(join(root, name), join(folder, name), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

const figure = z.object({ name: z.string(), met: z.boolean(), unit: z.string().optional() });

/** How long things take is the machine's as much as the program's: that alone is no alarm. */
function isOfTime({ name, unit }: z.output<typeof figure>): boolean {
  return unit === 's' || unit === 'ms' || /\blater\b|less than a second/u.test(name);
}

async function prove(
  copy: string,
  row: readonly string[],
): Promise<{ readonly isMet: boolean; readonly said: string }> {
  const given = [join(copy, 'test/prove/prove.ts'), ...row];
  return new Promise((resolve) => {
    execFile(process.execPath, given, { cwd: copy, maxBuffer: 64 * 1024 * 1024 }, (_, out, err) => {
      const figures = out
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => figure.parse(JSON.parse(line)));
      const isMet = figures.length > 0 && figures.every((one) => one.met || isOfTime(one));
      resolve({ isMet, said: `${out}\n${err}` });
    });
  });
}
