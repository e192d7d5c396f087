/**
 * What goes wrong between the real program and Telegram: after each trouble nothing is lost, no contact stands in a
 * group, and what could be shown twice is one card again.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openTeam } from './support/floor.ts';
import type { Team } from './support/floor.ts';

const longMs = 180_000;
let team: Team;
beforeAll(async () => {
  team = await openTeam();
}, longMs);
afterAll(() => team.close());
afterEach(() => {
  team.telegram.heal();
  expect(team.telegram.violations()).toEqual([]);
});

/** Every card of a lead in the group, once all of them show the same. */
async function claimable(number: string, count = 1) {
  const { telegram, prospectors, cardsOf } = team;
  return telegram.until(
    `${count} card of ${number}`,
    () => {
      const cards = cardsOf(prospectors, number).filter(({ buttons }) =>
        buttons.some(({ code }) => code.startsWith('claim:')),
      );
      return cards.length === count && cards;
    },
    60_000,
  );
}
async function claimed(number: string, by: string) {
  const { telegram, prospectors, cardsOf } = team;
  await telegram.until(
    `every card of ${number} tells that ${by} has it`,
    () => {
      const cards = cardsOf(prospectors, number);
      return cards.length > 0 && cards.every(({ text, buttons }) => text.includes(by) && noClaim(buttons));
    },
    60_000,
  );
}
const noClaim = (buttons: readonly { readonly code: string }[]) =>
  !buttons.some(({ code }) => code.startsWith('claim:'));
const press = (person: number, number: string, at = -1) => {
  const card = team.cardsOf(team.prospectors, number).at(at);
  if (!card) throw new Error(`There is no card of ${number}.`);
  const button = card.buttons.find(({ code }) => code.startsWith('claim:'))?.code ?? '';
  return team.telegram.pressed({ person, chat: card.chat, message: card.message, button });
};

describe('a card on its way to Telegram', { timeout: longMs }, () => {
  it.each([
    ['is refused with 429 again and again', { kind: '429', percent: 50, seconds: 1, times: 6 }],
    ['meets errors of the server', { kind: '500', times: 3 }],
    ['meets a page of HTML', { kind: '502', times: 3 }],
    ['meets connections that break', { kind: 'reset', times: 2, methods: ['editMessageText'] }],
  ] as const)('%s, and stands there once in the end', async (_, fault) => {
    team.telegram.fault(fault);
    const { number } = await team.sendLead();
    await claimable(number);
    await press(team.people.ana, number);
    await claimed(number, 'Ana');
    expect(team.cardsOf(team.prospectors, number)).toHaveLength(1);
  });

  it('hangs, and comes after the call was given up', async () => {
    team.telegram.fault({ kind: 'hang', times: 1, methods: ['sendMessage'], chat: team.prospectors });
    const { number } = await team.sendLead();
    await claimable(number);
    expect(team.cardsOf(team.prospectors, number)).toHaveLength(1);
  });

  it.each(['answer lost', '502 after'] as const)(
    'has one twin at most when the answer is lost (%s), and the twin is adopted or gone once it is pressed',
    async (kind) => {
      const { telegram, prospectors, people, cardsOf } = team;
      telegram.fault({ kind, times: 1, methods: ['sendMessage'], chat: prospectors });
      const { number } = await team.sendLead();
      await telegram.until('the card and its twin', () => cardsOf(prospectors, number).length >= 2, 60_000);
      expect(cardsOf(prospectors, number)).toHaveLength(2);
      // The one that nobody knows of.
      await press(people.ben, number, 0);
      await telegram.until(
        'one card tells it, and no button is left on the other',
        () => {
          const cards = cardsOf(prospectors, number);
          const told = cards.filter(({ text }) => text.includes('Ben'));
          return told.length === 1 && cards.every(({ buttons }) => noClaim(buttons));
        },
        60_000,
      );
    },
  );

  it('waits while Telegram is away altogether, and comes when it is back; the press is answered then, too', async () => {
    const { telegram, people, prospectors, cardsOf } = team;
    const first = await team.sendLead();
    await claimable(first.number);
    await telegram.shut();
    const { number } = await team.sendLead();
    const query = press(people.ana, first.number);
    expect(cardsOf(prospectors, number)).toEqual([]);
    await telegram.reopen();
    await claimable(number);
    await claimed(first.number, 'Ana');
    expect((await query)?.text ?? '').not.toContain('refused');
  });

  it('waits out a token that is not taken for a while', async () => {
    const { telegram } = team;
    telegram.fault({ kind: '401', methods: ['*'], times: 3 });
    const { number } = await team.sendLead();
    await claimable(number);
    expect((await fetch(`${team.baton().url}/healthz`)).status).toBe(200);
  });
});

