import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sendDueDigests } from '../../../src/app/digests/send-due.ts';
import { startDelivery } from '../../../src/app/deliver/delivery.ts';
import { makeInbox } from '../../../src/app/inbox.ts';
import { saveMember } from '../../../src/storage/members.ts';
import { findView } from '../../../src/storage/read-lead.ts';
import { aDirection, aPlaybook } from '../../support/a-playbook.ts';
import { cardText } from '../../support/card-text.ts';
import { anApp, command, receiveOne, type AnApp } from '../../support/an-app.ts';
import { makeFakeChat, type FakeChat } from '../../support/fake-chat.ts';
import { testClock } from '../../support/test-clock.ts';
import { withDatabase } from '../../support/with-database.ts';

const test = withDatabase();
const hour = 3_600_000;

describe('a digest that was sent', () => {
  let chat: FakeChat;
  let app: AnApp;
  let delivery: ReturnType<typeof startDelivery>;
  beforeEach(async () => {
    const clock = testClock();
    chat = makeFakeChat({ platform: 'slack', now: () => clock.now() });
    app = await anApp(test.database, { clock, adapters: [chat] });
    await chat.start(makeInbox(app));
    delivery = startDelivery(app);
  });
  afterEach(() => delivery.stop());

  /** Not in the midst of a round: it would lease until a time that is long over, and the next would take the same again. */
  const later = async (ms: number) => {
    await delivery.settle();
    app.clock.forward(ms);
  };
  const send = async () => {
    await sendDueDigests(app);
    await delivery.settle();
  };
  /** A conversation takes one message a second, and the digests of a week or a month may be due as well. */
  const inAMoment = async () => {
    for (let second = 0; second < 5; second += 1) {
      app.clock.forward(1_000);
      await delivery.settle();
    }
  };
  /** The one that stands with the manager. */
  const digest = () => {
    const found = chat.seen('mo').filter(({ card }) => card.title.startsWith('Digest'));
    return {
      text: found.map(({ card }) => cardText(card)).join(),
      buttons: found.flatMap(({ buttons }) => buttons),
    };
  };
  const verbs = () => digest().buttons.map(({ code }) => code.split(':')[0]);

  it('names what is late, and is drawn anew when that is dealt with', async () => {
    const { ref } = await receiveOne(app);
    await later(24 * hour);
    await send();
    expect(digest().text).toContain('1 lead needs you');
    expect(digest().text).toContain('Assign L-1001');
    expect(verbs()).toEqual(['assign', 'extend']);
    await command(app, 'ana', ref, 'claim');
    await inAMoment();
    expect(digest().text).toContain('Nothing is stuck.');
    expect(digest().text).not.toContain('needs you');
  });

  it('is cleared from its own buttons: asked after, and a call back set', async () => {
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    await later(24 * hour);
    await send();
    expect(verbs()).toEqual(['assign', 'nudge', 'callback', 'extend']);
    await chat.press('mo', `nudge:${ref}`);
    await inAMoment();
    expect(digest().text).toMatch(/Ana has it.* · asked after/);
    expect(verbs()).toEqual(['assign', 'callback', 'extend']);
    await chat.press('mo', `callback:${ref}`);
    await chat.submit('mo', `snooze:${ref}`, { when: 'tomorrow' });
    await inAMoment();
    expect(digest().text).toContain('Nothing is stuck.');
  });

  it('is drawn anew, too, for a lead without a next step', async () => {
    app.govern(aPlaybook({ main: { times: { ...aDirection().times, 'close within': null } } }));
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    await command(app, 'ana', ref, 'qualify');
    await command(app, 'cleo', ref, 'accept');
    await saveMember(test.db, 'm_cleo', { awayUntil: app.clock.now() + 300 * hour });
    await later(5 * 24 * hour);
    await send();
    expect(digest().text).toContain('nothing is planned for it');
    expect(digest().text).toContain('Cleo is away');
    await chat.submit('mo', `snooze:${ref}`, { when: 'tomorrow' });
    await inAMoment();
    expect(digest().text).not.toContain('nothing is planned for it');
    expect(digest().text).toContain('Cleo is away');
  });

  it('is cleared of who is away by naming a deputy from it', async () => {
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    await command(app, 'ana', ref, { type: 'snooze', until: app.clock.now() + 200 * hour });
    await saveMember(test.db, 'm_ana', { awayUntil: app.clock.now() + 300 * hour });
    await later(24 * hour);
    await send();
    expect(digest().text).toContain('Ana is away');
    expect(digest().buttons).toContainEqual({ label: 'Deputy: Ana', code: 'deputy:m_ana' });
    const opened = await chat.press('mo', 'deputy:m_ana');
    expect(opened).toMatchObject({
      type: 'form',
      form: { code: 'deputy:m_ana', fields: [{ id: 'to', choices: [{ id: 'm_ben', label: 'Ben' }] }] },
    });
    expect(await chat.submit('mo', 'deputy:m_ana', { to: 'm_cleo' })).toMatchObject({ type: 'flaws' });
    expect(await chat.submit('mo', 'deputy:m_ana', { to: 'm_ben' })).toMatchObject({
      tone: 'done',
      text: expect.stringMatching(/^Ben stands in for Ana until .* That is 1 lead now\.$/),
    });
    await inAMoment();
    expect(digest().text).not.toContain('Ana is away');
    expect((await findView(test.db, { ref }))?.lead).toMatchObject({
      prospector: 'm_ana',
      coveredBy: 'm_ben',
    });
  });

  it('is drawn anew when the work of somebody who is away goes to others', async () => {
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    await command(app, 'ana', ref, { type: 'snooze', until: app.clock.now() + 200 * hour });
    await saveMember(test.db, 'm_ana', { awayUntil: app.clock.now() + 300 * hour });
    await later(24 * hour);
    await send();
    expect(digest().text).toContain('Ana is away');
    await command(app, 'mo', ref, { type: 'assign', to: 'm_ben' });
    await inAMoment();
    expect(digest().text).not.toContain('Ana is away');
  });
});
