/**
 * Each route of the running program is asked with everything that somebody may bring, and in everybody's name, and what
 * is answered is held against a table that was written by hand (`http-rights-table.md`): on both engines where the
 * program listens to its own machine alone, and where others can reach it.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { migrate } from '../../../src/storage/migrate.ts';
import { root } from '../../support/project-files.ts';
import { emptyFolder } from '../../support/run-baton.ts';
import { seatCast } from './cast.ts';
import { openChats } from '../floor/chats.ts';
import { checkHttpRights, checkRoutes, type AskedCell } from './check-http-rights.ts';
import { emptyDatabases, type Empty } from '../floor/empty-databases.ts';
import { zero } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';
import { openAsking, siteToken } from './http-asking.ts';
import { cellsOf, readRights, type Door, type Line } from './http-rights-lines.ts';
import { send, twoDirections } from '../floor/sales-floor.ts';

const row = 'R23';

export async function proveHttpRights({ more, say }: ProofOptions): Promise<readonly Figure[]> {
  const table = await readFile(join(root, 'test/prove/rights/http-rights-table.md'), 'utf8');
  await using databases = await emptyDatabases();
  const engines = databases.all.filter(({ name }) => (more['db'] ?? name) === name);
  const last = engines.at(-1);
  const runs = [
    ...engines.map((empty) => ({ empty, door: 'here' as const })),
    ...(last ? [{ empty: last, door: 'elsewhere' as const }] : []),
  ];
  const found = { wrong: 0, unlisted: 0, moved: 0, cells: 0, due: 0, routes: 0 };
  for (const { empty, door } of runs) {
    const lines = readRights(table, door);
    const { routes, asked, moved } = await askAll(empty, door, lines);
    const wrong = checkHttpRights(asked);
    const unlisted = checkRoutes(lines, routes);
    for (const one of [...unlisted, ...wrong, ...moved].slice(0, 60)) say(`  ${empty.name}, ${door}: ${one}`);
    found.wrong += wrong.length;
    found.unlisted += unlisted.length;
    found.moved += moved.length;
    found.cells += asked.length;
    found.due += lines.flatMap((line) => cellsOf(line, door, routes)).length;
    found.routes = routes.length;
    say(`  ${empty.name}, ${door}: ${routes.length} routes, ${lines.length} lines, ${asked.length} cells`);
  }
  return [
    zero(row, 'routes that are served without a line in the table, or have one and are not', found.unlisted),
    zero(row, 'answers over HTTP that differ from the table', found.wrong),
    zero(row, 'leads that changed by what was refused over HTTP', found.moved),
    {
      row,
      name: 'routes × what is brought × in whose name tried',
      value: found.cells,
      goal: { is: 'exactly', than: found.due },
    },
    { row, name: 'routes that the program serves', value: found.routes, goal: { is: 'at least', than: 60 } },
  ];
}

type AllAsked = {
  readonly routes: readonly string[];
  readonly asked: readonly AskedCell[];
  readonly moved: readonly string[];
};

async function askAll(empty: Empty, door: Door, lines: readonly Line[]): Promise<AllAsked> {
  await using folder = await emptyFolder();
  await using kept = await empty.keep();
  {
    await using opened = await kept.open();
    await migrate(opened.database);
    await seatCast(opened.database, { now: Date.now(), elsewhere: 'other' });
  }
  const regulation = join(folder.path, 'playbook.yaml');
  await writeFile(regulation, twoDirections);
  const list = join(folder.path, 'routes');
  const watching = new URL('write-routes.ts', import.meta.url);
  watching.searchParams.set('into', list);
  await using chats = await openChats({
    environment: {
      ...kept.where,
      PLAYBOOK: regulation,
      HOST: door === 'here' ? '127.0.0.1' : '0.0.0.0',
      WEB: 'on',
      INTAKE_TOKENS: `settings:${siteToken}`,
      NODE_OPTIONS: `--import=${watching.href}`,
    },
    people: [['Ada', 'prospector']],
  });
  for (const [channel, audience] of channels) {
    await send(chats.baton, '/api/places', { platform: 'web', channel, audience });
  }
  const asking = await openAsking(chats, lines, door);
  const written = (await readFile(list, 'utf8')).trim().split('\n');
  const routes = [...new Set(written)].map((route) => route.replaceAll(/:(\w+)/gu, '{$1}'));
  const asked: AskedCell[] = [];
  try {
    for (const cell of lines.flatMap((line) => cellsOf(line, door, routes)))
      asked.push(await asking.ask(cell));
  } catch (cause) {
    throw new Error(`Baton could not be asked on. It printed:\n${chats.baton.printed()}`, { cause });
  }
  return { routes, asked, moved: asking.moved };
}

const channels = [
  ['prospectors', 'prospectors'],
  ['closers', 'closers'],
  ['account-team', 'account_team'],
  ['managers', 'managers'],
] as const;
