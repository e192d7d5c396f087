/**
 * Fifty people press on each of many leads at the same moment, half of them on Slack and half on Telegram, every fifth
 * of them known on both, over three processes of the real program on one PostgreSQL. Requests are signed as the
 * platforms sign them. What the pressers were answered and shown is judged by `checkClaims`.
 */
import { seededRandom } from '../../support/seeded-random.ts';
import { speak } from '../../../src/words/say.ts';
import {
  cardsIn,
  onBoth,
  openFloor,
  pressOnSlack,
  pressOnTelegram,
  sendLead,
  untilAnnounced,
} from '../floor/both-platforms.ts';
import type { Floor, Lead, Member, Said } from '../floor/both-platforms.ts';
import { checkClaims, figures as checked } from './check-claims.ts';
import type { Click } from './check-claims.ts';
import { numberOf } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';
import { custodianId, drained } from '../floor/sales-floor.ts';

const leadsAtATime = 20;
const triesAtMost = 10;
const linkedEvery = 5;

type Presser = { readonly member: Member; readonly on: 'slack' | 'telegram' };
type Cards = { readonly slack: string; readonly telegram: number };

export async function proveClaimsOnPlatforms(options: ProofOptions): Promise<readonly Figure[]> {
  const databaseUrl = process.env['DATABASE_URL'];
  if (!databaseUrl) throw new Error('Set DATABASE_URL: the embedded database serves one process.');
  const leadCount = numberOf(options.more['leads'], options.full ? 10_000 : 100);
  const each = Math.ceil(numberOf(options.more['clicks'], 50) / 2);
  const random = seededRandom(options.seed);
  await using floor = await openFloor({
    databaseUrl,
    processes: numberOf(options.more['procs'], 3),
    people: peopleOf(each),
  });
  const pressers = pressersOf(floor.people);
  const leads: Lead[] = [];
  const clicks: Click[] = [];
  const began = performance.now();
  while (leads.length < leadCount) {
    const wave: Lead[] = [];
    const size = Math.min(leadsAtATime, leadCount - leads.length);
    for (let index = 0; index < size; index += 1) wave.push(await sendLead(floor, leads.length + index));
    const cards = await untilAnnounced(floor, wave);
    // A person has one finger: on one lead after the other.
    for (const lead of wave) {
      const on = cards.get(lead.ref);
      if (!on) throw new Error('A lead stands nowhere.');
      const shuffled = pressers.map((presser) => ({ presser, order: random.number() }));
      shuffled.sort((a, b) => a.order - b.order);
      clicks.push(...(await Promise.all(shuffled.map(({ presser }) => click(floor, presser, lead, on)))));
    }
    leads.push(...wave);
  }
  const seconds = (performance.now() - began) / 1_000;
  await drained(floor.baton());

  const custodians = new Map<string, string | null>();
  for (const { ref } of leads) {
    const shown: { custodian: unknown } = await (await floor.baton().api(`/api/leads/${ref}`)).json();
    custodians.set(ref, custodianId(shown.custodian));
  }
  const { counts, faults } = checkClaims({
    leads: leads.map(({ ref }) => ref),
    clicks,
    custodians,
    reveals: revealsIn(floor, leads),
  });
  const offered = cardsIn(floor).filter(({ codes }) =>
    codes.some((code) => code.startsWith('claim:')),
  ).length;
  const violations = [...floor.slack.record.violations, ...floor.telegram.violations()];
  for (const fault of faults.slice(0, 20)) options.say(`  ${fault.figure}: ${fault.lead}: ${fault.says}`);
  for (const one of violations.slice(0, 5)) options.say(`  ${JSON.stringify(one)}`);
  options.say(
    `claims on both platforms: ${clicks.length} presses on ${leads.length} leads in ${seconds.toFixed(0)} s ` +
      `(${(clicks.length / seconds).toFixed(0)}/s), ${clicks.filter(({ wasLate }) => wasLate).length} answered late`,
  );
  const figure = (name: string, value: number, than = 0): Figure => ({
    row: 'R1',
    name: `${name} (Slack and Telegram, ${floor.batons.length} processes)`,
    value,
    goal: { is: 'exactly', than },
  });
  return [
    ...checked.map((name) => figure(name, counts[name], name === 'winners' ? leads.length : 0)),
    figure('cards that offer what is taken', offered),
    figure('rules that the stand-ins saw broken, contacts in places among them', violations.length),
  ];
}

/** Nobody's name is part of another's. */
function peopleOf(
  each: number,
): readonly (readonly [string, typeof onBoth | { slack: boolean; telegram: boolean }])[] {
  return Array.from({ length: each }, (_, at) => {
    const number = String(at).padStart(3, '0');
    return at % linkedEvery === 0
      ? [[`Bothan${number}`, onBoth] as const]
      : [
          [`Slackan${number}`, { slack: true, telegram: false }] as const,
          [`Telegran${number}`, { slack: false, telegram: true }] as const,
        ];
  }).flat();
}

const pressersOf = (people: readonly Member[]): readonly Presser[] =>
  people.flatMap((member) => [
    ...(member.slack === null ? [] : [{ member, on: 'slack' as const }]),
    ...(member.telegram === null ? [] : [{ member, on: 'telegram' as const }]),
  ]);

async function click(floor: Floor, { member, on }: Presser, lead: Lead, cards: Cards): Promise<Click> {
  const invokedAt = performance.now();
  const code = `claim:${lead.ref}`;
  for (let tries = 1; ; tries += 1) {
    const said =
      on === 'slack'
        ? await pressOnSlack(
            floor,
            member.slack ?? '',
            { channel: floor.channel, message: cards.slack },
            code,
          )
        : await pressOnTelegram(
            floor,
            member.telegram ?? 0,
            { chat: floor.group, message: cards.telegram },
            code,
          );
    const isLate = lateAnswers.some((text) => said.text.includes(text));
    if (isLate && tries < triesAtMost) continue;
    return {
      lead: lead.ref,
      member: member.id,
      invokedAt,
      answeredAt: performance.now(),
      wasLate: tries > 1,
      answer: answerIn(floor, lead, said),
    };
  }
}

const lateAnswers = [speak('en')('replies.failed.late'), speak('en')('replies.failed.tryAgain')];

function answerIn({ people }: Floor, { number }: Lead, { text, isTaken }: Said): Click['answer'] {
  if (!isTaken || text === '') return { type: 'unknown', what: isTaken ? 'no word' : 'not taken' };
  if (text.includes(`${number} is yours already`)) return { type: 'quiet' };
  if (text.includes(`${number} is yours`)) return { type: 'won' };
  const by = people.find(({ name }) => text.includes(`${name} took it`));
  return by ? { type: 'lost', to: by.id } : { type: 'unknown', what: text };
}

function revealsIn({ slack, telegram, people }: Floor, leads: readonly Lead[]) {
  const refs = new Map(leads.map(({ index, ref }) => [index, ref]));
  return people.flatMap((member) => {
    const texts = [
      ...(member.slack === null
        ? []
        : [...slack.look.direct(member.slack), ...slack.look.ephemerals(member.slack)]),
      ...(member.telegram === null ? [] : telegram.cards(member.telegram)),
    ].map(({ text }) => text);
    return texts.flatMap((text) =>
      [...text.matchAll(/lead-(\d+)@prove\.example/gu)].flatMap(([, index]) => {
        const lead = refs.get(Number(index));
        return lead === undefined ? [] : [{ lead, member: member.id }];
      }),
    );
  });
}
