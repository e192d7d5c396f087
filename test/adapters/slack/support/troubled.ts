/** A team on Slack with the page beside it, in the test's own process, on a clock that can leap: for what goes wrong. */
import { expect } from 'vitest';
import { leapingClock } from '../../../support/leaping-clock.ts';
import type { SeenMessage } from '../../../support/slack/look.ts';
import { standBaton } from '../../../support/stand-baton.ts';
import type { Standing } from '../../../support/stand-baton.ts';
import { openTeam } from './floor.ts';
import type { FloorOptions } from './floor.ts';

export type Troubled = Awaited<ReturnType<typeof openTroubled>>;

const patienceMs = 30_000;

export async function openTroubled(options: FloorOptions = {}) {
  const clock = leapingClock();
  let standing: Standing | null = null;
  const team = await openTeam({
    // Whoever looks on must not wait minutes for Slack's third try.
    retriesAfterMs: [0, 300, 600],
    environment: { WEB: 'on' },
    start: async (environment) => (standing = await standBaton(environment, clock)),
    now: clock.now,
    ...options,
  });
  const { slack, people, prospectors, cardsOf, hands } = team;
  const { record, look } = slack;
  const place = { platform: 'web', channel: 'prospectors', audience: 'prospectors' };
  await team.baton().api('/api/places', { method: 'POST', body: JSON.stringify(place) });
  const app = () => {
    if (standing === null) throw new Error('Baton stands in this process alone.');
    return standing.app;
  };

  /** The card of a lead, once it can be claimed. */
  const claimable = (number: string): Promise<SeenMessage> =>
    record.until(
      `a card of ${number}`,
      () => cardsOf(prospectors, number).find(({ buttons }) => buttons.some(isClaim)),
      patienceMs,
    );

  return {
    ...team,
    clock,
    app,
    claimable,
    /** Claims it, and answers what the person is shown. */
    async press(person: string, number: string): Promise<string> {
      const card = await claimable(number);
      const code = card.buttons.find(isClaim)?.code ?? '';
      return hands.answer(person, await slack.hands.press(person, card, code));
    },
    /** One card, which tells who has it and has no button to claim. */
    async claimed(number: string, by: string): Promise<void> {
      await record.until(
        `that ${by} has ${number}`,
        () =>
          cardsOf(prospectors, number).some(
            ({ text, buttons }) => text.includes(by) && !buttons.some(isClaim),
          ),
        patienceMs,
      );
      expect(cardsOf(prospectors, number)).toHaveLength(1);
    },
    /** The lead goes to where it is nobody's burden any more. */
    async done(number: string): Promise<void> {
      const body = JSON.stringify({ member: await team.manager(), reason: 'spam' });
      const answer = await team.baton().api(`/api/leads/${number}/disqualify`, { method: 'POST', body });
      expect(answer.status).toBe(200);
    },
    /** A person's own messages that hold a contact. */
    contacts: (person: string, phone: string) =>
      look.direct(person).filter(({ text }) => text.includes(phone)),
    managerHeard: (what: RegExp) => look.direct(people.mo).filter(({ text }) => what.test(text)),
    /** The page, which is the other platform, shows the lead soon. */
    async shownOnPage(number: string): Promise<void> {
      await expect
        .poll(
          async () => {
            const rows = await app().database.db.selectFrom('web_messages').select('card').execute();
            return rows.some(({ card }) => card.includes(number));
          },
          { timeout: 5000, interval: 20 },
        )
        .toBe(true);
    },
    /** No trouble any more, and nothing was against the rules. */
    async settle(): Promise<void> {
      slack.heal();
      slack.events.repeat(0);
      await slack.quiet();
      expect(record.violations).toEqual([]);
    },
  };
}

export const isClaim = ({ code }: { readonly code: string }) => code.startsWith('claim:');
