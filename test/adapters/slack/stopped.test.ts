/** PostgreSQL itself goes away under the whole of Baton, while people press: a gate stands before it, and is shut. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aGate } from '../../support/a-gate.ts';
import type { Gate } from '../../support/a-gate.ts';
import { serverUrl } from '../../support/migrated.ts';
import { openBareDatabase } from '../../support/with-database.ts';
import type { OpenedDatabase } from '../../support/with-database.ts';
import { isClaim, openTroubled } from './support/troubled.ts';
import type { Troubled } from './support/troubled.ts';

const longMs = 180_000;

describe.runIf(serverUrl !== null).each(['http', 'socket'] as const)(
  'a PostgreSQL that is stopped, over %s',
  { timeout: longMs },
  (mode) => {
    let bare: OpenedDatabase;
    let gate: Gate;
    let team: Troubled;
    beforeAll(async () => {
      bare = await openBareDatabase(serverUrl ?? '');
      gate = await aGate(bare.url ?? '');
      team = await openTroubled({ mode, environment: { WEB: 'on', DATABASE_URL: gate.url } });
    }, longMs);
    afterAll(async () => {
      await team.close();
      await gate.shut();
      await bare.drop();
    }, longMs);

    it('lets no acknowledgement pass three seconds, and everything that was taken is there afterwards', async () => {
      const { slack, people, prospectors, cardsOf } = team;
      const { number } = await team.sendLead();
      const card = await team.claimable(number);
      const code = card.buttons.find(isClaim)?.code ?? '';
      await gate.shut();
      const acts = [
        slack.hands.press(people.ana, card, code),
        slack.hands.type(people.ben, prospectors, '/baton next'),
        slack.hands.say(people.cleo, 'mine'),
      ];
      const [press, typed, said] = await Promise.all(acts);
      for (const [person, done] of [
        [people.ana, press],
        [people.ben, typed],
        [people.cleo, said],
      ] as const) {
        if (done) expect(await team.hands.answer(person, done)).toMatch(/\S/);
      }
      // It can't be kept, so Slack must bring it again.
      slack.deeds.leave(prospectors, people.ben);
      await slack.record.until('a refused event', () =>
        slack.record.deliveries.some(({ what, status }) => what === 'member_left_channel' && status !== 200),
      );
      expect(cardsOf(prospectors, number)[0]?.buttons.some(isClaim)).toBe(true);
      await gate.open();
      await slack.record.until('the event again', () =>
        slack.record.deliveries.some(({ what, status }) => what === 'member_left_channel' && status === 200),
      );
      // What was under way when the database went is taken up again when its lease has run out.
      team.clock.leap(30_000);
      await team.press(people.ana, number);
      await team.claimed(number, 'Ana');
      // What a person waits for; over Socket Mode silence alone has an event brought again.
      const late = slack.record.deliveries.filter(
        ({ kind, ackMs }) => (mode === 'http' || kind !== 'event') && (ackMs ?? 3001) > 3000,
      );
      expect(late).toEqual([]);
      await team.settle();
    });

    it('does not keep the program from stopping', async () => {
      await gate.shut();
      expect(await team.baton().stop()).toBe(0);
    });
  },
);
