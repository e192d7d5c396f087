/**
 * P3: how long a press on either platform waits for its acknowledgement at 200 a second; ours, which decides before it
 * acknowledges on Slack and keeps before it does on Telegram, against bare Bolt and bare telegraf that do nothing. Printed
 * beside is what the bare ones come to with one statement before: what decides or keeps first can't be quicker. And that
 * none waits longer than Slack does, also while the database hangs.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { openChats } from '../prove/floor/chats.ts';
import type { Chats, Press } from '../prove/floor/chats.ts';
import type { Figure } from '../prove/figure.ts';
import { openCluster, whyNoCluster } from '../prove/floor/own-cluster.ts';
import { send } from '../prove/floor/sales-floor.ts';
import type { BenchOptions } from './bench.ts';
import { saySpread, spreadOf, undisturbed } from './compare.ts';
import { createDatabase } from './create-database.ts';
import { atRate, type Rated, type Target } from './http-load.ts';
import { platforms, playerAt, pressTarget, type On } from './presses.ts';
import { startScript, type Script } from './start-script.ts';
import { sayTimes, timed, timesOf } from './times.ts';

const rate = 200;
const perStep = 10_000;
const slackWaitsMs = 3_000;

const sides = ['bare', 'asking', 'ours'] as const;
type Side = (typeof sides)[number];
/** What the floor that is `asking` does, as ours at the least. */
const first = { slack: 'that reads one row', telegram: 'that keeps the update' } as const satisfies Record<
  On,
  string
>;

export async function benchAck(options: BenchOptions): Promise<readonly Figure[]> {
  const { server, say } = options;
  if (server === null) return [];
  const figures: Figure[] = [];
  {
    await using database = await createDatabase(server);
    await using floors = await createDatabase(server);
    await using chats = await openChats({ environment: { DATABASE_URL: database.url, ...timed() } });
    for (const platform of platforms) {
      figures.push(...(await measure(platform, chats, floors.url, options)));
    }
  }
  const why = await whyNoCluster();
  if (why === null) figures.push(await whileItHangs(options));
  else say(`  the database is not held still: ${why}`);
  return figures;
}

async function measure(
  platform: On,
  chats: Chats,
  floorUrl: string,
  { rounds, seconds, say }: BenchOptions,
): Promise<readonly Figure[]> {
  const name = platform === 'slack' ? 'bolt' : 'telegraf';
  const start = (...more: readonly string[]) =>
    startScript(new URL(`floors/${name}.ts`, import.meta.url), [chats.secrets[platform], ...more]);
  await using bare = start();
  await using asking = start(floorUrl);
  const ref = await aLead(chats, platform);
  const portOf = async (floor: Script) => Number(await floor.find(/listening (\d+)/u));
  const targets = {
    bare: crowdOn(platform, chats, ref, await portOf(bare)),
    asking: crowdOn(platform, chats, ref, await portOf(asking)),
    ours: crowdOn(platform, chats, ref),
  };
  let from = platform === 'slack' ? 0 : 10_000_000;
  const step = (side: Side) =>
    undisturbed(`${platform}, ${side}`, [bare.pid, asking.pid, chats.baton.pid], say, () =>
      atRate(targets[side], { perSecond: rate, ms: seconds * 1000, from: (from += perStep) }),
    );
  for (const side of sides) await step(side);
  await timesOf(chats.baton);
  const rated: Record<Side, Rated[]> = { bare: [], asking: [], ours: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const side of sides) rated[side].push(await step(side));
  }
  const of = (side: Side, what: 'p50' | 'p99') => spreadOf(rated[side].map((one) => one[what]));
  for (const side of sides) {
    const failed = rated[side].reduce((sum, one) => sum + one.failed, 0);
    if (failed > 0) throw new Error(`${failed} presses of ${side} were refused; nothing was measured.`);
    say(
      `  ${platform}, ${side}: p50 ${saySpread(of(side, 'p50'))} ms, p99 ${saySpread(of(side, 'p99'))} ms at ${rate}/s`,
    );
  }
  const ratio = (side: Side, what: 'p50' | 'p99') => of(side, what).median / of('bare', what).median;
  say(
    `  ${platform}: bare ${name} ${first[platform]} first ÷ bare ${name}: p50 ${ratio('asking', 'p50').toFixed(2)}, p99 ${ratio('asking', 'p99').toFixed(2)}`,
  );
  const times = await timesOf(chats.baton);
  // Those of disturbed rounds as well.
  const presses = times[`in ${targets.ours.path}`]?.length ?? 0;
  say(`  of each press on ${platform}: ${sayTimes(times, presses)}`);
  const figure = (what: 'p50' | 'p99', than: number): Figure => ({
    row: 'P3',
    name: `${what} of an acknowledgement on ${platform} ÷ bare ${name}`,
    value: ratio('ours', what),
    goal: { is: 'at most', than },
  });
  return [figure('p50', 1.5), figure('p99', 2)];
}

async function aLead({ baton }: Chats, from: string): Promise<string> {
  const made = await send(baton, '/api/leads', { name: 'Somebody', email: `${from}@prove.example` });
  return String(made['ref']);
}

/** Presses of a lead that is taken by the first of them: the others are told so, which is what most of a crowd hears. */
export function crowdOn(on: On, chats: Chats, ref: string, port?: number): Target {
  const pressOf = (index: number): Press => ({
    id: index,
    by: playerAt(chats.players, index),
    code: `claim:${ref}`,
  });
  return pressTarget(on, chats, pressOf, port);
}

const hangsMs = 10_000;

/** 50 presses a second on Slack, half of the time with a server that answers nothing. */
async function whileItHangs({ say }: BenchOptions): Promise<Figure> {
  await using cluster = await openCluster();
  await using chats = await openChats({ environment: { DATABASE_URL: cluster.url } });
  const target = crowdOn('slack', chats, await aLead(chats, 'hanging'));
  const pressing = atRate(target, { perSecond: 50, ms: hangsMs * 2, from: 0, lines: 300 });
  await pause(hangsMs / 2);
  await cluster.freeze();
  await pause(hangsMs);
  await cluster.thaw();
  const { took } = await pressing;
  say(
    `  ${took.length} presses while PostgreSQL hung for ${hangsMs / 1000} s: slowest ${Math.max(...took).toFixed(0)} ms`,
  );
  return {
    row: 'P3',
    name: `acknowledgements later than ${slackWaitsMs / 1000} s while the database hangs`,
    value: took.filter((ms) => ms > slackWaitsMs).length,
    goal: { is: 'exactly', than: 0 },
  };
}