describe('a place that is taken away', { timeout: longMs }, () => {
  it('is named to the managers once, and is up to date when the bot is back', async () => {
    const { telegram, people, prospectors, cardsOf } = team;
    const { number } = await team.sendLead();
    await claimable(number);
    const heard = () => telegram.cards(people.mo).filter(({ text }) => text.includes('can’t be used'));
    const before = heard().length;
    telegram.kickBot({ chat: prospectors });
    await telegram.until('the manager hears of it', () => heard().length > before, 60_000);
    const other = await team.sendLead();
    const ben = JSON.stringify({ member: await memberCalled('Ben') });
    const taken = await team.baton().api(`/api/leads/${number}/claim`, { method: 'POST', body: ben });
    expect(taken.status).toBe(200);
    expect(noClaim(cardsOf(prospectors, number).at(-1)?.buttons ?? [])).toBe(false);
    telegram.addBot({ chat: prospectors });
    await claimed(number, 'Ben');
    await claimable(other.number);
    expect(heard()).toHaveLength(before + 1);
  });
});

describe('a topic that is closed', { timeout: longMs }, () => {
  it('is named once, misses nothing, and leaves the other places alone', async () => {
    const { telegram, people, prospectors, cardsOf, hands } = team;
    const forum = telegram.addGroup({ title: 'Forum', kind: 'forum', members: [people.mo, people.ana] });
    const topic = telegram.openTopic({ chat: forum, name: 'Leads' });
    await hands.bind(people.mo, forum, 'prospectors', topic);
    const first = await team.sendLead();
    await telegram.until('the card in the topic', () => cardsOf(forum, first.number).length === 1, 60_000);
    const heard = () => telegram.cards(people.mo).filter(({ text }) => text.includes('topic was closed'));
    telegram.closeTopic({ chat: forum, topic });
    await telegram.until('the manager hears of it', () => heard().length === 1, 60_000);
    const second = await team.sendLead();
    await claimable(second.number);
    expect(cardsOf(forum, second.number)).toEqual([]);
    telegram.reopenTopic({ chat: forum, topic });
    await telegram.until('the card in the topic', () => cardsOf(forum, second.number).length === 1, 60_000);
    expect(heard()).toHaveLength(1);
    expect(telegram.cards(forum).every(({ thread }) => thread === topic)).toBe(true);
    expect(cardsOf(prospectors, second.number)).toHaveLength(1);
    await hands.bind(people.mo, forum, 'nothing', topic);
  });
});

describe('a group where messages vanish by themselves', { timeout: longMs }, () => {
  it('has a card again as soon as there is something to tell', async () => {
    const { telegram, prospectors, cardsOf } = team;
    const { number } = await team.sendLead();
    await claimable(number);
    telegram.setVanishing({ chat: prospectors, seconds: 60 });
    telegram.passTime(61_000);
    expect(cardsOf(prospectors, number)).toEqual([]);
    telegram.setVanishing({ chat: prospectors, seconds: 0 });
    const ben = JSON.stringify({ member: await memberCalled('Ben') });
    const taken = await team.baton().api(`/api/leads/${number}/claim`, { method: 'POST', body: ben });
    expect(taken.status).toBe(200);
    await claimed(number, 'Ben');
    expect(cardsOf(prospectors, number)).toHaveLength(1);
  });
});

