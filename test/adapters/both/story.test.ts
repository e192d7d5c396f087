/**
 * One team on Slack and Telegram at once: the same leads, the same people, one card on each side that tells the same; and
 * neither platform waits for the other.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBoth } from './support/both.ts';
import type { Both } from './support/both.ts';

const longMs = 240_000;
let both: Both;
/** On Slack Mo, Ana and Dan, on Telegram Mo, Ana, Ben and Cleo: Mo and Ana are one person on both. */
let slack: Readonly<Record<'mo' | 'ana' | 'dan', string>>;
let telegram: Readonly<Record<'mo' | 'ana' | 'ben' | 'cleo', number>>;
let channels: { readonly prospectors: string; readonly accounts: string };
let groups: { readonly prospectors: number; readonly closers: number };
let sent = 0;

beforeAll(async () => {
  both = await openBoth();
  const { onSlack, onTelegram, baton } = both;
  const inSlack = (name: string) => both.slack.addPerson({ name });
  const inTelegram = (name: string) => both.telegram.addPerson({ name, language: 'en' });
  slack = { mo: inSlack('Mo'), ana: inSlack('Ana'), dan: inSlack('Dan') };
  telegram = {
    mo: inTelegram('Mo'),
    ana: inTelegram('Anna K.'),
    ben: inTelegram('Ben'),
    cleo: inTelegram('Cleo'),
  };
  await onSlack.takeOver(slack.mo, baton);
  await onSlack.bring(slack.mo, slack.ana, 'Ana', 'prospector');
  await onSlack.bring(slack.mo, slack.dan, 'Dan', 'account_manager');
  await linkTelegram('Mo', telegram.mo);
  await linkTelegram('Ana', telegram.ana);
  await onTelegram.bring(telegram.mo, telegram.ben, 'Ben', 'prospector');
  await onTelegram.bring(telegram.mo, telegram.cleo, 'Cleo', 'closer');

  const members = Object.values(slack);
  channels = {
    prospectors: both.slack.addChannel({ name: 'prospectors', members }),
    accounts: both.slack.addChannel({ name: 'accounts', members }),
  };
  await onSlack.bind(slack.mo, channels.prospectors, 'prospectors');
  await onSlack.bind(slack.mo, channels.accounts, 'account_team');
  groups = {
    prospectors: both.telegram.addGroup({ title: 'Prospectors', members: Object.values(telegram) }),
    closers: both.telegram.addGroup({ title: 'Closers', members: Object.values(telegram) }),
  };
  await onTelegram.bind(telegram.mo, groups.prospectors, 'prospectors');
  await onTelegram.bind(telegram.mo, groups.closers, 'closers');
}, longMs);
afterAll(() => both.close());

/** Somebody who is known on Slack comes to Telegram by a code that a manager asks for on Slack. */
async function linkTelegram(name: string, person: number): Promise<void> {
  const said = await both.onSlack.ask(slack.mo, `invite ${name}`);
  const code = /\b[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}\b/.exec(said)?.[0] ?? '';
  const heard = await both.onTelegram.heard(person, `${name} is in`, () =>
    both.telegram.start({ person, payload: `j_${code}` }),
  );
  // Slack's commands tell no more than the handle of whoever typed.
  expect(heard.toLowerCase()).toContain(name.toLowerCase());
}

async function sendLead() {
  sent += 1;
  const phone = `+38067${String(4_000_000 + sent * 1_111).padStart(7, '0')}`;
  const name = `Zoriana Bondar ${sent}`;
  both.secret(phone, name);
  const { number } = await both.api<{ number: string }>('/api/leads', { name, phone, source: 'website' });
  return { number, phone };
}
const onSlackCard = (number: string) =>
  both.slack.look.channel(channels.prospectors).findLast(({ text }) => text.includes(number));
const onTelegramCard = (number: string) =>
  both.telegram.cards(groups.prospectors).findLast(({ text }) => text.includes(number));
const claimOn = (card: { readonly buttons: readonly { readonly code: string }[] } | undefined) =>
  card?.buttons.find(({ code }) => code.startsWith('claim:'))?.code;
const knowsOnTelegram = (person: number, phone: string) =>
  both.telegram.cards(person).some(({ text }) => text.includes(phone));
const knowsOnSlack = (person: string, phone: string) =>
  both.slack.look.direct(person).some(({ text }) => text.includes(phone));
const until = <T>(what: string, look: () => T | null | undefined | false) =>
  both.telegram.until(what, look, 60_000);

