/**
 * A storm on both platforms at once: of all calls 30 % are told to come again in a while, 10 % fail with 5xx, 10 % are
 * never answered, 5 % are cut off; some of these were done, some were not. Leads go on coming in. When it is over,
 * everything must be there, and nobody may have come back before their time.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '../support/seeded-random.ts';
import { cardsIn, isAbout, openFloor, sendLead } from './both-platforms.ts';
import type { Floor, Lead } from './both-platforms.ts';
import { checkCopies } from './check-copies.ts';
import { early, shareOfAllowance } from './check-storm.ts';
import type { Attempt } from './check-storm.ts';
import { numberOf } from './figure.ts';
import type { Figure, ProofOptions } from './figure.ts';

/** `Retry-After` in whole seconds; the small size can't wait for thirty. */
const waits = { small: 2, full: 15 } as const;
/** A call that is never answered is given up after so long, and holds its place until then. */
const givenUpMs = 10_000;
const toleranceMs = 30;
const drainMs = { small: 240_000, full: 4 * 3_600_000 } as const;

export async function proveStorm(options: ProofOptions): Promise<readonly Figure[]> {
  const size = options.full ? 'full' : 'small';
  const count = numberOf(options.more['leads'], options.full ? 2_000 : 45);
  const seconds = numberOf(options.more['seconds'], options.full ? 1_800 : 40);
  const random = seededRandom(options.seed);
  await using floor = await openFloor({
    isPaced: true,
    databaseUrl: process.env['DATABASE_URL'] ?? null,
    random: () => random.number(),
  });
  await pause(2_000);
  const from = Date.now();
  blow(floor, waits[size]);
  const leads: Lead[] = [];
  for (let index = 0; index < count; index += 1) {
    leads.push(await sendLead(floor, index));
  }
  const left = from + seconds * 1_000 - Date.now();
  if (left > 0) await pause(left);
  const over = Date.now();
  floor.slack.heal();
  floor.telegram.heal();
  const isThere = () => {
    const cards = cardsIn(floor);
    return (['slack', 'telegram'] as const).every((platform) =>
      leads.every((lead) => cards.some((card) => card.platform === platform && isAbout(card, lead))),
    );
  };
  while (!isThere() && Date.now() - over < drainMs[size]) await pause(250);

  const attempts = {
    slack: onSlack(floor, from, waits[size] * 1_000),
    telegram: onTelegram(floor, from, waits[size] * 1_000),
  };
  const cards = cardsIn(floor).flatMap((card) => {
    const lead = leads.find((one) => isAbout(card, one));
    return lead ? [{ platform: card.platform, lead: lead.number, offersClaim: false }] : [];
  });
  const unanswered = floor.telegram
    .calls('sendMessage')
    .filter(
      ({ at, outcome }) => at >= from && (outcome === 'answer lost' || outcome === 'hang after'),
    ).length;
  const counts = checkCopies({ leads: leads.map(({ number }) => number), cards, lostOnTelegram: unanswered });
  const tooEarly =
    floor.slack.record.violations.filter(({ what }) => what === 'call before Retry-After').length +
    floor.telegram.violations().filter(({ what }) => what.includes('retry_after')).length;
  const toldToWait = (all: readonly Attempt[]) =>
    all.filter(({ retryAfterMs }) => retryAfterMs !== null).length;
  const share = (platform: 'slack' | 'telegram', every: number) =>
    shareOfAllowance(
      attempts[platform].filter(({ at }) => at < over),
      every,
    );
  options.say(
    `storm: ${leads.length} leads in ${seconds} s; ${attempts.slack.length} posts on Slack, ${toldToWait(attempts.slack)} told to wait; ` +
      `${attempts.telegram.length} on Telegram, ${toldToWait(attempts.telegram)} told to wait; all there ${((Date.now() - over) / 1_000).toFixed(0)} s after it`,
  );
  const zero = (name: string, value: number): Figure => ({
    row: 'R10',
    name,
    value,
    goal: { is: 'exactly', than: 0 },
  });
  return [
    zero('announcements lost', counts.lost),
    zero('copies on Slack', counts.slackCopies),
    zero('copies on Telegram beyond one for a lost answer', counts.beyond),
    zero(
      'calls before Retry-After, as we count',
      early(attempts.slack, toleranceMs) + early(attempts.telegram, toleranceMs),
    ),
    zero('calls before Retry-After, as the platforms count', tooEarly),
    ...(
      [
        ['slack', 1_000],
        ['telegram', 3_000],
      ] as const
    ).map(([platform, every]): Figure => ({
      row: 'R10',
      name: `share of the allowed rate used while it blew (${platform})`,
      value: share(platform, every),
      goal: { is: 'at least', than: 0.9 },
    })),
    {
      row: 'R10',
      name: 'calls that met the storm',
      value: attempts.slack.length + attempts.telegram.length - cards.length,
      goal: { is: 'at least', than: count / 4 },
    },
  ];
}

function blow({ slack, telegram }: Floor, wait: number): void {
  // Drawn one after the other, so that each share is one of what the former left.
  slack.fault({ kind: '429', method: 'chat.postMessage', seconds: wait, share: 0.3 });
  telegram.fault({ kind: '429', methods: ['sendMessage'], seconds: wait, percent: 30 });
  for (const [kind, far, share] of [
    ['html 502', '502', 0.07],
    ['html 502 after', '502 after', 0.07],
    ['hang', 'hang', 0.07],
    ['lost answer', 'answer lost', 0.07],
    ['reset', 'reset', 0.07],
  ] as const) {
    slack.fault({ kind, method: 'chat.postMessage', share });
    telegram.fault({ kind: far, methods: ['sendMessage'], percent: share * 100 });
  }
}

function onSlack({ slack, channel }: Floor, from: number, waitMs: number): readonly Attempt[] {
  return slack.record.calls
    .filter(({ method, where, at }) => method === 'chat.postMessage' && where === channel && at >= from)
    .map(({ at, outcome }) => ({ at, lane: channel, ...metBy(outcome, waitMs) }));
}

function onTelegram({ telegram, group }: Floor, from: number, waitMs: number): readonly Attempt[] {
  return telegram
    .calls('sendMessage')
    .filter(({ chat, at }) => chat === group && at >= from)
    .map(({ at, outcome }) => ({ at, lane: String(group), ...metBy(outcome, waitMs) }));
}

function metBy(outcome: string, waitMs: number): Pick<Attempt, 'retryAfterMs' | 'heldMs'> {
  const isToldToWait = outcome === '429' || outcome === 'ratelimited';
  return { retryAfterMs: isToldToWait ? waitMs : null, heldMs: outcome === 'hang' ? givenUpMs : 0 };
}
