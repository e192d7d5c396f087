/** A contact goes to the private conversation; where nobody knows whether that is open, the answer leads there. */
import { beforeEach, describe, expect, it } from 'vitest';
import { handleHappening } from '../../src/app/handle-happening.ts';
import { makeInbox } from '../../src/app/inbox.ts';
import { formatCode } from '../../src/core/code.ts';
import { findMember } from '../../src/storage/members.ts';
import { findView } from '../../src/storage/read-lead.ts';
import { insertPlace } from '../../src/storage/places.ts';
import { listPresences } from '../../src/storage/presences.ts';
import { anApp, receiveOne, type AnApp } from '../support/an-app.ts';
import { makeFakeChat, type FakeChat } from '../support/fake-chat.ts';
import { testClock } from '../support/test-clock.ts';
import { withDatabase } from '../support/with-database.ts';

const test = withDatabase();
let app: AnApp;
let chat: FakeChat;
const group = { place: { channel: 'group', thread: null } };

beforeEach(async () => {
  const clock = testClock();
  chat = makeFakeChat({ platform: 'telegram', now: () => clock.now() });
  app = await anApp(test.database, { clock, adapters: [chat] });
  await chat.start(makeInbox(app));
  await insertPlace(test.db, {
    id: 'p_group',
    platform: 'telegram',
    channel: 'group',
    thread: null,
    audience: 'prospectors',
    direction: null,
    language: 'en',
    createdAt: clock.now(),
  });
});

const isMet = async (who: string) =>
  (await findMember(test.db, `m_${who}`))?.identities.find(({ platform }) => platform === 'telegram')?.met;

describe('a claim by somebody who never opened the private conversation', () => {
  it('leads there, and says how to get the contact all the same', async () => {
    const { ref } = await receiveOne(app);
    const reply = await chat.press('ana', formatCode('claim', ref), group);
    expect(reply).toMatchObject({ tone: 'done', opensPrivate: true });
    expect(reply).toMatchObject({ text: expect.stringContaining('Show contact') });
    expect((await findView(test.db, { ref }))?.lead.stage).toBe('claimed');
    // A toast of Telegram holds no more (T41).
    if (reply.type === 'say') expect(reply.text.length).toBeLessThanOrEqual(200);
  });

  it('leads there again when they press again', async () => {
    const { ref } = await receiveOne(app);
    await chat.press('ana', formatCode('claim', ref), group);
    const again = await chat.press('ana', formatCode('claim', ref), group);
    expect(again).toMatchObject({ tone: 'quiet', opensPrivate: true });
  });

  it('by another door leads there as well: next, and the contact of a card', async () => {
    const { ref } = await receiveOne(app);
    expect(await chat.ask('ana', 'next', group)).toMatchObject({ tone: 'done', opensPrivate: true });
    const shown = await chat.press('ana', formatCode('reveal', ref), group);
    expect(shown).toMatchObject({ tone: 'done', opensPrivate: true });
    if (shown.type === 'say')
      expect(`${shown.text} ${JSON.stringify(shown.card)}`).toMatch(/here is.*Koval/is);
    if (shown.type === 'say') expect(shown.text).not.toMatch(/Koval|\d{7}/);
  });

  it('does not lead there who is refused', async () => {
    const { ref } = await receiveOne(app);
    await chat.press('ana', formatCode('claim', ref), group);
    const late = await chat.press('ben', formatCode('claim', ref), group);
    expect(late).toMatchObject({ tone: 'refused' });
    expect(late).not.toHaveProperty('opensPrivate');
  });
});

describe('somebody who wrote in private', () => {
  it('is led nowhere any more', async () => {
    expect(await isMet('ana')).toBe(false);
    await chat.ask('ana', 'mine');
    expect(await isMet('ana')).toBe(true);
    const { ref, number } = await receiveOne(app);
    expect(await chat.press('ana', formatCode('claim', ref), group)).toEqual({
      type: 'say',
      tone: 'done',
      text: `L-${number} is yours. The contact is in your private chat.`,
    });
  });

  it('and has blocked us since, is led there again', async () => {
    await chat.ask('ana', 'mine');
    const closed = { type: 'private closed', platform: 'telegram', person: 'ana', at: 0, id: '1' } as const;
    await handleHappening(app, closed);
    const { ref } = await receiveOne(app);
    expect(await chat.press('ana', formatCode('claim', ref), group)).toMatchObject({ opensPrivate: true });
  });
});

describe('a stranger', () => {
  it('who asks in a group is led to where they can join', async () => {
    expect(await chat.ask('nobody', 'mine', group)).toMatchObject({ tone: 'refused', opensPrivate: true });
  });
});

describe('somebody who has left a place', () => {
  const leave = () =>
    handleHappening(app, {
      type: 'person left place',
      platform: 'telegram',
      person: 'ana',
      place: group.place,
      at: 0,
      id: 'left',
    });
  beforeEach(async () => {
    // In another one they still are.
    await insertPlace(test.db, {
      id: 'p_other',
      platform: 'telegram',
      channel: 'other',
      thread: null,
      audience: 'closers',
      direction: null,
      language: 'en',
      createdAt: 0,
    });
    chat.attends('other', 'ana', true);
  });

  it('can claim nothing there, neither by a button nor by asking, and can elsewhere', async () => {
    await leave();
    const { ref } = await receiveOne(app);
    const told = { tone: 'refused', text: expect.stringContaining('have left this channel') };
    expect(await chat.press('ana', formatCode('claim', ref), group)).toMatchObject(told);
    expect(await chat.ask('ana', 'next', group)).toMatchObject(told);
    expect((await findView(test.db, { ref }))?.lead.stage).toBe('new');
    expect(await chat.press('ana', formatCode('claim', ref))).toMatchObject({ tone: 'done' });
  });

  it('may do there what they could do anywhere', async () => {
    const { ref } = await receiveOne(app);
    await chat.press('ana', formatCode('claim', ref), group);
    await leave();
    expect(await chat.press('ana', formatCode('release', ref), group)).toMatchObject({ tone: 'done' });
  });

  it('can again when the platform says that they are back, though nobody heard of it', async () => {
    await leave();
    chat.attends('group', 'ana', true);
    const { ref } = await receiveOne(app);
    expect(await chat.press('ana', formatCode('claim', ref), group)).toMatchObject({ tone: 'done' });
    expect(await listPresences(test.db, { platform: 'telegram', person: 'ana' })).toEqual([
      { platform: 'telegram', channel: 'group', person: 'ana', isIn: true },
    ]);
  });
});
