import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clockRounds, type ClockWork } from '../../../src/app/clock-work/rounds.ts';
import { startDelivery } from '../../../src/app/deliver/delivery.ts';
import { findView, listHistory } from '../../../src/storage/read-lead.ts';
import { scriptedInbox } from '../../adapters/conformance/scripted-inbox.ts';
import { aPlaybook } from '../../support/a-playbook.ts';
import { anApp, command, receiveOne, type AnApp } from '../../support/an-app.ts';
import { cardText } from '../../support/card-text.ts';
import { makeFakeChat, type FakeChat } from '../../support/fake-chat.ts';
import { testClock } from '../../support/test-clock.ts';
import { withDatabase } from '../../support/with-database.ts';

const minute = 60_000;
const hour = 60 * minute;
const ladder = { warn: 75, remind: 100, 'tell managers': 150, 'give back': 200 };

const test = withDatabase();
let app: AnApp;
let work: ClockWork;
let chat: FakeChat;
let delivery: ReturnType<typeof startDelivery>;
beforeEach(async () => {
  const clock = testClock();
  chat = makeFakeChat({ platform: 'web', now: () => clock.now() });
  const playbook = aPlaybook({
    main: { ladders: { prospecting: ladder, closing: ladder, account: ladder } },
  });
  app = await anApp(test.database, { playbook, clock, adapters: [chat] });
  await chat.start(scriptedInbox());
  work = clockRounds(app);
  delivery = startDelivery(app);
});
afterEach(() => delivery.stop());

const after = async (ms: number) => {
  app.clock.forward(ms);
  await work.tick();
  await delivery.settle();
};
const toAna = () => chat.seen('ana').map(({ card }) => cardText(card));

describe('a call that a manager asks for', () => {
  it('is told at once, and comes to the custodian at the moment, with no ladder before', async () => {
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    await after(100 * minute);
    const eight = Temporal.ZonedDateTime.from('2026-03-05T08:00[Europe/Kyiv]').epochMilliseconds;
    await command(app, 'mo', ref, { type: 'snooze', until: eight });
    await after(0);
    expect(toAna().at(-1)).toContain('Mo asks you to call the client: 5 Mar 2026, 08:00.');
    expect(toAna().join('\n')).toMatch(/Call back/);
    const told = toAna().length;
    await after(eight - app.clock.now() - 1000);
    expect(toAna()).toHaveLength(told);
    expect((await listHistory(test.db, ref)).at(-1)).toMatchObject({
      type: 'snoozed',
      by: 'm_mo',
      to: 'm_ana',
    });
    await after(1000);
    // What is to be said in one second is said in one go.
    await after(1000);
    expect(toAna()).toHaveLength(told + 1);
    expect(toAna().at(-1)).toContain('Mo asked you to call them now.');
    expect((await findView(test.db, { ref }))?.lead).toMatchObject({ snoozedUntil: null, wokenAt: eight });
  });

  it('is not told any more when it was made before it could be told', async () => {
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    await command(app, 'mo', ref, { type: 'snooze', until: app.clock.now() + hour });
    await command(app, 'ana', ref, { type: 'touch', kind: 'call', outcome: 'reached' });
    await after(0);
    expect(toAna().join('\n')).not.toContain('asks you to call');
    expect(toAna().length).toBeGreaterThan(0);
  });
});