describe('one team on Slack and Telegram', { timeout: longMs }, () => {
  it('carries one lead across both, with one card on each side that tells the same', async () => {
    const { onSlack, onTelegram } = both;
    const { number, phone } = await sendLead();
    const slackCard = await until('the card on Slack', () => {
      const card = onSlackCard(number);
      return claimOn(card) === undefined ? null : card;
    });
    await until('the card on Telegram', () => claimOn(onTelegramCard(number)));

    // Ben takes it on Telegram. Ana's screen on Slack lags behind, and she hears who has it.
    await onTelegram.press(telegram.ben, groups.prospectors, 'claim');
    const late = await both.slack.hands.press(slack.ana, slackCard, claimOn(slackCard) ?? '');
    expect(await onSlack.answer(slack.ana, late)).toContain('Ben');
    for (const card of [onSlackCard, onTelegramCard]) {
      await until('both cards tell it', () => card(number)?.text.includes('Ben') && !claimOn(card(number)));
    }
    await until('the contact', () => knowsOnTelegram(telegram.ben, phone));

    await onTelegram.press(telegram.ben, telegram.ben, 'qualify');
    await onTelegram.answers(telegram.ben, ['Three windows', '#1', '45000', '', '#0']);
    await onTelegram.press(telegram.cleo, groups.closers, 'accept');
    await until('the contact', () => knowsOnTelegram(telegram.cleo, phone));
    await until('the first contact is gone', () => !knowsOnTelegram(telegram.ben, phone));
    await onTelegram.press(telegram.cleo, telegram.cleo, 'convert');
    await onTelegram.answers(telegram.cleo, ['48000', 'Three windows']);

    await onSlack.press(slack.dan, channels.accounts, 'take');
    await until('the contact', () => knowsOnSlack(slack.dan, phone));
    await until('the second contact is gone', () => !knowsOnTelegram(telegram.cleo, phone));
    for (const cards of [
      both.slack.look.channel(channels.prospectors),
      both.telegram.cards(groups.prospectors),
    ]) {
      expect(cards.filter(({ text }) => text.includes(number))).toHaveLength(1);
    }

    const lead = await both.api<{ history: { event: string; via: string }[] }>(`/api/leads/${number}`);
    expect(new Set(lead.history.map(({ via }) => via))).toEqual(new Set(['api', 'telegram', 'slack']));
    expect(both.violations()).toEqual([]);
  });

  it('knows one person on both: what they took here, they have in hand there', async () => {
    const { onSlack, onTelegram } = both;
    const { number, phone } = await sendLead();
    await until('the card on Slack', () => claimOn(onSlackCard(number)));
    await onSlack.press(slack.ana, channels.prospectors, 'claim');
    await until('the contact', () => knowsOnSlack(slack.ana, phone) || knowsOnTelegram(telegram.ana, phone));
    expect(await onTelegram.ask(telegram.ana, '/mine')).toContain(number);
    // The same person pressing on the other side changes nothing, and hears that all is well.
    await until('the card on Telegram tells it', () => onTelegramCard(number)?.text.includes('Ana'));
    const card = onTelegramCard(number);
    const data = `claim:${claimRef(number)}`;
    const answer = await both.telegram.pressed({
      person: telegram.ana,
      chat: groups.prospectors,
      message: card?.message ?? 0,
      data,
    });
    expect(answer?.text).toMatch(/\S/);
    const lead = await both.api<{ history: { event: string }[] }>(`/api/leads/${number}`);
    expect(lead.history.filter(({ event }) => event === 'claimed')).toHaveLength(1);
    expect(both.violations()).toEqual([]);
  });

  it('lets neither platform wait for the other', async () => {
    const { telegram: bot, slack: app } = both;
    // Whatever is sent to Telegram hangs; the worst of all ways to be down.
    bot.fault({ kind: 'hang' });
    const first = await sendLead();
    const from = Date.now();
    await until('the card on Slack', () => claimOn(onSlackCard(first.number)));
    expect(Date.now() - from).toBeLessThan(5_000);
    expect(onTelegramCard(first.number)).toBeUndefined();
    bot.heal();
    await until('the card on Telegram', () => claimOn(onTelegramCard(first.number)));

    await app.shut();
    const second = await sendLead();
    const again = Date.now();
    await until('the card on Telegram', () => claimOn(onTelegramCard(second.number)));
    // A group has one message each three seconds.
    expect(Date.now() - again).toBeLessThan(8_000);
    await app.reopen();
    await until('the card on Slack', () => claimOn(onSlackCard(second.number)));
    expect(both.violations()).toEqual([]);
  });
});

/** The ref of a lead, off the card's other buttons. */
function claimRef(number: string): string {
  const codes = onTelegramCard(number)?.buttons.map(({ code }) => code) ?? [];
  return codes[0]?.split(':')[1] ?? '';
}
