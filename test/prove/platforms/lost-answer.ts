/**
 * Every send is done, and its answer never comes: cards in the places and the winners' private cards, on both platforms.
 * Slack can be asked what stands there, so nothing may stand there twice. Telegram can't, so a copy may stay; whoever
 * presses on one must find it in step from then on.
 */
import { seededRandom } from '../../support/seeded-random.ts';
import {
  cardsIn,
  isAbout,
  openFloor,
  pressOnSlack,
  pressOnTelegram,
  sendLead,
} from '../floor/both-platforms.ts';
import type { Floor, Lead, PlaceCard } from '../floor/both-platforms.ts';
import { checkCopies } from './check-copies.ts';
import type { CopyCounts } from './check-copies.ts';
import { numberOf, zero } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';
import { drained } from '../floor/sales-floor.ts';

const batch = 10;
/** Done, and then: the connection breaks, or a proxy says that it knows nothing. */
const slackFaults = ['lost answer', 'html 502 after', 'internal_error after'] as const;
const telegramFaults = ['answer lost', '502 after'] as const;

export async function proveLostAnswer(options: ProofOptions): Promise<readonly Figure[]> {
  const sends = numberOf(options.more['leads'], options.full ? 1_000 : 60);
  const random = seededRandom(options.seed);
  await using floor = await openFloor({ databaseUrl: process.env['DATABASE_URL'] ?? null });
  const leads: Lead[] = [];
  const began = performance.now();
  for (let at = 0; at < sends; at += batch) {
    const count = Math.min(batch, sends - at);
    lose(floor, at / batch, count);
    for (let index = 0; index < count; index += 1) leads.push(await sendLead(floor, at + index));
    await drained(floor.baton());
  }
  const lost = lostAnswers(floor);
  const announced = judge(floor, leads, lost.telegram);

  // The winners' private cards, too.
  for (const [at, lead] of leads.entries()) {
    if (at % batch === 0) lose(floor, at / batch, Math.min(batch, sends - at));
    await pressOne(floor, lead, at, random.number());
    if (at % batch === batch - 1) await drained(floor.baton());
  }
  await drained(floor.baton());
  const untouched = judge(floor, leads, lost.telegram).stillOffering;
  await pressAllThatOffer(floor, leads);
  await drained(floor.baton());
  const claimed = judge(floor, leads, lost.telegram);
  const privately = privateCards(floor, leads);
  const all = lostAnswers(floor);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  options.say(
    `lost-answer: ${leads.length} leads; answers lost: ${all.slack} on Slack, ${all.telegram} on Telegram; ` +
      `${announced.telegramCopies} copies on Telegram, of which ${untouched} offered the lead until they were pressed, ${seconds} s`,
  );
  return [
    zero('R11', 'announcements lost', announced.lost),
    zero('R11', 'copies on Slack', announced.slackCopies),
    zero('R11', 'copies on Telegram beyond one for a lost answer', announced.beyond),
    zero('R11', 'cards that offer a claimed lead, each pressed once', claimed.stillOffering),
    zero('R11', 'copies on Slack after the claims', claimed.slackCopies),
    zero('R11', 'private cards lost', privately.lost),
    zero('R11', 'private cards doubled on Slack', privately.slackCopies),
    zero(
      'R11',
      'private cards doubled on Telegram beyond one for a lost answer',
      Math.max(privately.telegramCopies - (all.telegram - lost.telegram), 0),
    ),
    zero(
      'R11',
      'contacts in a place',
      floor.slack.record.violations.length + floor.telegram.violations().length,
    ),
    {
      row: 'R11',
      name: 'answers lost',
      value: all.slack + all.telegram,
      goal: { is: 'at least', than: sends * 2 },
    },
  ];
}

function lose({ slack, telegram }: Floor, turn: number, times: number): void {
  const [onSlack, onTelegram] = [
    slackFaults[turn % slackFaults.length],
    telegramFaults[turn % telegramFaults.length],
  ];
  if (!onSlack || !onTelegram) throw new Error('There is no such fault.');
  slack.fault({ kind: onSlack, method: 'chat.postMessage', times });
  telegram.fault({ kind: onTelegram, methods: ['sendMessage'], times });
}

function lostAnswers({ slack, telegram }: Floor): { readonly slack: number; readonly telegram: number } {
  const lost = new Set<string>([...slackFaults, ...telegramFaults]);
  return {
    slack: slack.record.calls.filter(
      ({ method, outcome, acted }) => method === 'chat.postMessage' && acted && outcome !== 'ok',
    ).length,
    telegram: telegram.calls('sendMessage').filter(({ outcome }) => lost.has(outcome)).length,
  };
}

const claims = (card: PlaceCard, lead: Lead) => card.codes.includes(`claim:${lead.ref}`);

function judge(floor: Floor, leads: readonly Lead[], lostOnTelegram: number): CopyCounts {
  const cards = cardsIn(floor).flatMap((card) => {
    const lead = leads.find((one) => isAbout(card, one));
    return lead ? [{ platform: card.platform, lead: lead.number, offersClaim: claims(card, lead) }] : [];
  });
  return checkCopies({ leads: leads.map(({ number }) => number), cards, lostOnTelegram });
}

async function press(floor: Floor, card: PlaceCard, lead: Lead, at: number): Promise<void> {
  const member = floor.people[at % floor.people.length];
  const code = `claim:${lead.ref}`;
  if (card.platform === 'slack') {
    await pressOnSlack(floor, member?.slack ?? '', { channel: floor.channel, message: card.message }, code);
  } else {
    await pressOnTelegram(
      floor,
      member?.telegram ?? 0,
      { chat: floor.group, message: Number(card.message) },
      code,
    );
  }
}

/** Any of the lead's cards, a copy as well. */
async function pressOne(floor: Floor, lead: Lead, at: number, chance: number): Promise<void> {
  const cards = cardsIn(floor).filter((card) => claims(card, lead));
  const card = cards[Math.floor(chance * cards.length)];
  if (card) await press(floor, card, lead, at);
}

async function pressAllThatOffer(floor: Floor, leads: readonly Lead[]): Promise<void> {
  for (const [at, lead] of leads.entries()) {
    for (const card of cardsIn(floor).filter((one) => claims(one, lead)))
      await press(floor, card, lead, at + 1);
  }
}

/** Each winner has each contact once, on each platform that they are on. */
function privateCards({ slack, telegram, people }: Floor, leads: readonly Lead[]): CopyCounts {
  const cards = people.flatMap((member) => [
    ...slack.look.direct(member.slack ?? '').map(({ text }) => ({ platform: 'slack' as const, text })),
    ...telegram.cards(member.telegram ?? 0).map(({ text }) => ({ platform: 'telegram' as const, text })),
  ]);
  const seen = cards.flatMap(({ platform, text }) => {
    const lead = leads.find(({ email }) => text.includes(email));
    return lead ? [{ platform, lead: lead.number, offersClaim: false }] : [];
  });
  return checkCopies({ leads: leads.map(({ number }) => number), cards: seen, lostOnTelegram: 0 });
}
