/**
 * P13 and P14: from spawning the program to its first 200, and what it holds in memory once it rests; against the same
 * libraries with nothing of ours around them (`floors/start.ts`), in turn.
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Figure } from '../prove/figure.ts';
import { runTelegram } from '../prove/floor/chats.ts';
import { megabytesOf } from '../support/resident-memory.ts';
import { emptyFolder, environmentOf, runBaton } from '../support/run-baton.ts';
import { runSlack } from '../support/slack/run-slack.ts';
import type { BenchOptions } from './bench.ts';
import { inTurn, saySpread, spreadOf, undisturbed } from './compare.ts';
import { createDatabase } from './create-database.ts';
import { startScript } from './start-script.ts';

const floorScript = new URL('floors/start.ts', import.meta.url);
/** So long nothing is asked of it before its memory is read. */
const restMs = 1_500;

type Started = { readonly ms: number; readonly megabytes: number };
type Side = () => Promise<Started>;

export async function benchStart(options: BenchOptions): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  if (options.server !== null) {
    await using ours = await createDatabase(options.server);
    await using floor = await createDatabase(options.server);
    await using folder = await emptyFolder();
    figures.push(
      ...(await measure('PostgreSQL', options, {
        floor: () => startFloor(['postgres', floor.url]),
        ours: () => startOurs({ DATABASE_URL: ours.url }, folder.path),
        memory: 1.25,
      })),
    );
    await using chats = await bothChats();
    figures.push(
      ...(await measure('PostgreSQL, both chats', options, {
        floor: () => startFloor(['postgres', floor.url, 'chats']),
        ours: () => startOurs({ DATABASE_URL: ours.url, ...chats.settings }, folder.path),
        memory: 1.25,
      })),
    );
  }
  await using oursFolder = await emptyFolder();
  await using floorFolder = await emptyFolder();
  figures.push(
    ...(await measure('PGlite, existing', options, {
      floor: () => startFloor(['pglite', floorFolder.path]),
      ours: () => startOurs({}, oursFolder.path),
      memory: 1.25,
    })),
  );
  await using newFolders = await emptyFolder();
  let made = 0;
  const newFolder = () => join(newFolders.path, String((made += 1)));
  figures.push(
    ...(await measure('PGlite, new', options, {
      floor: () => startFloor(['pglite', newFolder()]),
      ours: () => startOurs({}, newFolder()),
      memory: null,
    })),
  );
  return figures;
}

/** Platforms that answer, so that nothing is waited for in vain. */
async function bothChats() {
  await using opened = new AsyncDisposableStack();
  const slack = await runSlack();
  opened.defer(() => slack.close());
  const telegram = await runTelegram(['--mode', 'webhook']);
  opened.defer(() => telegram.close());
  const moved = opened.move();
  return {
    settings: {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: slack.apiUrl,
      ...telegram.settings,
    },
    [Symbol.asyncDispose]: () => moved.disposeAsync(),
  };
}

/** `memory` is the ratio that is allowed; none where what the first start leaves behind would be measured. */
async function measure(
  what: string,
  { rounds, say }: BenchOptions,
  sides: { readonly floor: Side; readonly ours: Side; readonly memory: number | null },
): Promise<readonly Figure[]> {
  // Once before it counts: what is compiled and what is migrated is kept.
  await sides.floor();
  await sides.ours();
  const measured = await inTurn<Started>(rounds, {
    floor: () => undisturbed(`${what}, floor`, [], say, sides.floor),
    ours: () => undisturbed(`${what}, ours`, [], say, sides.ours),
  });
  const of = (side: 'floor' | 'ours', fact: keyof Started) =>
    spreadOf(measured[side].map((started) => started[fact]));
  for (const side of ['floor', 'ours'] as const) {
    say(`  ${what}, ${side}: ${saySpread(of(side, 'ms'))} ms, ${saySpread(of(side, 'megabytes'))} MB`);
  }
  const ratio = (fact: keyof Started) => of('ours', fact).median / of('floor', fact).median;
  const start: Figure = {
    row: 'P13',
    name: `start on ${what} ÷ floor`,
    value: ratio('ms'),
    goal: { is: 'at most', than: 1.5 },
  };
  if (sides.memory === null) return [start];
  const rest: Figure = {
    row: 'P14',
    name: `memory at rest on ${what} ÷ floor`,
    value: ratio('megabytes'),
    goal: { is: 'at most', than: sides.memory },
  };
  return [start, rest];
}

async function startFloor(how: readonly string[]): Promise<Started> {
  const began = performance.now();
  const script = startScript(floorScript, how);
  const port = await script.find(/listening (\d+)/u);
  const started = await look(`http://127.0.0.1:${port}`, script.pid, began);
  await script.stop();
  return started;
}

async function startOurs(more: Readonly<Record<string, string>>, folder: string): Promise<Started> {
  const began = performance.now();
  const baton = await runBaton(environmentOf(folder, { LOG_LEVEL: 'warn', ...more }));
  const started = await look(baton.url, baton.pid, began);
  await baton.stop();
  return started;
}

async function look(url: string, pid: number, began: number): Promise<Started> {
  const { status } = await fetch(`${url}/readyz`);
  const ms = performance.now() - began;
  if (status !== 200) throw new Error(`It listens, but is not ready: ${status}`);
  await pause(restMs);
  return { ms, megabytes: await megabytesOf(pid) };
}
