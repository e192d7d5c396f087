import { beforeEach, describe, expect, it } from 'vitest';
import { makeInbox } from '../../../src/app/inbox.ts';
import { saveMember } from '../../../src/storage/members.ts';
import { anApp, type AnApp } from '../../support/an-app.ts';
import { makeFakeChat, type FakeChat } from '../../support/fake-chat.ts';
import { withDatabase } from '../../support/with-database.ts';

const test = withDatabase();
const dayMs = 24 * 60 * 60_000;
let app: AnApp;
let chat: FakeChat;
beforeEach(async () => {
  app = await anApp(test.database);
  chat = makeFakeChat({ platform: 'web', now: () => app.clock.now() });
  await chat.start(makeInbox(app));
  await saveMember(test.db, 'm_ana', { awayUntil: app.clock.now() + dayMs });
});

const manager = (direction: string | null) => [{ role: 'manager', direction }] as const;
const answer = async (person: string, to?: string) =>
  to === undefined ? chat.press(person, 'deputy:m_ana') : chat.submit(person, 'deputy:m_ana', { to });

describe('a deputy whom a manager names', () => {
  it('is one who is here and works at the same stage', async () => {
    await saveMember(test.db, 'm_dan', { roles: [{ role: 'prospector', direction: 'export' }] });
    const opened = await answer('mo');
    expect(opened.type === 'form' && opened.form.fields[0]?.choices.map(({ id }) => id)).toEqual([
      'm_ben',
      'm_dan',
    ]);
    await saveMember(test.db, 'm_ben', { awayUntil: app.clock.now() + dayMs });
    expect(await answer('mo', 'm_ben')).toMatchObject({ type: 'flaws' });
    await saveMember(test.db, 'm_dan', { active: false });
    expect(await answer('mo')).toMatchObject({ tone: 'refused', text: expect.stringMatching(/one by one/) });
  });

  it('is not for prospectors to name, nor for who manages another direction', async () => {
    expect(await answer('ben')).toMatchObject({ tone: 'refused' });
    expect(await answer('ben', 'm_ben')).toMatchObject({ tone: 'refused' });
    await saveMember(test.db, 'm_cleo', { roles: manager('export') });
    expect(await answer('cleo')).toMatchObject({
      tone: 'refused',
      text: expect.stringMatching(/another direction/),
    });
    await saveMember(test.db, 'm_ana', { roles: [{ role: 'prospector', direction: 'export' }] });
    expect(await answer('cleo')).toMatchObject({ type: 'form' });
  });

  it('is not needed any more when they are back, and nobody stands in for who is not there', async () => {
    await saveMember(test.db, 'm_ana', { awayUntil: null });
    expect(await answer('mo')).toMatchObject({ tone: 'quiet', text: 'Ana is back already.' });
    expect(await answer('mo', 'm_ben')).toMatchObject({ tone: 'quiet' });
    expect(await chat.press('mo', 'deputy:m_nobody')).toMatchObject({ tone: 'refused' });
  });
});
