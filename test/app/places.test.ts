import { describe, expect, it } from 'vitest';
import { bindPlace, listPlaces, unbindPlace } from '../../src/app/places.ts';
import { NotAuthorized, Unreachable } from '../../src/chat/errors.ts';
import { placeProblems, type Inbox } from '../../src/chat/port.ts';
import { audiences } from '../../src/core/member.ts';
import { saveMember } from '../../src/storage/members.ts';
import { bind } from '../storage/deeds.ts';
import { aDirection, aPlaybook } from '../support/a-playbook.ts';
import { anApp, receiveOne, type AnApp } from '../support/an-app.ts';
import { asker } from '../support/ask-people.ts';
import { makeFakeChat, type FakeChat } from '../support/fake-chat.ts';
import { testClock } from '../support/test-clock.ts';
import { withDatabase } from '../support/with-database.ts';

const test = withDatabase();
const here = { channel: 'C1', thread: null };

const deaf: Inbox = {
  press: () => Promise.reject(new Error('Nobody presses here.')),
  ask: () => Promise.reject(new Error('Nobody asks here.')),
  submit: () => Promise.reject(new Error('Nobody submits here.')),
  happened: () => Promise.reject(new Error('Nothing happens here.')),
};

async function connected(): Promise<{ app: AnApp; chat: FakeChat }> {
  const clock = testClock();
  const chat = makeFakeChat({ platform: 'slack', now: () => clock.now() });
  await chat.start(deaf);
  return { app: await anApp(test.database, { clock, adapters: [chat] }), chat };
}

describe('binding a place', () => {
  it('gives it an audience, a direction and a language, and what waits appears there', async () => {
    const { app } = await connected();
    const { ref } = await receiveOne(app);
    const woken = app.wakes();
    const bound = await bindPlace(app, {
      platform: 'slack',
      channel: 'C1',
      thread: '17.5',
      audience: 'prospectors',
      direction: 'main',
      language: 'uk',
    });
    expect(bound).toMatchObject({
      ok: true,
      isNew: true,
      place: { channel: 'C1', thread: '17.5', audience: 'prospectors', direction: 'main', language: 'uk' },
    });
    const cards = await test.db.selectFrom('outbox').select(['kind', 'lead']).execute();
    expect(cards).toEqual([{ kind: 'living card', lead: ref }]);
    expect(app.wakes()).toBeGreaterThan(woken);
  });

  it('a second time is quiet', async () => {
    const { app } = await connected();
    const place = { platform: 'slack', channel: 'C1', audience: 'closers' };
    const first = await bindPlace(app, place);
    const second = await bindPlace(app, place);
    expect(second).toMatchObject({ ok: true, isNew: false });
    expect(first.ok && second.ok && second.place.id === first.place.id).toBe(true);
    expect(await listPlaces(app)).toHaveLength(1);
  });

  it('may be for several audiences of several directions', async () => {
    const { app } = await connected();
    for (const audience of ['prospectors', 'closers']) {
      await bindPlace(app, { platform: 'slack', channel: 'C1', audience, direction: 'main' });
      await bindPlace(app, { platform: 'slack', channel: 'C1', audience, direction: null });
    }
    expect(await listPlaces(app)).toHaveLength(4);
  });

  it('tells all that is wrong with what was sent', async () => {
    const { app } = await connected();
    const bound = await bindPlace(app, {
      platform: 'icq',
      channel: 'two words',
      thread: '',
      audience: 'everybody',
      direction: 'toString',
      language: 'de',
    });
    expect(bound.ok ? [] : bound.problems.map(({ field }) => field).sort()).toEqual([
      'audience',
      'channel',
      'direction',
      'language',
      'platform',
      'thread',
    ]);
    expect(await listPlaces(app)).toEqual([]);
  });

  it('on a platform that is not connected says so', async () => {
    const { app } = await connected();
    const bound = await bindPlace(app, { platform: 'telegram', channel: '1', audience: 'closers' });
    expect(bound.ok ? '' : bound.problems[0]?.says.en).toContain('not connected to Telegram');
  });

  it.each(placeProblems)('names what is missing: %s', async (obstacle) => {
    const { app, chat } = await connected();
    chat.obstruct('C1', obstacle);
    const said = await asker(app)('mo', 'here prospectors', { place: here });
    expect(said.tone).toBe('refused');
    expect(said.text.length).toBeGreaterThan(20);
    expect(await listPlaces(app)).toEqual([]);
  });

  it.each([
    ['down', new Unreachable('No answer.', false), 'try again'],
    ['closed to the bot', new NotAuthorized('Thrown out.', 'place'), 'Add the bot'],
  ])('on a platform that is %s changes nothing', async (_how, error, hint) => {
    const { app, chat } = await connected();
    app.adapters.set('slack', { ...chat, check: () => Promise.reject(error) });
    const said = await asker(app)('mo', 'here prospectors', { place: here });
    expect(said.text).toContain(hint);
    expect(await listPlaces(app)).toEqual([]);
  });
});

