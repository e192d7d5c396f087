/**
 * A database, a channel, a person lost in mid-flow: every acknowledgement in time, the claim stands, the managers hear
 * once, no contact goes astray, and all is true again when it is back.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isClaim, openTroubled } from './support/troubled.ts';
import type { Troubled } from './support/troubled.ts';

/** In words of what was noticed first: an event, or a call that was refused. */
const cantBeUsed = /can’t be used|can’t write to the channel/;
const longMs = 180_000;
let team: Troubled;
beforeAll(async () => {
  team = await openTroubled();
}, longMs);
afterAll(() => team.close());
afterEach(() => team.settle());

describe('a database that stands still', { timeout: longMs }, () => {
  it('lets no acknowledgement pass three seconds, and tells whoever pressed to look at the card', async () => {
    const { slack, people, prospectors, cardsOf } = team;
    const { number, phone } = await team.sendLead();
    const card = await team.claimable(number);
    const code = card.buttons.find(isClaim)?.code ?? '';
    const free = Promise.withResolvers<void>();
    // The embedded database has one connection: whoever holds it holds up everybody.
    const held = team
      .app()
      .database.db.transaction()
      .execute(() => free.promise);
    const acts = [
      slack.hands.press(people.ana, card, code),
      slack.hands.press(people.ben, card, code),
      slack.hands.type(people.ben, prospectors, '/baton next'),
      slack.hands.say(people.cleo, 'mine'),
    ];
    for (const act of acts) {
      const done = await act;
      expect(done.ok).toBe(true);
      if (done.ackMs !== null) expect(done.ackMs).toBeLessThan(3000);
    }
    for (const [at, person] of [people.ana, people.ben].entries()) {
      const done = await acts[at];
      if (done) expect(await team.hands.answer(person, done)).toMatch(/\S/);
    }
    expect(cardsOf(prospectors, number)[0]?.buttons.some(isClaim)).toBe(true);
    free.resolve();
    await held;
    // What was committed after the answer is shown as it is: one has it, the card says who, and they have the contact.
    await slack.record.until('who has it', () =>
      cardsOf(prospectors, number).some(({ buttons }) => !buttons.some(isClaim)),
    );
    await slack.record.until('the contact', () =>
      [people.ana, people.ben].some((person) => team.contacts(person, phone).length === 1),
    );
    expect(cardsOf(prospectors, number)).toHaveLength(1);
    await team.done(number);
  });
});

describe('a channel that is lost in mid-flow', { timeout: longMs }, () => {
  it('archived: the claim stands, the managers hear once, and the card is true when it is back', async () => {
    const { slack, people, prospectors, cardsOf } = team;
    const { number, phone } = await team.sendLead();
    const card = await team.claimable(number);
    const before = team.managerHeard(cantBeUsed).length;
    slack.fault({ kind: 'deed', deed: 'archive', where: prospectors, method: 'chat.update', times: 1 });
    const code = card.buttons.find(isClaim)?.code ?? '';
    slack.events.repeat(2);
    await team.hands.answer(people.ana, await slack.hands.press(people.ana, card, code));
    await slack.record.until('the contact', () => team.contacts(people.ana, phone).length === 1);
    await slack.record.until('the manager hears', () => team.managerHeard(cantBeUsed).length > before);
    const other = await team.sendLead();
    await team.shownOnPage(other.number);
    await slack.quiet();
    slack.deeds.unarchive(prospectors);
    slack.events.repeat(0);
    await team.claimed(number, 'Ana');
    await team.claimable(other.number);
    expect(cardsOf(prospectors, other.number)).toHaveLength(1);
    expect(team.managerHeard(cantBeUsed)).toHaveLength(before + 1);
    await team.done(number);
    await team.done(other.number);
  });

  it('shared with another company: nothing more appears there, the managers hear once', async () => {
    const { slack, prospectors, cardsOf } = team;
    const before = team.managerHeard(cantBeUsed).length;
    slack.events.repeat(2);
    slack.deeds.share(prospectors);
    await slack.record.until('the manager hears', () => team.managerHeard(cantBeUsed).length > before);
    const { number } = await team.sendLead();
    await team.shownOnPage(number);
    await slack.quiet();
    expect(cardsOf(prospectors, number)).toEqual([]);
    slack.deeds.unshare(prospectors);
    slack.events.repeat(0);
    await team.claimable(number);
    expect(cardsOf(prospectors, number)).toHaveLength(1);
    expect(team.managerHeard(cantBeUsed)).toHaveLength(before + 1);
    await team.done(number);
  });
});

