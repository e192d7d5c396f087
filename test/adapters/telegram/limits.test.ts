/** What the real program keeps to while the real limits of Telegram hold (T60–T62), and what it sets up by itself. */
import { describe, expect, it } from 'vitest';
import { openFloor, openTeam } from './support/floor.ts';

const longMs = 180_000;

describe('the limits of Telegram', { timeout: longMs }, () => {
  it('are never reached, and what is urgent goes before what is not', async () => {
    const team = await openTeam();
    const { telegram, people, prospectors, cardsOf, hands } = team;
    telegram.setRates('real');
    const leads: { readonly number: string }[] = [];
    for (let at = 0; at < 12; at += 1) leads.push(await team.sendLead());
    const [first] = leads;
    await telegram.until('the first card', () => cardsOf(prospectors, first?.number ?? '').length === 1);
    const from = Date.now();
    await hands.press(people.ana, prospectors, 'claim');
    const held = await telegram.until('the contact', () =>
      telegram.cards(people.ana).find(({ isProtected }) => isProtected),
    );
    // While the group's cards stand in line.
    expect(held.sentAt - from).toBeLessThan(3_000);
    await telegram.until(
      'all cards',
      () => leads.every(({ number }) => cardsOf(prospectors, number).length === 1),
      90_000,
    );
    expect(telegram.violations()).toEqual([]);
    expect(telegram.calls().filter(({ outcome }) => outcome === '429')).toEqual([]);
    expect(telegram.busiest({ windowMs: 60_000, chat: prospectors })).toBeLessThanOrEqual(20);
    await team.close();
  });
});

describe('a webhook without a secret in the settings', { timeout: longMs }, () => {
  it('gets one that is made once and told to nobody', async () => {
    const floor = await openFloor({ mode: 'webhook', environment: { TELEGRAM_WEBHOOK_SECRET: '' } });
    const { telegram, people } = floor;
    const target = await telegram.until('the webhook is set', () => telegram.webhookTarget());
    expect(target.secret).toMatch(/^[\w-]{16,256}$/);
    telegram.start({ person: people.mo });
    await telegram.until('a greeting', () => telegram.cards(people.mo).length > 0);
    const stranger = await fetch(`${floor.baton().url}/telegram/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"update_id":1}',
    });
    expect(stranger.status).toBeGreaterThanOrEqual(400);
    await floor.restart();
    telegram.say({ person: people.mo, text: '/help' });
    await telegram.until('an answer', () => telegram.cards(people.mo).length > 1);
    expect(telegram.webhookTarget()?.secret).toBe(target.secret);
    expect(floor.baton().printed()).not.toContain(target.secret);
    await floor.close();
  });
});
