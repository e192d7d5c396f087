/**
 * Every delivery of both platforms comes one to four times, to two processes at once, some copies seconds later, when
 * the person has long gone on; and Telegram's updates in another order. Whatever people did must happen once.
 *
 * The small size is 1,500 deliveries: of bugs that act twice, a fifth of it finds many effects.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '../../support/seeded-random.ts';
import {
  onBoth,
  openFloor,
  pressOnSlack,
  pressOnTelegram,
  sendLead,
  untilAnnounced,
} from '../floor/both-platforms.ts';
import type { Floor, Lead, Member, Said } from '../floor/both-platforms.ts';
import { checkEffects, effectFigures } from './check-effects.ts';
import type { Expected, Happened } from './check-effects.ts';
import { numberOf } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';
import { drained } from '../floor/sales-floor.ts';

const names = ['Alma', 'Borys', 'Cyril', 'Daryna', 'Edita', 'Fedir', 'Halyna', 'Ihor'];
/** So often each lead is taken and let go, and taken for good. */
const rounds = 4;
const longestLateMs = 1_500;

export async function proveRedeliver(options: ProofOptions): Promise<readonly Figure[]> {
  const databaseUrl = process.env['DATABASE_URL'];
  if (!databaseUrl) throw new Error('Set DATABASE_URL: the embedded database serves one process.');
  const goal = numberOf(options.more['tries'], options.full ? 100_000 : 1_500);
  const random = seededRandom(options.seed);
  await using floor = await openFloor({
    databaseUrl,
    processes: 2,
    people: names.map((name) => [name, onBoth]),
  });
  floor.door.repeat(
    () => 1 + Math.floor(random.number() * 4),
    () => (random.number() < 0.5 ? 0 : random.number() * longestLateMs),
  );
  const expected: Expected[] = [];
  const unanswered: string[] = [];
  const began = performance.now();
  let sent = 0;
  while (floor.door.counts.deliveries < goal) {
    const leads: Lead[] = [];
    for (const _ of [...names, ...names]) leads.push(await sendLead(floor, (sent += 1)));
    const cards = await untilAnnounced(floor, leads);
    await Promise.all(
      floor.people.flatMap((member, at) =>
        ([leads[at * 2], leads[at * 2 + 1]] as const).map((lead, side) => {
          const card = lead && cards.get(lead.ref);
          if (!lead || !card) throw new Error('There is no lead to press on.');
          return takeAndLetGo(floor, member, lead, card, side === 0, unanswered);
        }),
      ),
    );
    expected.push(...leads.map(({ ref }) => ({ ref, deeds: { claimed: rounds + 1, released: rounds } })));
  }
  const pressed = floor.door.counts.deliveries;
  const pulls = await pullNext(floor, sent);
  await floor.door.quiet();
  await drained(floor.baton());
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  const faults = checkEffects(
    expected,
    await historiesOf(
      floor,
      expected.map(({ ref }) => ref),
    ),
  );
  const pulled = await historiesOf(floor, pulls.refs);
  const taken = pulled.flatMap(({ events }) => events).filter((event) => event === 'claimed').length;
  const { requests, deliveries } = floor.door.counts;
  options.say(
    `redeliver: ${requests} deeds in ${deliveries} deliveries (${pressed} of presses) to 2 processes, ${expected.length} leads, ${seconds} s`,
  );
  for (const { figure, says } of faults.slice(0, 10)) options.say(`  ${figure}: ${says}`);
  for (const line of unanswered.slice(0, 10)) options.say(`  unanswered: ${line}`);
  const figure = (name: string, value: number, than = 0): Figure => ({
    row: 'R14',
    name,
    value,
    goal: { is: 'exactly', than },
  });
  return [
    ...effectFigures.map((name) => figure(name, faults.filter((one) => one.figure === name).length)),
    figure('presses without an answer', unanswered.length),
    figure('leads handed out by "next"', taken, pulls.asked),
    { row: 'R14', name: 'deliveries', value: deliveries, goal: { is: 'at least', than: goal } },
  ];
}

