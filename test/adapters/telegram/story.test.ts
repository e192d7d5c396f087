/**
 * The whole conveyor on Telegram against the real program and the real telegraf: from the first manager's code to a
 * served account, in a supergroup per stage and in a forum with one topic per stage.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFloor } from './support/floor.ts';
import type { Floor } from './support/floor.ts';

const longMs = 180_000;
const phone = '+380671234567';
const mail = 'zoriana@client.example';
const name = 'Zoriana Bondar';

/** Where each stage works. */
type Places = Readonly<
  Record<
    'prospectors' | 'closers' | 'account_team',
    { readonly chat: number; readonly thread: number | null }
  >
>;

function groups({ telegram, people }: Floor): Places {
  const members = Object.values(people);
  const group = (title: string) => ({ chat: telegram.addGroup({ title, members }), thread: null });
  return {
    prospectors: group('Prospectors'),
    closers: group('Closers'),
    account_team: group('Accounts'),
  };
}
function topics({ telegram, people }: Floor): Places {
  const chat = telegram.addGroup({ title: 'Sales', kind: 'forum', members: Object.values(people) });
  const topic = (name: string) => ({ chat, thread: telegram.openTopic({ chat, name }) });
  return {
    prospectors: topic('Prospectors'),
    closers: topic('Closers'),
    account_team: topic('Accounts'),
  };
}

describe.each([
  ['a supergroup per stage, polling', 'polling', groups],
  ['a forum with a topic per stage, by webhook', 'webhook', topics],
] as const)('a team on Telegram: %s', (_, mode, placesOf) => {
  let floor: Floor;
  beforeEach(async () => {
    floor = await openFloor({ mode });
    for (const secret of [phone, mail, name]) floor.telegram.secret(secret);
  }, longMs);
  afterEach(() => floor.close());

  it('takes a lead from HTTP to a served account by four people', { timeout: longMs }, async () => {
    const { telegram, people, hands, baton } = floor;
    const { mo, ana, ben, cleo, dan } = people;
    await hands.takeOver(mo, baton());
    for (const [person, called, roles] of [
      [ana, 'Ana', 'prospector'],
      [ben, 'Ben', 'prospector'],
      [cleo, 'Cleo', 'closer'],
      [dan, 'Dan', 'account_manager'],
    ] as const) {
      expect(await hands.bring(mo, person, called, roles)).toContain(called);
    }
    const places = placesOf(floor);
    for (const [audience, { chat, thread }] of Object.entries(places)) {
      await hands.bind(mo, chat, audience, thread);
    }
    const cardIn = ({ chat, thread }: Places['closers']) => telegram.cards(chat, thread).at(-1);

    const body = JSON.stringify({
      name,
      phone,
      email: mail,
      source: 'website',
      message: 'New windows, please.',
    });
    const sent = await baton().api('/api/leads', { method: 'POST', body });
    expect(sent.status).toBe(201);
    const { number }: { number: string } = await sent.json();

    // Two press at once: one has it, the other hears who.
    const { prospectors, closers, account_team: accounts } = places;
    const card = await telegram.until('the card', () =>
      hands.withButton(prospectors.chat, 'claim', prospectors.thread),
    );
    expect(card.text).toContain(number);
    const claim = card.buttons.find(({ code }) => code.startsWith('claim:'))?.code ?? '';
    const press = (person: number) =>
      telegram.pressed({ person, chat: card.chat, message: card.message, button: claim });
    const answers = await Promise.all([press(ana), press(ben)]);
    expect(answers.every((answer) => answer !== null && answer.text !== '')).toBe(true);
    const winner = answers[1]?.text.includes('Ana') ? ana : ben;
    const [won, lost] = winner === ana ? ['Ana', ben] : ['Ben', ana];
    expect(answers[winner === ana ? 1 : 0]?.text).toContain(won);
    await telegram.until('the card tells who has it', () => cardIn(prospectors)?.text.includes(won));
    expect(hands.withButton(prospectors.chat, 'claim', prospectors.thread)).toBeUndefined();

    // The contact comes to the winner alone, and can't be forwarded.
    const holding = await telegram.until('the contact', () =>
      telegram.cards(winner).find(({ text }) => text.includes(phone)),
    );
    expect(holding).toMatchObject({ isProtected: true });
    expect(holding.text).toContain(mail);
    expect(telegram.cards(lost).some(({ text }) => text.includes(phone) || text.includes(name))).toBe(false);

    await hands.press(winner, winner, 'qualify');
    await hands.answers(winner, ['Three windows, white', '#1', '45 000', '', '#0']);
    await hands.press(cleo, closers.chat, 'accept', closers.thread);
    const closing = await telegram.until('the contact', () =>
      telegram.cards(cleo).find(({ text }) => text.includes(phone)),
    );
    expect(closing).toMatchObject({ isProtected: true });
    // Whose turn it was before sees the contact no more: by an edit, since deleting ends after 48 hours (T34).
    await telegram.until('the first contact is gone', () => {
      const now = telegram.cards(winner).find(({ message }) => message === holding.message);
      return now !== undefined && !now.text.includes(phone) && !now.text.includes(mail) && now.edits > 0;
    });

    await hands.press(cleo, cleo, 'convert');
    await hands.answers(cleo, ['48000', 'Three white windows']);
    // Two days later no message can be deleted in a private chat any more.
    telegram.passTime(49 * 3_600_000);
    await hands.press(dan, accounts.chat, 'take', accounts.thread);
    await telegram.until('the account manager has the contact', () =>
      telegram.cards(dan).some(({ text, isProtected }) => text.includes(phone) && isProtected),
    );
    await telegram.until('the closer has it no more', () =>
      telegram.cards(cleo).every(({ text }) => !text.includes(phone)),
    );

    const lead = await (await baton().api(`/api/leads/${number}`)).json();
    expect(lead).toMatchObject({ stage: 'converted', account: expect.anything() });
    const history = await hands.ask(mo, `/lead ${number}`);
    for (const word of ['received', 'claimed', 'qualified', 'accepted', 'client', 'taken']) {
      expect(history).toContain(word);
    }
    expect(telegram.violations()).toEqual([]);
    expect(baton().printed()).not.toMatch(new RegExp(`${telegram.token}|${mail}|1234567|Bondar`));
  });
});
