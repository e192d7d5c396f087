/**
 * The whole conveyor on Slack against the real program and the real Bolt, in both modes: from the first manager's code to
 * a served account, and what each person sees on the way.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFloor } from './support/floor.ts';
import type { Floor } from './support/floor.ts';

const longMs = 180_000;
const phone = '+380671234567';
const mail = 'zoriana@client.example';
const name = 'Zoriana Bondar';

describe.each(['http', 'socket'] as const)('a team on Slack, over %s', (mode) => {
  let floor: Floor;
  beforeEach(async () => {
    floor = await openFloor({ mode });
    floor.slack.mark([phone, mail, name]);
  }, longMs);
  afterEach(() => floor.close());

  it('takes a lead from HTTP to a served account by presses and modals', { timeout: longMs }, async () => {
    const { slack, people, hands, baton } = floor;
    const { mo, ana, ben, cleo, dan } = people;
    const { look, record } = slack;
    await hands.takeOver(mo, baton());
    for (const [person, called, roles] of [
      [ana, 'Ana', 'prospector'],
      [ben, 'Ben', 'prospector'],
      [cleo, 'Cleo', 'closer'],
      [dan, 'Dan', 'account_manager'],
    ] as const) {
      expect(await hands.bring(mo, person, called, roles)).toContain(called);
    }
    const members = Object.values(people);
    const prospectors = slack.addChannel({ name: 'prospectors', members });
    const closers = slack.addChannel({ name: 'closers', members, isPrivate: true });
    const accounts = slack.addChannel({ name: 'accounts', members });
    const notIn = slack.addChannel({ name: 'elsewhere', members, hasBot: false });
    expect(await hands.bind(mo, notIn, 'prospectors')).toMatch(/invite/i);
    await hands.bind(mo, prospectors, 'prospectors');
    await hands.bind(mo, closers, 'closers');
    await hands.bind(mo, accounts, 'account_team');

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
    const knowing = (person: string) => look.direct(person).filter(({ text }) => text.includes(phone));

    // Two press at once: one has it, the other hears who; both alone.
    const card = await record.until('the card', () => hands.withButton(look.channel(prospectors), 'claim'));
    expect(card.text).toContain(number);
    const claim = card.buttons.find(({ code }) => code.startsWith('claim:'))?.code ?? '';
    const said = await Promise.all(
      [ana, ben].map(async (person) => hands.answer(person, await slack.hands.press(person, card, claim))),
    );
    const hasAnaWon = said[1]?.includes('Ana') === true;
    const [winner, loser, called] = hasAnaWon ? [ana, ben, 'Ana'] : [ben, ana, 'Ben'];
    expect(said[hasAnaWon ? 1 : 0]).toContain(called);
    await record.until('the card tells who has it', () => {
      const now = look.channel(prospectors).find(({ message }) => message === card.message);
      return now?.text.includes(called) && !now.buttons.some(({ code }) => code === claim);
    });

    // The contact comes to the winner alone.
    const [holding] = await record.until('the contact', () => knowing(winner).length > 0 && knowing(winner));
    expect(holding?.text).toContain(mail);
    expect(JSON.stringify([look.direct(loser), look.ephemerals(loser)])).not.toMatch(/1234567|Bondar/);

    // The brief in a modal, which is told what is missing before it goes.
    expect(await hands.pressMine(winner, 'qualify')).toContain('');
    const brief = look.modal(winner);
    expect(brief?.fields.length).toBeGreaterThan(2);
    expect((await slack.hands.submit(winner)).outcome).toBe('refused by the client');
    expect(await hands.fill(winner)).toMatchObject({ outcome: 'closed', said: expect.stringMatching(/\S/) });
    expect(look.modal(winner)).toBeNull();

    await hands.press(cleo, closers, 'accept');
    await record.until('the contact', () => knowing(cleo).length > 0);
    await record.until('the first contact is gone', () => {
      const now = look.direct(winner).find(({ message }) => message === holding?.message);
      return (
        now !== undefined &&
        !`${now.text} ${now.notification}`.includes(phone) &&
        !now.text.includes(mail) &&
        now.edits > 0
      );
    });

    await hands.pressMine(cleo, 'convert');
    const wrong = await hands.fill(cleo, { value: 'a lot' });
    expect(wrong).toMatchObject({ outcome: 'flaws', flaws: { value: expect.stringMatching(/\S/) } });
    expect(await hands.fill(cleo, { value: '48000' })).toMatchObject({ outcome: 'closed' });

    await hands.press(dan, accounts, 'take');
    await record.until('the account manager has the contact', () => knowing(dan).length > 0);
    await record.until('the closer has it no more', () => knowing(cleo).length === 0);

    const lead = await (await baton().api(`/api/leads/${number}`)).json();
    expect(lead).toMatchObject({ stage: 'converted', account: expect.anything() });
    const history = await hands.ask(mo, `lead ${number}`);
    for (const word of ['received', 'claimed', 'qualified', 'accepted', 'client', 'taken']) {
      expect(history).toContain(word);
    }

    // The home shows what is theirs, once they open it.
    await slack.hands.openApp(dan);
    await record.until('the account on the home', () => look.home(dan)?.text.includes(number));

    expect(record.violations).toEqual([]);
    expect(record.deliveries.filter(({ ackMs }) => ackMs === null || ackMs > 3000)).toEqual([]);
    const secrets = [
      slack.botToken,
      slack.appToken,
      slack.signingSecret,
      mail,
      '1234567',
      'Bondar',
      '/response/',
    ];
    for (const secret of secrets) expect(baton().printed()).not.toContain(secret);
  });
});
