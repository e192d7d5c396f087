/**
 * P3: how long a press on either platform waits for its acknowledgement at 200 a second; ours, which decides before it
 * acknowledges on Slack and keeps before it does on Telegram, against bare Bolt and bare telegraf that do nothing. And
 * that none waits longer than Slack does, also while the database hangs.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { openChats } from '../prove/floor/chats.ts';
import type { Chats, Press } from '../prove/floor/chats.ts';
import type { Figure } from '../prove/figure.ts';
import { openCluster, whyNoCluster } from '../prove/floor/own-cluster.ts';
import { send } from '../prove/floor/sales-floor.ts';
import type { BenchOptions } from './bench.ts';
import { inTurn, saySpread, spreadOf, undisturbed } from './compare.ts';
import { createDatabase } from './create-database.ts';
import { atRate, type Rated, type Target } from './http-load.ts';
import { platforms, playerAt, pressTarget, type On } from './presses.ts';
import { startScript } from './start-script.ts';
import { sayTimes, timed, timesOf } from './times.ts';

const rate = 200;
const perStep = 10_000;
const slackWaitsMs = 3_000;

export async function benchAck(options: BenchOptions): Promise<readonly Figure[]> {
  const { server, say } = options;
  if (server === null) return [];
  const figures: Figure[] = [];
  {
    await using database = await createDatabase(server);
    await using chats = await openChats({ environment: { DATABASE_URL: database.url, ...timed() } });
    for (const platform of platforms) {
      figures.push(...(await measure(platform, chats, options)));
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
  { rounds, seconds, say }: BenchOptions,
): Promise<readonly Figure[]> {
  const name = platform === 'slack' ? 'bolt' : 'telegraf';
  const floor = startScript(new URL(`floors/${name}.ts`, import.meta.url), [chats.secrets[platform]]);
  try {
    const ref = await aLead(chats, platform);
    const targets = {
      floor: crowdOn(platform, chats, ref, Number(await floor.find(/listening (\d+)/u))),
      ours: crowdOn(platform, chats, ref),
    };
    let from = platform === 'slack' ? 0 : 10_000_000;
    const step = (side: 'floor' | 'ours') => () =>
      undisturbed(`${platform}, ${side}`, [floor.pid, chats.baton.pid], say, () =>
        atRate(targets[side], { perSecond: rate, ms: seconds * 1000, from: (from += perStep) }),
      );
    await step('floor')();
    await step('ours')();
    await timesOf(chats.baton);
    const rated = await inTurn<Rated>(rounds, { floor: step('floor'), ours: step('ours') });
    const of = (side: 'floor' | 'ours', what: 'p50' | 'p99') => spreadOf(rated[side].map((one) => one[what]));
    for (const side of ['floor', 'ours'] as const) {
      const failed = rated[side].reduce((sum, one) => sum + one.failed, 0);
      if (failed > 0) throw new Error(`${failed} presses of ${side} were refused; nothing was measured.`);
      say(
        `  ${platform}, ${side}: p50 ${saySpread(of(side, 'p50'))} ms, p99 ${saySpread(of(side, 'p99'))} ms at ${rate}/s`,
      );
    }
    const times = await timesOf(chats.baton);
    // Those of disturbed rounds as well.
    const presses = times[`in ${targets.ours.path}`]?.length ?? 0;
    say(`  of each press on ${platform}: ${sayTimes(times, presses)}`);
    const ratio = (what: 'p50' | 'p99', than: number): Figure => ({
      row: 'P3',
      name: `${what} of an acknowledgement on ${platform} ÷ bare ${name}`,
      value: of('ours', what).median / of('floor', what).median,
      goal: { is: 'at most', than },
    });
    return [ratio('p50', 1.5), ratio('p99', 2)];
  } finally {
    await floor.stop();
  }
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