describe('here', () => {
  it('binds the place in which it is said, and tells what is next', async () => {
    const { app } = await connected();
    const said = await asker(app)('mo', 'here prospectors', { place: here });
    expect(said.tone).toBe('done');
    expect(said.text).toContain(
      'say “/baton here closers”, “/baton here account_team” and “/baton here managers”',
    );
    expect(await listPlaces(app)).toMatchObject([
      { channel: 'C1', audience: 'prospectors', direction: null, language: app.playbook().language },
    ]);
    expect((await asker(app)('mo', 'here prospectors', { place: here })).tone).toBe('quiet');
  });

  it('tells only of what is missing, and with nothing missing how the first lead comes', async () => {
    const { app } = await connected();
    const ask = asker(app);
    // What the page has from the beginning is not where people in a chat look.
    for (const audience of audiences) await bind(test.db, audience, { platform: 'web' });
    expect((await ask('mo', 'here prospectors closers account_team', { place: here })).text).toMatch(
      /Next: say “\/baton here managers” where/,
    );
    const all = await ask('mo', 'here managers', { place: here });
    expect(all.text).toContain('All is in place. Send the first lead: “/baton add”');
    expect(all.text).not.toContain('Next: say');
    await saveMember(test.db, 'm_dan', { active: false });
    await saveMember(test.db, 'm_cleo', { roles: [{ role: 'closer', direction: 'export' }] });
    expect((await ask('mo', 'here managers', { place: here })).text).toContain(
      'There is no closer or account manager yet: “/baton invite',
    );
    const roles = ['closer', 'account_manager'] as const;
    await saveMember(test.db, 'm_ben', { roles: roles.map((role) => ({ role, direction: null })) });
    await receiveOne(app);
    const again = await ask('mo', 'here managers', { place: here });
    expect(again).toMatchObject({
      tone: 'quiet',
      text: 'This is already a place for: managers (all directions).',
    });
  });

  it('names a direction where that one alone lacks its place', async () => {
    const { app } = await connected();
    const exporting = aDirection({ direction: 'export', shape: 'closing+account' });
    app.govern(aPlaybook({ directions: { main: aDirection(), export: exporting } }));
    const said = await asker(app)('mo', 'here prospectors closers managers', { place: here });
    expect(said.text).toContain('“/baton here account_team main”');
    expect(said.text).not.toContain('export”');
  });

  it('takes several audiences, a direction and a language, in either tongue', async () => {
    const { app } = await connected();
    await asker(app)('mo', 'here проспекторам, клоузерам Вікна українською', { place: here });
    expect(await listPlaces(app)).toMatchObject([
      { audience: 'prospectors', direction: 'main', language: 'uk' },
      { audience: 'closers', direction: 'main', language: 'uk' },
    ]);
  });

  it('ends with nothing', async () => {
    const { app } = await connected();
    const ask = asker(app);
    await ask('mo', 'here prospectors closers', { place: here });
    expect((await ask('mo', 'here nothing', { place: here })).text).toContain('2 bindings');
    expect(await listPlaces(app)).toEqual([]);
    expect((await ask('mo', 'here нічого', { place: here })).tone).toBe('quiet');
  });

  it.each([
    ['here', '/baton here prospectors'],
    ['here everybody', 'everybody'],
    ['here prospectors mars', 'mars'],
    ['here prospectors <!channel>', '/baton here'],
  ])('answers "%s" with the help', async (text, hint) => {
    const { app } = await connected();
    const said = await asker(app)('mo', text, { place: here });
    expect(said.tone).toBe('refused');
    expect(said.text).toContain(hint);
    expect(await listPlaces(app)).toEqual([]);
  });

  it('is said in a channel, and by a manager', async () => {
    const { app } = await connected();
    expect((await asker(app)('mo', 'here prospectors')).text).toContain('not in a private');
    expect((await asker(app)('ana', 'here prospectors', { place: here })).tone).toBe('refused');
    expect(await listPlaces(app)).toEqual([]);
  });
});

describe('unbinding a place', () => {
  it('ends what is still to be shown there', async () => {
    const { app } = await connected();
    await receiveOne(app);
    const bound = await bindPlace(app, { platform: 'slack', channel: 'C1', audience: 'prospectors' });
    expect(bound.ok && (await unbindPlace(app, bound.place.id))).toBe(true);
    const waiting = await test.db.selectFrom('outbox').select('id').where('dirty', '=', true).execute();
    expect(waiting).toEqual([]);
    expect(bound.ok && (await unbindPlace(app, bound.place.id))).toBe(false);
  });
});
