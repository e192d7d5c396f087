/**
 * One platform is down (connections refused, hung, answered with 5xx) while leads come in: the other must announce them
 * as fast as ever, measured side by side; and what was left must go out as fast as the limits let it.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { percentile } from '../../support/percentile.ts';
import { cardsIn, isAbout, openFloor, sendLead } from '../floor/both-platforms.ts';
import type { Floor, Lead } from '../floor/both-platforms.ts';
import { drainRatio, slowdown } from './check-isolate.ts';
import { numberOf } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';
import { drained } from '../floor/sales-floor.ts';

const platforms = ['slack', 'telegram'] as const;
type Platform = (typeof platforms)[number];
const troubles = ['refused', 'hung', '5xx'] as const;
type Trouble = (typeof troubles)[number];
const leadEveryMs = 120;
const lookEveryMs = 500;
const shownWithinMs = 60_000;
/** A post a second and channel; twenty a minute and group. */
const everyMs = { slack: 1_000, telegram: 3_000 } as const;

export async function proveIsolate(options: ProofOptions): Promise<readonly Figure[]> {
  const each = numberOf(options.more['leads'], options.full ? 200 : 15);
  const rounds = options.full ? 5 : 1;
  const waits = await besideEachOther(each, rounds, options);
  const drains = await backlogs(options.full ? 200 : 16, options);
  return [
    ...platforms.flatMap((platform): readonly Figure[] => [
      {
        row: 'R12',
        name: `announcing on ${platform} with the other down, p99 ÷ undisturbed (${waits[platform].beside.length} leads)`,
        value: slowdown(waits[platform], 0.99),
        goal: { is: 'at most', than: 1.2 },
      },
      {
        row: 'R12',
        name: `announcing on ${platform} with the other down, p50 ÷ undisturbed`,
        value: slowdown(waits[platform], 0.5),
        goal: { is: 'at most', than: 1.2 },
      },
    ]),
    ...platforms.map((platform): Figure => ({
      row: 'R12',
      name: `backlog on ${platform}: time ÷ what its limit allows`,
      value: drains[platform],
      goal: { is: 'at most', than: 1.05 },
    })),
    { row: 'R12', name: 'announcements lost', value: drains.lost, goal: { is: 'exactly', than: 0 } },
  ];
}

async function besideEachOther(each: number, rounds: number, options: ProofOptions) {
  await using floor = await openFloor({ databaseUrl: process.env['DATABASE_URL'] ?? null });
  const waits = {
    slack: { quiet: [] as number[], beside: [] as number[] },
    telegram: { quiet: [] as number[], beside: [] as number[] },
  };
  let index = 0;
  const own = monitorEventLoopDelay({ resolution: 5 });
  let heldUpMs = 0;
  const announce = async (on: readonly Platform[], to: 'quiet' | 'beside') => {
    const sent: { readonly lead: Lead; readonly at: number }[] = [];
    own.reset();
    own.enable();
    for (let count = 0; count < each; count += 1) {
      const at = Date.now();
      sent.push({ lead: await sendLead(floor, (index += 1)), at });
      await pause(leadEveryMs);
    }
    own.disable();
    if (on.length > 0) heldUpMs = Math.max(heldUpMs, own.max / 1e6);
    const leads = sent.map(({ lead }) => lead);
    for (const platform of on) {
      const shown = await untilShown(floor, platform, leads);
      waits[platform][to].push(...sent.map(({ at }, place) => (shown[place] ?? Number.NaN) - at));
    }
  };
  // What is loaded and compiled once is not what is measured.
  await announce([], 'quiet');
  for (let round = 0; round < rounds; round += 1) {
    for (const trouble of troubles) {
      for (const platform of platforms) {
        await drained(floor.baton());
        await announce([platform], 'quiet');
        const other = platform === 'slack' ? 'telegram' : 'slack';
        await begin(floor, other, trouble);
        await announce([platform], 'beside');
        await end(floor, other, trouble);
      }
    }
  }
  await drained(floor.baton());
  for (const platform of platforms) {
    const { quiet, beside } = waits[platform];
    const of = (all: readonly number[], share: number) =>
      (
        percentile(
          all.toSorted((a, b) => a - b),
          share,
        ) ?? Number.NaN
      ).toFixed(0);
    options.say(
      `isolate, ${platform}: undisturbed p50 ${of(quiet, 0.5)}, p99 ${of(quiet, 0.99)} ms of ${quiet.length}; ` +
        `with the other down p50 ${of(beside, 0.5)}, p99 ${of(beside, 0.99)} ms of ${beside.length}`,
    );
  }
  options.say(`isolate: the proof itself was held up for ${heldUpMs.toFixed(0)} ms at most`);
  return waits;
}

