/**
 * Several processes on one PostgreSQL, behind what sends everybody to one that lives. Again and again one of them is
 * killed in the midst of its work. The others must go on at once, make up for what it had in hand, and in the end
 * everything that anybody was told must be so.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createDatabase } from '../../bench/create-database.ts';
import { emptyFolder, environmentOf, runBaton } from '../../support/run-baton.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { openPage } from '../floor/clickers.ts';
import { leftIn, outcomeOf } from './crash.ts';
import { startLoad } from './crash-load.ts';
import type { Load, Up } from './crash-load.ts';
import { numberOf, zero } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';
import { drained, seat, withoutLimits } from '../floor/sales-floor.ts';

/** So much is answered between two kills, before and after the new one has come. */
const answersBetween = 30;
const lookEveryMs = 10;

export async function proveTakeover(options: ProofOptions): Promise<readonly Figure[]> {
  const server = process.env['DATABASE_URL'];
  if (!server) throw new Error('Set DATABASE_URL: the embedded database serves one process.');
  await using database = await createDatabase(server);
  await using folder = await emptyFolder();
  const playbook = join(folder.path, 'playbook.yaml');
  await writeFile(playbook, withoutLimits);
  const environment = environmentOf(folder.path, {
    PLAYBOOK: playbook,
    WEB: 'on',
    LOG_LEVEL: 'error',
    DATABASE_URL: database.url,
  });
  const figures = await killOneOfSeveral(environment, options);
  const left = await leftIn({ databaseUrl: database.url, dataDir: folder.path });
  return [
    ...figures,
    none('histories that do not fit', left.histories),
    none('messages never sent', left.unsent),
  ];
}

async function killOneOfSeveral(
  environment: NodeJS.ProcessEnv,
  options: ProofOptions,
): Promise<readonly Figure[]> {
  const processes = numberOf(options.more['procs'], 2);
  const kills = numberOf(options.more['kills'], options.full ? 100 : 6);
  const random = seededRandom(options.seed);
  const alive: Up[] = [];
  for (let index = 0; index < processes; index += 1) alive.push(await start(environment));
  const anyOf = async (): Promise<Up> => {
    const one = alive[Math.floor(random.number() * alive.length)];
    if (!one) throw new Error('Nobody is alive.');
    return one;
  };
  const members = await seat((await anyOf()).baton, ['Alma', 'Borys', 'Cyril']);
  const load = startLoad(anyOf, members, random);
  const silences: number[] = [];
  try {
    let killedAt = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      await load.answered(answersBetween);
      const victim = alive.splice(Math.floor(random.number() * alive.length), 1)[0];
      if (!victim) throw new Error('There is nobody to kill.');
      killedAt = performance.now();
      const silence = longestSilence(load);
      await victim.baton.stop('SIGKILL');
      // The last one stays dead, and nobody begins anything new: the others must make up for it alone.
      if (kill === kills - 1) await load.end();
      else await load.answered(answersBetween);
      silences.push(silence.end());
      if (kill < kills - 1) alive.push(await start(environment));
    }
    const last = await anyOf();
    await drained(last.baton);
    const seconds = (performance.now() - killedAt) / 1000;
    const outcome = await outcomeOf(last, members, load);
    for (const fault of outcome.faults.slice(0, 20)) options.say(`  ${fault}`);
    options.say(
      `takeover: ${kills} of ${processes} processes killed in turn, ${outcome.leads} leads, ${load.clicks.length} clicks, ` +
        `${load.cutOff()} answers cut off`,
    );
    return [
      ...outcome.counts.map(([name, count]) => none(name, count)),
      atMost('longest silence after a kill', Math.max(...silences) / 1000, 3),
      // What it had in hand is under a lease of half a minute.
      atMost('all is told after the last kill', seconds, 40),
    ];
  } finally {
    load.abandon();
    await Promise.all(alive.map(({ baton }) => baton.stop()));
  }
}

const none = (name: string, value: number) => zero('R4', `${name} (several processes)`, value);

const atMost = (name: string, value: number, than: number): Figure => ({
  row: 'R4',
  name: `${name} (several processes)`,
  value,
  goal: { is: 'at most', than },
  unit: 's',
});

async function start(environment: NodeJS.ProcessEnv): Promise<Up> {
  const baton = await runBaton(environment);
  return { baton, page: await openPage(baton.url) };
}

/** Between two answers, whoever they are for. */
function longestSilence({ acknowledged, clicks }: Load): { end(): number } {
  const answered = () => acknowledged.length + clicks.length;
  const state = { count: answered(), at: performance.now(), longest: 0, isOver: false };
  const look = () => {
    const now = performance.now();
    state.longest = Math.max(state.longest, now - state.at);
    if (answered() === state.count) return;
    state.count = answered();
    state.at = now;
  };
  void (async () => {
    while (!state.isOver) {
      await pause(lookEveryMs);
      look();
    }
  })();
  return {
    end() {
      state.isOver = true;
      look();
      return state.longest;
    },
  };
}
