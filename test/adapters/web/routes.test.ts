import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { scriptedInbox } from '../conformance/scripted-inbox.ts';
import { host, openWeb } from './support/web-chat.ts';
import type { OpenedWeb } from './support/web-chat.ts';

let web: OpenedWeb;
let inbox: ReturnType<typeof scriptedInbox>;
beforeEach(async () => {
  web = await openWeb();
  inbox = scriptedInbox();
  await web.adapter.start(inbox);
});
afterEach(() => web.close());

const posting = (title: string, key: string) => ({
  card: { title, blocks: [] },
  language: 'en' as const,
  key,
  isPrivate: false,
  signal: new AbortController().signal,
});
const post = (channel: string, title: string, key = title) =>
  web.adapter.post({ channel, thread: null }, posting(title, key));

const channelList = z.object({ channels: z.array(z.object({ channel: z.string() })) });
const messageList = z.object({ messages: z.array(z.object({ card: z.object({ title: z.string() }) })) });

describe('the frame', () => {
  const channelsOf = async (person: string) => {
    const { body } = await web.send(person, 'GET', '/web/frame');
    return channelList.parse(body).channels.map(({ channel }) => channel);
  };

  it('shows each seat the channels of its roles, and a manager all of them', async () => {
    expect(await channelsOf('ana')).toEqual(['prospectors']);
    expect(await channelsOf('cleo')).toEqual(['closers']);
    expect(await channelsOf('mo')).toEqual(['prospectors', 'closers', 'account_team', 'managers']);
  });

  it('looks through the first seat when the wanted one is not there', async () => {
    const { body } = await web.send('gone', 'GET', '/web/frame');
    expect(body).toMatchObject({ seat: { person: 'ana' }, company: 'Acme', token: 'the-token-of-the-api' });
  });

  it('guides as long as the whole team is made up', async () => {
    expect((await web.send('ana', 'GET', '/web/frame')).body).toMatchObject({ tour: { received: true } });
    web.desk.seat({ person: 'real', roles: ['manager'], isSample: false });
    expect((await web.send('ana', 'GET', '/web/frame')).body).toMatchObject({ tour: null });
  });

  it('tells where each channel ends, so that the page knows what is unread', async () => {
    await post('prospectors', 'One');
    await post('prospectors', 'Two');
    const { body } = await web.send('ana', 'GET', '/web/frame');
    expect(body).toMatchObject({ channels: [{ lastPosition: 2 }], direct: { lastPosition: 0 }, change: 2 });
  });
});

describe('messages', () => {
  it('come in pages, the newest first', async () => {
    for (let at = 1; at <= 35; at += 1) await post('prospectors', `Card ${at}`);
    const newest = await web.send('ana', 'GET', '/web/messages/prospectors');
    expect(newest.body).toMatchObject({ isAll: false });
    const titles = (body: unknown) => messageList.parse(body).messages.map(({ card }) => card.title);
    expect(titles(newest.body)).toHaveLength(30);
    expect(titles(newest.body).at(-1)).toBe('Card 35');
    const older = await web.send('ana', 'GET', '/web/messages/prospectors?before=6');
    expect(titles(older.body)).toEqual(['Card 1', 'Card 2', 'Card 3', 'Card 4', 'Card 5']);
    expect(older.body).toMatchObject({ isAll: true });
  });

  it('of another role, and of another person, are not for a seat to read', async () => {
    await web.adapter.direct('ben', posting('A contact', 'k'));
    for (const channel of ['closers', '@ben', '~ben', 'nowhere']) {
      const answer = await web.send('ana', 'GET', `/web/messages/${encodeURIComponent(channel)}`);
      expect([channel, answer.status]).toEqual([channel, 404]);
      expect(answer.text).not.toContain('A contact');
    }
    expect((await web.send('ben', 'GET', '/web/messages/%40ben')).text).toContain('A contact');
  });

  it('that come by themselves have no end, so nobody is left waiting for an answer without a body', async () => {
    const headers = { host, cookie: await web.cookie(), 'sec-fetch-site': 'same-origin' };
    const answer = await web.bare({ method: 'HEAD', url: '/web/live?seat=ana', headers });
    expect(answer.statusCode).toBe(404);
  });

  it('posted twice under one key stand once', async () => {
    const first = await post('prospectors', 'Before', 'k');
    const second = await post('prospectors', 'After', 'k');
    expect(second).toEqual(first);
    const { text } = await web.send('ana', 'GET', '/web/messages/prospectors');
    expect(text).toContain('After');
    expect(text).not.toContain('Before');
  });
});

