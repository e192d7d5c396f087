/**
 * A storm on both platforms at once: of all calls 30 % are told to come again in a while, 10 % fail with 5xx, 10 % are
 * never answered, 5 % are cut off; some of these were done, some were not. Leads go on coming in. When it is over,
 * everything must be there, and nobody may have come back before their time.
 *
 * The small size blows for half a minute, not for three: what is left afterwards takes three seconds a card in a group.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '../../support/seeded-random.ts';
import { cardsIn, isAbout, numbersOn, openFloor, sendLead } from '../floor/both-platforms.ts';
import type { Floor, Lead } from '../floor/both-platforms.ts';
import { checkCopies } from './check-copies.ts';
import { early, shareOfAllowance, whereItWent } from './check-storm.ts';
import type { Attempt, Spent } from './check-storm.ts';
import { numberOf, zero } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';

/** `Retry-After` in whole seconds, equally often; the small size can't wait for thirty. */
const waits = { small: [1, 2, 3], full: [1, 14, 30] } as const;
/** A call that is never answered is given up after so long, and holds its place until then. */
const givenUpMs = 10_000;
const toleranceMs = 30;
const platforms = ['slack', 'telegram'] as const;
type Platform = (typeof platforms)[number];
/** A post a second and channel; twenty a minute and group. */
const everyMs = { slack: 1_000, telegram: 3_000 } as const;
/** Of these faults of Telegram the message stands, and who sent it does not hear so. */
const doneUnheard: ReadonlySet<string> = new Set(['answer lost', 'hang after', '502 after']);
/** A look reads all cards, of which there are thousands in the full size. */
const lookEveryMs = { small: 250, full: 5_000 } as const;
const drainMs = { small: 240_000, full: 4 * 3_600_000 } as const;

export async function proveStorm(options: ProofOptions): Promise<readonly Figure[]> {
  const size = options.full ? 'full' : 'small';
  const count = numberOf(options.more['leads'], options.full ? 2_000 : 34);
  const seconds = numberOf(options.more['seconds'], options.full ? 1_800 : 30);
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
    return platforms.every((platform) => {
      const shown = new Set(
        cards.filter((card) => card.platform === platform).flatMap((card) => numbersOn(card)),
      );
      return leads.every(({ number }) => shown.has(number));
    });
  };
  while (!isThere() && Date.now() - over < drainMs[size]) await pause(lookEveryMs[size]);

  const attempts = {
    slack: onSlack(floor, from),
    telegram: onTelegram(floor, from),
  };
  const cards = cardsIn(floor).flatMap((card) => {
    const lead = leads.find((one) => isAbout(card, one));
    return lead ? [{ platform: card.platform, lead: lead.number, offersClaim: false }] : [];
  });
  const unanswered = floor.telegram
    .calls('sendMessage')
    .filter(({ at, outcome }) => at >= from && doneUnheard.has(outcome)).length;
  const counts = checkCopies({ leads: leads.map(({ number }) => number), cards, lostOnTelegram: unanswered });
  const tooEarly =
    floor.slack.record.violations.filter(({ what }) => what === 'call before Retry-After').length +
    floor.telegram.violations().filter(({ what }) => what.includes('retry_after')).length;
  const toldToWait = (all: readonly Attempt[]) =>
    all.filter(({ retryAfterMs }) => retryAfterMs !== null).length;
  const spent = (platform: Platform) =>
    whereItWent(
      attempts[platform].filter(({ at }) => at < over),
      everyMs[platform],
    );
  options.say(
    `storm: ${leads.length} leads in ${seconds} s; ${attempts.slack.length} posts on Slack, ${toldToWait(attempts.slack)} told to wait; ` +
      `${attempts.telegram.length} on Telegram, ${toldToWait(attempts.telegram)} told to wait; all there ${((Date.now() - over) / 1_000).toFixed(0)} s after it`,
  );
  for (const platform of platforms) options.say(`storm, ${platform}: ${sayWhere(spent(platform))}`);
  return [
    zero('R10', 'announcements lost', counts.lost),
    zero('R10', 'copies on Slack', counts.slackCopies),
    zero('R10', 'copies on Telegram beyond one for a lost answer', counts.beyond),
    zero(
      'R10',
      'calls before Retry-After, as we count',
      early(attempts.slack, toleranceMs) + early(attempts.telegram, toleranceMs),
    ),
    zero('R10', 'calls before Retry-After, as the platforms count', tooEarly),
    ...platforms.map((platform): Figure => ({
      row: 'R10',
      name: `share of the allowed rate used while it blew (${platform})`,
      value: shareOfAllowance(spent(platform)),
      goal: { is: 'at least', than: 0.9 },
    })),
    {
      row: 'R10',
      name: 'calls that met the storm',
      value: attempts.slack.length + attempts.telegram.length - cards.length,
      // In the full size whoever is told to wait, for half a minute at times, calls no more often.
      goal: { is: 'at least', than: options.full ? seconds / 10 : count / 4 },
    },
  ];
}

function sayWhere(spent: Spent): string {
  const seconds = (ms: number) => (ms / 1_000).toFixed(1);
  const { usedMs, shutMs, heldMs, lostMs } = spent;
  return (
    `${seconds(usedMs)} s used by calls, ${seconds(shutMs)} s told to stay away, ` +
    `${seconds(heldMs)} s held by calls that were never answered, ${seconds(lostMs)} s lost`
  );
}

function blow({ slack, telegram }: Floor, seconds: readonly number[]): void {
  const kinds = [
    ...seconds.map(
      (wait) => ({ kind: '429', far: '429', part: 0.3 / seconds.length, seconds: wait }) as const,
    ),
    { kind: 'html 502', far: '502', part: 0.05 },
    { kind: 'html 502 after', far: '502 after', part: 0.05 },
    { kind: 'hang', far: 'hang', part: 0.05 },
    { kind: 'lost answer', far: 'answer lost', part: 0.05 },
    { kind: 'reset', far: 'reset', part: 0.05 },
  ] as const;
  let left = 1;
  for (const { kind, far, part, ...more } of kinds) {
    // Drawn one after the other, so that each share is one of what the former left.
    const share = part / left;
    slack.fault({ kind, method: 'chat.postMessage', share, ...more });
    telegram.fault({ kind: far, methods: ['sendMessage'], percent: share * 100, ...more });
    left -= part;
  }
}

function onSlack({ slack, channel }: Floor, from: number): readonly Attempt[] {
  return slack.record.calls
    .filter(({ method, where, at }) => method === 'chat.postMessage' && where === channel && at >= from)
    .map(({ at, outcome, retryAfterMs }) => ({ at, lane: channel, retryAfterMs, heldMs: heldMs(outcome) }));
}

function onTelegram({ telegram, group }: Floor, from: number): readonly Attempt[] {
  return telegram
    .calls('sendMessage')
    .filter(({ chat, at }) => chat === group && at >= from)
    .map(({ at, outcome, retryAfterMs }) => ({
      at,
      lane: String(group),
      retryAfterMs,
      heldMs: heldMs(outcome),
    }));
}

const heldMs = (outcome: string) => (outcome === 'hang' ? givenUpMs : 0);
