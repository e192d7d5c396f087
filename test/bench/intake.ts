/**
 * P1 and P2: how many leads a second are kept for good, with two announcements each, and how long one of them takes
 * when 200 come a second; ours through HTTP, against the floor of `floors/intake.ts`.
 */
import { insertPlace } from '../../src/storage/places.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { openDatabase, type Database } from '../../src/storage/open-database.ts';
import type { Figure } from '../prove/figure.ts';
import { createDatabase } from './create-database.ts';
import { emptyFolder, environmentOf, runBaton, testToken } from '../support/run-baton.ts';
import type { BenchOptions } from './bench.ts';
import { inTurn, saySpread, spreadOf, undisturbed } from './compare.ts';
import { atRate, saturate, type Rated, type Saturated, type Target } from './http-load.ts';
import { startScript } from './start-script.ts';

const floorScript = new URL('floors/intake.ts', import.meta.url);
const connections = 50;
const rate = 200;
/** Numbers of leads that a step may use up; a phone has room for two hundred such steps. */
const perStep = 50_000;

export async function benchIntake(options: BenchOptions): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  if (options.server !== null) {
    await using ours = await createDatabase(options.server);
    await using floor = await createDatabase(options.server);
    const database = await openDatabase({ databaseUrl: ours.url, dataDir: null });
    await prepare(database);
    await using folder = await emptyFolder();
    const measured = await measure('PostgreSQL', options, {
      environment: environmentOf(folder.path, { DATABASE_URL: ours.url, WEB: 'off' }),
      floor: ['postgres', floor.url],
    });
    figures.push(
      figureOf('P1', 'leads/s on PostgreSQL ÷ floor', measured.throughput, 'at least', 0.6),
      figureOf('P2', 'p50 at 200/s on PostgreSQL ÷ floor', measured.p50, 'at most', 1.8),
      figureOf('P2', 'p99 at 200/s on PostgreSQL ÷ floor', measured.p99, 'at most', 2.5),
    );
  }
  await using oursFolder = await emptyFolder();
  await using floorFolder = await emptyFolder();
  await prepare(await openDatabase({ databaseUrl: null, dataDir: oursFolder.path }));
  const measured = await measure('PGlite', options, {
    environment: environmentOf(oursFolder.path, { WEB: 'off' }),
    floor: ['pglite', floorFolder.path],
  });
  figures.push(figureOf('P1', 'leads/s on PGlite ÷ floor', measured.throughput, 'at least', 0.75));
  return figures;
}

function figureOf(row: string, name: string, value: number, is: Figure['goal']['is'], than: number): Figure {
  return { row, name, value, goal: { is, than } };
}

/** Two places, so that each lead is announced twice; nobody delivers, as on the floor. */
async function prepare(database: Database): Promise<void> {
  await migrate(database);
  for (const platform of ['slack', 'telegram'] as const) {
    await insertPlace(database.db, {
      id: `p_${platform}`,
      platform,
      channel: 'bench',
      thread: null,
      audience: 'prospectors',
      direction: null,
      language: null,
      createdAt: 0,
    });
  }
  await database.close();
}

type Measured = { readonly throughput: number; readonly p50: number; readonly p99: number };

async function measure(
  engine: string,
  { rounds, seconds, say }: BenchOptions,
  how: { readonly environment: NodeJS.ProcessEnv; readonly floor: readonly string[] },
): Promise<Measured> {
  const floor = startScript(floorScript, how.floor);
  const baton = await runBaton(how.environment);
  try {
    const targets = {
      floor: targetOf(Number(await floor.find(/listening (\d+)/u)), {}),
      ours: targetOf(Number(new URL(baton.url).port), { authorization: `Bearer ${testToken}` }),
    };
    const pids = [floor.pid, baton.pid];
    let from = 0;
    const step = async <T>(name: string, run: (from: number) => Promise<T>) => {
      const result = await undisturbed(name, pids, say, () => run((from += perStep)));
      return result;
    };
    // The fixed rate goes first: a backlog would colour what follows.
    for (const target of [targets.floor, targets.ours]) {
      await step('warming up', (start) => saturate(target, { connections, ms: 1000, from: start }));
    }
    const rated = await inTurn<Rated>(rounds, {
      floor: () =>
        step('rate, floor', (start) =>
          atRate(targets.floor, { perSecond: rate, ms: seconds * 1000, from: start }),
        ),
      ours: () =>
        step('rate, ours', (start) =>
          atRate(targets.ours, { perSecond: rate, ms: seconds * 1000, from: start }),
        ),
    });
    const saturated = await inTurn<Saturated>(rounds, {
      floor: () =>
        step('full load, floor', (start) =>
          saturate(targets.floor, { connections, ms: seconds * 1000, from: start }),
        ),
      ours: () =>
        step('full load, ours', (start) =>
          saturate(targets.ours, { connections, ms: seconds * 1000, from: start }),
        ),
    });
    for (const side of ['floor', 'ours'] as const) {
      const failed = [...rated[side], ...saturated[side]].reduce((sum, round) => sum + round.failed, 0);
      if (failed > 0) throw new Error(`${failed} requests of ${side} were refused; nothing was measured.`);
      say(
        `  ${engine}, ${side}: ${saySpread(spreadOf(saturated[side].map((round) => round.perSecond)))} leads/s; ` +
          `at ${rate}/s p50 ${saySpread(spreadOf(rated[side].map((round) => round.p50)))} ms, ` +
          `p99 ${saySpread(spreadOf(rated[side].map((round) => round.p99)))} ms`,
      );
    }
    const ratio = (of: (side: 'floor' | 'ours') => readonly number[]) =>
      spreadOf(of('ours')).median / spreadOf(of('floor')).median;
    return {
      throughput: ratio((side) => saturated[side].map((round) => round.perSecond)),
      p50: ratio((side) => rated[side].map((round) => round.p50)),
      p99: ratio((side) => rated[side].map((round) => round.p99)),
    };
  } finally {
    await Promise.all([floor.stop(), baton.stop()]);
  }
}

/** The same payload for both; each lead has a phone and an address of its own. */
function targetOf(port: number, headers: Readonly<Record<string, string>>): Target {
  return {
    port,
    path: '/api/leads',
    headers,
    body: (index) =>
      JSON.stringify({
        name: 'Olena Koval',
        phone: `+38067${String(index % 10_000_000).padStart(7, '0')}`,
        email: `olena.${index}@example.com`,
        company: 'Koval & Sons',
        source: 'website',
        message: 'Please call me back about twelve windows for a house near Kyiv.',
      }),
  };
}