describe('what people do', () => {
  it('goes to the inbox under the id that the page gave it, in the name of the seat', async () => {
    const delivery = web.delivery();
    await web.send('ana', 'POST', '/web/ask', { delivery, text: ' /baton next ', channel: 'prospectors' });
    expect(inbox.asks[0]).toMatchObject({
      platform: 'web',
      id: `web:${delivery}`,
      text: 'next',
      person: { id: 'ana' },
      place: { channel: 'prospectors', thread: null },
    });
  });

  it('in a private chat has no place', async () => {
    await web.send('ana', 'POST', '/web/press', {
      delivery: web.delivery(),
      code: 'touch:rabc',
      channel: '@ana',
      message: 'w_1',
    });
    expect(inbox.presses[0]).toMatchObject({ place: null, message: { channel: '@ana', message: 'w_1' } });
  });

  const bodies: readonly (readonly [string, object])[] = [
    ['no delivery id', { text: 'next', channel: null }],
    ['a delivery id that is none', { delivery: 'x', text: 'next', channel: null }],
    ['a text of nothing', { delivery: '00000000-0000-4000-8000-000000000001', text: ' ', channel: null }],
    [
      'a text too long',
      { delivery: '00000000-0000-4000-8000-000000000001', text: 'x'.repeat(2001), channel: null },
    ],
    ['something else', ['next']],
  ];
  it.each(bodies)('is refused with %s, and nothing reaches the inbox', async (_name, body) => {
    const answer = await web.send('ana', 'POST', '/web/ask', body);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ says: expect.stringMatching(/\S/) });
    expect(inbox.asks).toEqual([]);
  });

  it('is refused as broken JSON, as a form, and as too large', async () => {
    const headers = {
      host: '127.0.0.1:3000',
      cookie: await web.cookie(),
      'sec-fetch-site': 'same-origin',
      origin: 'http://127.0.0.1:3000',
      'x-baton-seat': 'ana',
    };
    const status = async (type: string, payload: string) =>
      (
        await web.bare({
          method: 'POST',
          url: '/web/ask',
          headers: { ...headers, 'content-type': type },
          payload,
        })
      ).statusCode;
    expect(await status('application/json', '{"text":')).toBe(400);
    expect(await status('application/x-www-form-urlencoded', 'text=next')).toBe(415);
    expect(await status('application/json', JSON.stringify({ text: 'x'.repeat(300_000) }))).toBe(413);
    expect(inbox.asks).toEqual([]);
  });

  it('is told to have failed when nobody listens, in the language of the page', async () => {
    await web.adapter.stop();
    const body = { delivery: web.delivery(), text: 'next', channel: null };
    const answer = await web.send('ana', 'POST', '/web/ask', body, { 'x-baton-language': 'uk' });
    expect(answer.status).toBe(500);
    expect(answer.body).toMatchObject({ says: expect.stringMatching(/нічого не змінилося/) });
  });
});

describe('coming in by a code', () => {
  it('asks the inbox for somebody new, and answers the seat that they got', async () => {
    const entered = async (code: string) =>
      web.send('ana', 'POST', '/web/enter', { delivery: web.delivery(), name: 'Eve', code, as: 'join' });
    inbox.answer({ type: 'say', tone: 'refused', text: 'That is not the code.' });
    const refused = await entered('wrong');
    expect(refused.body).toMatchObject({ seat: null, reply: { text: 'That is not the code.' } });
    const stranger = inbox.asks[0]?.person;
    expect(inbox.asks[0]).toMatchObject({ text: 'join wrong', person: { name: 'Eve' }, place: null });
    expect(stranger?.id).toMatch(/^web_/);
    expect((await entered('again')).body).toMatchObject({ seat: null });
    expect(inbox.asks[1]?.person.id).not.toBe(stranger?.id);
  });
});