describe('somebody who blocks the bot', { timeout: longMs }, () => {
  it('keeps the lead, the managers hear which, and the contact comes when the bot is let in again', async () => {
    const { telegram, people, prospectors } = team;
    const { number, phone } = await team.sendLead();
    await claimable(number);
    await team.hands.press(people.ben, prospectors, 'claim');
    await telegram.until('the contact', () =>
      telegram.cards(people.ben).some(({ text }) => text.includes(phone)),
    );
    telegram.block({ person: people.ben });
    const told = await telegram.until(
      'the manager hears of it',
      () => telegram.cards(people.mo).find(({ text }) => text.includes('has blocked me')),
      60_000,
    );
    expect(told.text).toContain(number);
    expect(await (await team.baton().api(`/api/leads/${number}`)).json()).toMatchObject({ stage: 'claimed' });

    const other = await team.sendLead();
    await claimable(other.number);
    const answer = await press(people.ben, other.number);
    // On the spot, and with the way back.
    expect(answer?.url ?? '').toMatch(/^https:\/\/t\.me\/BatonTestBot\?start=/);
    telegram.follow({ person: people.ben, url: answer?.url ?? '' });
    await telegram.until(
      'the second contact',
      () => telegram.cards(people.ben).some(({ text }) => text.includes(other.phone)),
      60_000,
    );
  });
});

describe('what people do while updates come twice and past each other', { timeout: longMs }, () => {
  it('has its effect once, and of two the one whom the database took first', async () => {
    const { telegram, people, prospectors, cardsOf } = team;
    const { number } = await team.sendLead();
    await claimable(number);
    const card = cardsOf(prospectors, number).at(-1);
    const button = card?.buttons.find(({ code }) => code.startsWith('claim:'))?.code ?? '';
    const how = { chat: prospectors, message: card?.message ?? 0, button };
    telegram.hold();
    const queries = [people.ana, people.cleo, people.ana, people.cleo].map((person) =>
      telegram.press({ person, ...how }),
    );
    telegram.say({ person: people.mo, text: `/lead ${number}` });
    telegram.say({ person: people.mo, text: '/team' });
    const before = telegram.cards(people.mo).length;
    telegram.letGo({ seed: 11, times: 3 });
    await telegram.until('all presses are answered', () =>
      queries.every((query) => telegram.answerOf(query) !== null),
    );
    await claimed(number, 'Ana');
    await telegram.until('the manager has two answers', () => telegram.cards(people.mo).length >= before + 2);
    const [first] = telegram.bench.updates.log.filter(({ kind }) => kind === 'callback_query').slice(-4);
    telegram.redeliver(first?.id ?? 0);
    await team.hands.ask(people.mo, '/help');
    expect(telegram.cards(people.mo).length).toBe(before + 3);
    const { history }: { history: { event: string }[] } = await (
      await team.baton().api(`/api/leads/${number}`)
    ).json();
    expect(history.filter(({ event }) => event === 'claimed')).toHaveLength(1);
  });
});

describe('a basic group', { timeout: longMs }, () => {
  it('is declined with the way to a supergroup, and is taken once it is one', async () => {
    const { telegram, people, hands } = team;
    const members = [people.mo, people.ana];
    const basic = telegram.addGroup({ title: 'Small', kind: 'group', members });
    const declined = await hands.bind(people.mo, basic, 'prospectors');
    expect(declined).toContain('supergroup');
    const number = telegram.migrate({ chat: basic });
    expect(await hands.bind(people.mo, number, 'prospectors')).not.toContain('supergroup');
    const lead = await team.sendLead();
    await telegram.until('the card', () => team.cardsOf(number, lead.number).length === 1, 60_000);
    expect(await hands.bind(people.mo, number, 'nothing')).toMatch(/\S/);
  });
});

async function memberCalled(name: string): Promise<string> {
  const { items }: { items: { id: string; name: string }[] } = await (
    await team.baton().api('/api/members')
  ).json();
  return items.find((member) => member.name === name)?.id ?? '';
}