/**
 * When each was shown. Looking takes its time, and meanwhile the stand-ins answer nobody: so it is done once for all of
 * them, never while leads come in, and with a pause behind it.
 */
async function untilShown(
  floor: Floor,
  platform: Platform,
  leads: readonly Lead[],
): Promise<readonly number[]> {
  const deadline = Date.now() + shownWithinMs;
  for (;;) {
    await pause(lookEveryMs);
    const cards = cardsIn(floor).filter((card) => card.platform === platform);
    const found = leads.flatMap((lead) => cards.find((card) => isAbout(card, lead))?.at ?? []);
    await pause(lookEveryMs);
    if (found.length === leads.length) return found;
    if (Date.now() > deadline) throw new Error(`Not every lead was shown on ${platform}.`);
  }
}

async function begin({ slack, telegram }: Floor, platform: Platform, trouble: Trouble): Promise<void> {
  if (trouble === 'refused') await (platform === 'slack' ? slack.shut() : telegram.shut());
  else if (platform === 'slack') slack.fault({ kind: trouble === 'hung' ? 'hang' : 'html 502' });
  else telegram.fault({ kind: trouble === 'hung' ? 'hang' : '500', methods: ['*'] });
}

async function end({ slack, telegram }: Floor, platform: Platform, trouble: Trouble): Promise<void> {
  if (trouble === 'refused') await (platform === 'slack' ? slack.reopen() : telegram.reopen());
  else if (platform === 'slack') slack.heal();
  else telegram.heal();
}

/** Both are down while leads come in, and then back: under the real limits. */
async function backlogs(count: number, options: ProofOptions) {
  await using floor = await openFloor({ isPaced: true, databaseUrl: process.env['DATABASE_URL'] ?? null });
  await drained(floor.baton());
  for (const platform of platforms) await begin(floor, platform, 'refused');
  const leads: Lead[] = [];
  for (let index = 0; index < count; index += 1) leads.push(await sendLead(floor, index));
  await pause(3_000);
  for (const platform of platforms) await end(floor, platform, 'refused');
  const from = Date.now();
  const deadline = from + 30_000 + count * everyMs.telegram * 2;
  const shown = () => cardsIn(floor).filter((card) => leads.some((lead) => isAbout(card, lead)));
  while (shown().length < count * 2 && Date.now() < deadline) await pause(200);
  const moments = (platform: Platform) =>
    shown()
      .filter((card) => card.platform === platform)
      .map(({ at }) => at);
  const first = platforms.map((platform) => `${platform} after ${Math.min(...moments(platform)) - from} ms`);
  const gaps = platforms.map((platform) => {
    const sorted = moments(platform).toSorted((a, b) => a - b);
    return sorted
      .slice(1)
      .map((at, index) => at - (sorted[index] ?? 0))
      .join(' ');
  });
  options.say(
    `isolate: ${count} leads waited on both; the first came on ${first.join(', on ')}; then every ${gaps.join(' ms, ')} ms`,
  );
  return {
    slack: drainRatio(moments('slack'), everyMs.slack),
    telegram: drainRatio(moments('telegram'), everyMs.telegram),
    lost: count * 2 - shown().length,
  };
}
