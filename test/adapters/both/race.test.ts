/**
 * Fifty people press on one lead at the same moment, half of them on Slack and half on Telegram, over two processes of the
 * program on one PostgreSQL. What could go wrong: two of them read the lead as free and both write; a press is answered
 * before it is decided, or twice; a card is drawn by the slower process from what it read before.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverUrl } from '../../support/migrated.ts';
import { openBareDatabase } from '../../support/with-database.ts';
import type { OpenedDatabase } from '../../support/with-database.ts';
import { openBoth } from './support/both.ts';
import type { Both } from './support/both.ts';

const longMs = 240_000;
const each = 25;
const rounds = 3;

describe.skipIf(serverUrl === null)('fifty presses at the same moment', { timeout: longMs }, () => {
  let database: OpenedDatabase;
  let both: Both;
  let channel: string;
  let group: number;
  /** By their name, which no other name contains. */
  const onSlack = new Map<string, string>();
  const onTelegram = new Map<string, number>();

  beforeAll(async () => {
    database = await openBareDatabase(serverUrl ?? '');
    both = await openBoth({ processes: 2, environment: { DATABASE_URL: database.url ?? '' } });
    for (let at = 0; at < each; at += 1) {
      const number = String(at).padStart(2, '0');
      const [first, second] = [`Slackan${number}`, `Telegran${number}`];
      onSlack.set(first, both.slack.addPerson({ name: first }));
      onTelegram.set(second, both.telegram.addPerson({ name: second, language: 'en' }));
    }
    channel = both.slack.addChannel({ name: 'prospectors', members: [...onSlack.values()] });
    group = both.telegram.addGroup({ title: 'Prospectors', members: [...onTelegram.values()] });
    for (const [name, id] of onSlack) await addMember(name, { slack: id });
    for (const [name, id] of onTelegram) {
      await addMember(name, { telegram: String(id) });
      both.telegram.start({ person: id });
    }
    await both.telegram.until('everybody is greeted', () =>
      [...onTelegram.values()].every((id) => both.telegram.cards(id).length > 0),
    );
    await both.api('/api/places', { platform: 'slack', channel, audience: 'prospectors' });
    await both.api('/api/places', { platform: 'telegram', channel: String(group), audience: 'prospectors' });
  }, longMs);
  afterAll(async () => {
    await both.close();
    await database.drop();
  });

  const addMember = (name: string, identities: object) =>
    both.api('/api/members', { name, roles: ['prospector'], identities });
  const slackCard = (number: string) =>
    both.slack.look.channel(channel).findLast(({ text }) => text.includes(number));
  const telegramCard = (number: string) =>
    both.telegram.cards(group).findLast(({ text }) => text.includes(number));
  const claimOn = (card: { readonly buttons: readonly { readonly code: string }[] } | undefined) =>
    card?.buttons.find(({ code }) => code.startsWith('claim:'))?.code ?? null;

  it.each(Array.from({ length: rounds }, (_, round) => round))(
    'have one winner and forty-nine kind answers, and both cards tell it (round %i)',
    async (round) => {
      const phone = `+38067${String(5_000_000 + round * 1_111).padStart(7, '0')}`;
      both.secret(phone);
      const { number } = await both.api<{ number: string }>('/api/leads', { phone, source: 'website' });
      const code = await both.telegram.until(
        'both cards',
        () => claimOn(telegramCard(number)) !== null && claimOn(slackCard(number)),
        60_000,
      );
      const onSlackNow = slackCard(number);
      const message = telegramCard(number)?.message ?? 0;
      if (!onSlackNow) throw new Error('The card on Slack is gone.');

      const answers = await Promise.all([
        ...[...onSlack].map(async ([name, person]) => {
          const done = await both.slack.hands.press(person, onSlackNow, code);
          return { name, text: await both.onSlack.answer(person, done) };
        }),
        ...[...onTelegram].map(async ([name, person]) => {
          const answer = await both.telegram.pressed({ person, chat: group, message, button: code });
          return { name, text: answer?.text ?? '' };
        }),
      ]);

      const lead = await both.api<{
        stage: string;
        custodian: { name: string } | string;
        history: { event: string }[];
      }>(`/api/leads/${number}`);
      expect(lead.stage).toBe('claimed');
      expect(lead.history.filter(({ event }) => event === 'claimed')).toHaveLength(1);
      const winner = await nameOf(lead.custodian);
      expect(answers).toHaveLength(2 * each);
      for (const { name, text } of answers) {
        // Whoever lost hears who has it; nobody is left without a word.
        if (name === winner) expect(text).toMatch(/\S/);
        else expect([name, text]).toEqual([name, expect.stringContaining(winner)]);
      }
      for (const card of [slackCard, telegramCard]) {
        await both.telegram.until('both cards tell it', () => {
          const now = card(number);
          return now?.text.includes(winner) === true && claimOn(now) === null;
        });
      }
      // The contact is with the winner, and with nobody else.
      const knowing = () => [
        ...[...onSlack].filter(([, id]) =>
          both.slack.look.direct(id).some(({ text }) => text.includes(phone)),
        ),
        ...[...onTelegram].filter(([, id]) =>
          both.telegram.cards(id).some(({ text }) => text.includes(phone)),
        ),
      ];
      await both.telegram.until('somebody has the contact', () => knowing().length > 0);
      expect(knowing().map(([name]) => name)).toEqual([winner]);
      expect(both.violations()).toEqual([]);
    },
  );

  async function nameOf(custodian: { name: string } | string): Promise<string> {
    if (typeof custodian !== 'string') return custodian.name;
    const { items } = await both.api<{ items: { id: string; name: string }[] }>('/api/members?limit=200');
    return items.find(({ id }) => id === custodian)?.name ?? custodian;
  }
});

if (serverUrl === null) {
  describe('fifty presses at the same moment', () => {
    it('are pressed on two processes', (context) =>
      context.skip('two processes need a PostgreSQL: set DATABASE_URL'));
  });
}
