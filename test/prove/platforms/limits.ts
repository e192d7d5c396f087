/**
 * A burst of leads under the limits that the platforms really have, kept by the real program: no call above any sliding
 * window, and whoever presses is shown the contact at once, though hundreds of cards stand in line before it.
 *
 * A group takes twenty cards a minute, so the small size looks at a part of the burst; the full one at all of it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { percentile } from '../../support/percentile.ts';
import { cardsIn, openFloor, pressOnSlack, pressOnTelegram, sendLead } from '../floor/both-platforms.ts';
import type { Floor, Lead, Member, PlaceCard } from '../floor/both-platforms.ts';
import { busiest, over } from './check-pace.ts';
import { numberOf, zero } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';
import { drained } from '../floor/sales-floor.ts';

const each = 8;
/** What the way to the stand-in may shift two calls against each other. */
const toleranceMs = 100;
const pressEveryMs = 900;

export async function proveLimits(options: ProofOptions): Promise<readonly Figure[]> {
  const count = numberOf(options.more['leads'], options.full ? 1_000 : 200);
  const seconds = numberOf(options.more['seconds'], options.full ? 86_400 : 80);
  await using floor = await openFloor({
    rates: 'real',
    isPaced: true,
    databaseUrl: process.env['DATABASE_URL'] ?? null,
    people: Array.from({ length: each }, (_, at) => [
      [`Slackan${at}`, { slack: true, telegram: false }] as const,
      [`Telegran${at}`, { slack: false, telegram: true }] as const,
    ]).flat(),
  });
  await drained(floor.baton());
  const from = Date.now();
  const leads: Lead[] = [];
  for (let at = 0; at < count; at += 8) {
    const some = Array.from({ length: Math.min(8, count - at) }, (_, index) => sendLead(floor, at + index));
    leads.push(...(await Promise.all(some)));
  }
  const waits = { slack: [] as number[], telegram: [] as number[] };
  const pressed = new Set<string>();
  const pressing: Promise<void>[] = [];
  let isDone = false;
  for (let turn = 0; !isDone && Date.now() - from < seconds * 1_000; turn += 1) {
    await pause(pressEveryMs);
    // By turns, and on each platform by those who are there alone.
    const platform = turn % 2 === 0 ? 'slack' : 'telegram';
    const member = floor.people[turn % (each * 2)];
    const cards = cardsIn(floor);
    // On Slack the newest, which do not stand in the group yet: each is pressed on one side alone.
    const card = (platform === 'slack' ? cards.toReversed() : cards).find(
      (one) => one.platform === platform && refOf(one) !== null && !pressed.has(refOf(one) ?? ''),
    );
    const lead = card && leads.find(({ ref }) => ref === refOf(card));
    if (card && lead && member) {
      pressed.add(lead.ref);
      pressing.push(revealed(floor, member, card, lead).then((ms) => void waits[platform].push(ms)));
    }
    isDone = cardsIn(floor).filter(({ platform: on }) => on === 'telegram').length === count;
  }
  await Promise.all(pressing);
  const shown = cardsIn(floor).filter(({ at }) => at >= from);
  const posts = floor.slack.record.calls
    .filter(
      ({ method, where, acted, at }) =>
        method === 'chat.postMessage' && where === floor.channel && acted && at >= from,
    )
    .map(({ at }) => at);
  const closest = Math.min(...posts.slice(1).map((at, index) => at - (posts[index] ?? 0)));
  const writes = floor.telegram
    .calls()
    .filter(({ method, at }) => /^(?:send(?!ChatAction)|edit)/u.test(method) && at >= from);
  const inGroup = writes.filter(({ chat }) => chat === floor.group).map(({ at }) => at);
  const refused =
    floor.slack.record.calls.filter(({ outcome }) => outcome === 'ratelimited' || outcome.startsWith('429'))
      .length + floor.telegram.calls().filter(({ outcome }) => outcome === '429').length;
  const violations = [...floor.slack.record.violations, ...floor.telegram.violations()];
  for (const one of violations.slice(0, 5)) options.say(`  ${JSON.stringify(one)}`);
  options.say(
    `limits: ${leads.length} leads at once, watched for ${((Date.now() - from) / 1_000).toFixed(0)} s: ${shown.length} cards, ` +
      `${waits.slack.length} and ${waits.telegram.length} reveals; a group's busiest minute has ${busiest(inGroup, 60_000)} calls, two posts in a channel are ${closest} ms apart at least`,
  );
  return [
    // One that was long on its way comes closer to the next; Slack takes a short burst for what it is (S75).
    zero('R13', 'posts above 1/s in a channel, over any 5 s', over(posts, 6, 5_000 - toleranceMs)),
    zero('R13', 'calls above 20/min in a group', over(inGroup, 20, 60_000 - toleranceMs)),
    zero(
      'R13',
      'calls above 30/s on Telegram',
      over(
        writes.map(({ at }) => at),
        30,
        1_000 - toleranceMs,
      ),
    ),
    zero('R13', 'refusals for too many calls', refused),
    zero('R13', 'rules that the stand-ins saw broken', violations.length),
    ...(['slack', 'telegram'] as const).map((platform): Figure => ({
      row: 'R13',
      name: `wait for a reveal, p99 of ${waits[platform].length} (${platform})`,
      value:
        percentile(
          waits[platform].toSorted((a, b) => a - b),
          0.99,
        ) ?? Number.NaN,
      goal: { is: 'at most', than: 2_000 },
      unit: 'ms',
    })),
    {
      row: 'R13',
      name: 'cards that still stood in line',
      value: count * 2 - shown.length,
      goal: { is: 'at least', than: options.full ? 0 : 1 },
    },
  ];
}

const refOf = ({ codes }: PlaceCard): string | null =>
  codes.find((code) => code.startsWith('claim:'))?.slice('claim:'.length) ?? null;

/** From the press to the contact before the winner's eyes. */
async function revealed(floor: Floor, member: Member, card: PlaceCard, lead: Lead): Promise<number> {
  const { slack, telegram } = floor;
  const code = `claim:${lead.ref}`;
  const from = Date.now();
  if (card.platform === 'slack') {
    const person = member.slack ?? '';
    await pressOnSlack(floor, person, { channel: floor.channel, message: card.message }, code);
    const { at } = await slack.record.until(
      'the contact',
      () => slack.look.direct(person).find(({ text }) => text.includes(lead.email)),
      30_000,
    );
    return at - from;
  }
  const person = member.telegram ?? 0;
  await pressOnTelegram(floor, person, { chat: floor.group, message: Number(card.message) }, code);
  const { sentAt } = await telegram.until(
    'the contact',
    () => telegram.cards(person).find(({ text }) => text.includes(lead.email)),
    30_000,
  );
  return sentAt - from;
}