describe('the desk', () => {
  type Deed = readonly ['GET' | 'POST' | 'PATCH' | 'DELETE', string, object];
  const deeds: readonly Deed[] = [
    ['GET', '/web/people', {}],
    ['POST', '/web/people', { name: 'Eve', grants: [{ role: 'closer', direction: null }], language: 'uk' }],
    ['PATCH', '/web/people/m_eve', { isActive: false }],
    ['POST', '/web/invite', { id: 'm_eve' }],
    ['POST', '/web/dismiss', {}],
    ['GET', '/web/places', {}],
    ['POST', '/web/places', { channel: 'vip', audience: 'closers', direction: null, language: 'en' }],
    ['DELETE', '/web/places/p_1', {}],
    ['GET', '/web/figures?period=week', {}],
    ['GET', '/web/leads?stage=claimed', {}],
    ['POST', '/web/move/preview', { from: 'm_ana', to: null }],
    ['POST', '/web/move', { from: 'm_ana', to: 'm_ben', cursor: null }],
    ['POST', '/web/bulk', { deed: { type: 'free' }, leads: [{ ref: 'rabc', revision: null }] }],
    ['POST', '/web/caller', { phone: '067 123 45 67' }],
  ];

  it.each(deeds)('lets a manager, and nobody else: %s %s', async (...deed) => {
    const [method, url, body] = deed;
    for (const person of ['ana', 'cleo', 'dan']) {
      expect([person, (await web.send(person, method, url, body)).status]).toEqual([person, 403]);
    }
    expect(web.desk.asked).toEqual([]);
    expect((await web.send('mo', method, url, body)).status).toBe(200);
  });

  it('changes only what is named', async () => {
    await web.send('mo', 'PATCH', '/web/people/m_eve', { language: 'uk' });
    expect(web.desk.asked).toEqual(['change mo m_eve {"language":"uk"}']);
  });

  it('answers in the language of the page, whatever the seat speaks elsewhere', async () => {
    const move = { from: 'm_ana', to: null };
    await web.send('mo', 'POST', '/web/move/preview', move, { 'x-baton-language': 'uk' });
    await web.send('mo', 'POST', '/web/move/preview', move, { 'x-baton-language': 'en' });
    expect(web.desk.spokenTo).toEqual(['uk', 'en']);
  });

  it('says why something was not done', async () => {
    const answer = await web.send('mo', 'PATCH', '/web/people/m_mo', { isActive: false });
    expect(answer).toMatchObject({ status: 409, body: { says: 'Mo is the last manager.' } });
  });

  it.each([
    [
      'a role that there is not',
      { name: 'Eve', grants: [{ role: 'boss', direction: null }], language: 'en' },
    ],
    ['no name', { name: ' ', grants: [], language: 'en' }],
    ['a language that there is not', { name: 'Eve', grants: [], language: 'fr' }],
  ])('refuses a person with %s', async (_name, body) => {
    expect((await web.send('mo', 'POST', '/web/people', body)).status).toBe(422);
    expect(web.desk.asked).toEqual([]);
  });

  const one = { ref: 'rabc', revision: null };
  it.each([
    ['no lead', { deed: { type: 'free' }, leads: [] }],
    ['more leads than go at once', { deed: { type: 'free' }, leads: Array.from({ length: 101 }, () => one) }],
    ['a deed that there is not', { deed: { type: 'erase' }, leads: [one] }],
    ['nobody to give them to', { deed: { type: 'assign' }, leads: [one] }],
    ['no reason', { deed: { type: 'disqualify', reason: '' }, leads: [one] }],
    ['a revision that is none', { deed: { type: 'free' }, leads: [{ ref: 'rabc', revision: -1 }] }],
  ])('refuses bulk work with %s', async (_name, body) => {
    expect((await web.send('mo', 'POST', '/web/bulk', body)).status).toBe(422);
    expect(web.desk.asked).toEqual([]);
  });

  it('does bulk work in the name of the manager who asked, and tells what came of it', async () => {
    const body = { deed: { type: 'disqualify', reason: 'spam' }, leads: [one, { ref: 'rdef', revision: 3 }] };
    const answer = await web.send('mo', 'POST', '/web/bulk', body);
    expect(web.desk.asked).toEqual(['bulk mo disqualify rabc,rdef']);
    expect(answer.body).toEqual({ value: { done: 0, unchanged: 0, refused: [], back: [] } });
  });

  it('takes a number in the body alone, where no log sees it', async () => {
    expect((await web.send('mo', 'GET', '/web/caller?phone=0671234567')).status).toBe(404);
    expect((await web.send('mo', 'POST', '/web/caller', { phone: '0'.repeat(61) })).status).toBe(422);
    expect(web.desk.asked).toEqual([]);
  });

  it('gives anybody a sample lead, and their own language', async () => {
    expect((await web.send('ana', 'POST', '/web/sample', {})).body).toMatchObject({
      value: { number: 'L-1042' },
    });
    await web.send('ana', 'POST', '/web/language', { language: 'uk' });
    expect(web.desk.asked).toEqual(['sample', 'speak ana uk']);
  });
});