describe('a person who is deactivated in mid-flow', { timeout: longMs }, () => {
  it('loses access at once, the managers hear of the lead, and nobody else gets the contact', async () => {
    const { slack, people, prospectors, hands } = team;
    const eve = slack.addPerson({ name: 'Eve' });
    slack.deeds.join(prospectors, eve);
    await hands.bring(people.mo, eve, 'Eve', 'prospector');
    const { number, phone } = await team.sendLead();
    const card = await team.claimable(number);
    slack.fault({
      kind: 'deed',
      deed: 'deactivate',
      where: slack.look.dmOf(eve),
      method: 'chat.postMessage',
      times: 1,
    });
    slack.events.repeat(2);
    const code = card.buttons.find(isClaim)?.code ?? '';
    await team.hands.answer(eve, await slack.hands.press(eve, card, code));
    await slack.record.until('the manager hears', () => team.managerHeard(/Eve does not have it/).length > 0);
    slack.events.repeat(0);
    await slack.quiet();
    expect(team.managerHeard(/Eve does not have it/)).toHaveLength(1);
    for (const person of [people.ana, people.ben, people.cleo])
      expect(team.contacts(person, phone)).toEqual([]);
    await team.press(people.ana, number);
    await slack.record.until('the contact', () => team.contacts(people.ana, phone).length === 1);
    await team.done(number);
  });

  it('is let in again though their going and coming are told the wrong way round, and again', async () => {
    const { slack, people, prospectors, hands } = team;
    const known = await hands.ask(people.ben, 'mine', prospectors);
    slack.events.hold();
    slack.deeds.deactivate(people.ben);
    slack.deeds.reactivate(people.ben);
    slack.deeds.join(prospectors, people.ben);
    await slack.events.release('backwards');
    expect(await hands.ask(people.ben, 'mine', prospectors)).toBe(known);
    const { number } = await team.sendLead();
    await team.press(people.ben, number);
    await team.claimed(number, 'Ben');
    await team.done(number);
  });
});

describe('a private conversation that cannot be', { timeout: longMs }, () => {
  it('leaves the claim standing, and the contact a press away for the custodian alone', async () => {
    const { slack, people, prospectors, hands } = team;
    const { number, phone } = await team.sendLead();
    await team.claimable(number);
    slack.setSwitches({ hasMessagesTab: false });
    expect(await team.press(people.ana, number)).toMatch(/\S/);
    await team.claimed(number, 'Ana');
    const card = await slack.record.until('the button', () =>
      hands.withButton(team.cardsOf(prospectors, number), 'reveal'),
    );
    const reveal = card.buttons.find(({ code }) => code.startsWith('reveal:'))?.code ?? '';
    const shownTo = async (person: string) =>
      hands.answer(person, await slack.hands.press(person, card, reveal));
    expect(await shownTo(people.ben)).not.toContain(phone);
    expect(await shownTo(people.ana)).toContain(phone);
    expect(team.contacts(people.ana, phone)).toEqual([]);
    slack.setSwitches({ hasMessagesTab: null });
    await slack.hands.openApp(people.ana, 'messages');
    await slack.record.until('the contact', () => team.contacts(people.ana, phone).length === 1);
    await team.done(number);
  });
});

describe('somebody whom nobody has let in', { timeout: longMs }, () => {
  it.each([
    ['a stranger', {}],
    ['a guest', { isRestricted: true }],
    ['somebody of another company', { teamId: 'T0FOREIGN1' }],
  ] as const)('%s presses, is told so alone, and takes nothing', async (_, about) => {
    const { slack, prospectors, cardsOf } = team;
    const stranger = slack.addPerson({ name: 'Zed', ...about });
    slack.deeds.join(prospectors, stranger);
    const { number, phone } = await team.sendLead();
    expect(await team.press(stranger, number)).toMatch(/\S/);
    await slack.quiet();
    expect(cardsOf(prospectors, number)[0]?.buttons.some(isClaim)).toBe(true);
    expect(team.contacts(stranger, phone)).toEqual([]);
    slack.deeds.leave(prospectors, stranger);
    await team.done(number);
  });
});