async function takeAndLetGo(
  floor: Floor,
  { slack, telegram }: Member,
  lead: Lead,
  card: { readonly slack: string; readonly telegram: number },
  isOnSlack: boolean,
  unanswered: string[],
): Promise<void> {
  if (slack === null || telegram === null) throw new Error('Everybody is on both platforms.');
  const own = () =>
    floor.slack.look
      .direct(slack)
      .find(({ buttons }) => buttons.some(({ code }) => code === `release:${lead.ref}`));
  const ownFar = () =>
    floor.telegram
      .cards(telegram)
      .find(({ buttons }) => buttons.some(({ code }) => code === `release:${lead.ref}`));
  const claim = () =>
    isOnSlack
      ? pressOnSlack(floor, slack, { channel: floor.channel, message: card.slack }, `claim:${lead.ref}`)
      : pressOnTelegram(floor, telegram, { chat: floor.group, message: card.telegram }, `claim:${lead.ref}`);
  const release = async (): Promise<Said> => {
    try {
      if (isOnSlack) {
        const at = await floor.telegram.until('the own card', own, 30_000);
        return await pressOnSlack(floor, slack, at, `release:${lead.ref}`);
      }
      const { message } = await floor.telegram.until('the own card', ownFar, 30_000);
      return await pressOnTelegram(floor, telegram, { chat: telegram, message }, `release:${lead.ref}`);
    } catch (error) {
      const [happened] = await historiesOf(floor, [lead.ref]);
      const shown = [...floor.slack.look.direct(slack), ...floor.telegram.cards(telegram)]
        .filter(({ text }) => text.includes(lead.number))
        .map(({ text, buttons }) => `${text.slice(0, 80)} (${buttons.length} buttons)`);
      unanswered.push(
        `${isOnSlack ? 'Slack' : 'Telegram'}: ${String(error)} ${happened?.events.join(' ')} | ${shown.join(' | ')}`,
      );
      return { text: 'told above', isTaken: true };
    }
  };
  const note = (what: string, { text, isTaken }: Said) => {
    if (!isTaken || text === '')
      unanswered.push(`${what} of ${lead.ref}: ${isTaken ? 'no word' : 'not taken'}`);
  };
  for (let round = 0; round < rounds; round += 1) {
    note('claim', await claim());
    note('release', await release());
  }
  note('claim', await claim());
}

/** Asking for the next lead takes one each time: a repeated question would take one more. */
async function pullNext(
  floor: Floor,
  from: number,
): Promise<{ readonly refs: readonly string[]; readonly asked: number }> {
  const { slack, telegram, people } = floor;
  const refs: string[] = [];
  for (let index = 0; index < people.length * 6; index += 1)
    refs.push((await sendLead(floor, from + index + 1)).ref);
  const asked = people.length * 3;
  const heard = new Map(people.map((one) => [one.id, telegram.cards(one.telegram ?? 0).length]));
  telegram.hold();
  for (const one of people) telegram.say({ person: one.telegram ?? 0, text: '/next' });
  telegram.letGo({ seed: from, times: 2 });
  for (const one of people) {
    await slack.hands.type(one.slack ?? '', floor.channel, '/baton next');
    await slack.hands.say(one.slack ?? '', 'next');
  }
  await telegram.until(
    'everybody has heard',
    () => people.every((one) => telegram.cards(one.telegram ?? 0).length > (heard.get(one.id) ?? 0)),
    60_000,
  );
  await floor.door.quiet();
  await pause(longestLateMs);
  return { refs, asked };
}

async function historiesOf(floor: Floor, refs: readonly string[]): Promise<readonly Happened[]> {
  const happened: Happened[] = [];
  for (const ref of refs) {
    const lead: { history: readonly { event: string }[] } = await (
      await floor.baton().api(`/api/leads/${ref}`)
    ).json();
    happened.push({ ref, events: lead.history.map(({ event }) => event) });
  }
  return happened;
}
