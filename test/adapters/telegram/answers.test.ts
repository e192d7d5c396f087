import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Card } from '../../../src/cards/card.ts';
import { fullForm } from '../conformance/full-form.ts';
import { listening } from './support/listening.ts';
import type { Listening } from './support/listening.ts';

let on: Listening;
beforeEach(async () => {
  on = await listening();
});
afterEach(async () => {
  await on.close();
  expect(on.telegram.violations()).toEqual([]);
});

const contactCard: Card = {
  title: 'L-1042',
  blocks: [{ type: 'contact', lines: [{ kind: 'phone', label: 'Phone', value: '+380671234567' }] }],
};

async function startAna(): Promise<void> {
  on.telegram.start({ person: on.ana });
  await on.shows('All is well.');
}

const drained = () =>
  vi.waitFor(() => {
    expect(on.telegram.isDrained()).toBe(true);
    expect(
      [...on.store.updates.values()].map(({ state }) => state).filter((state) => state !== 'done'),
    ).toEqual([]);
  }, 5_000);

describe('the answer to a press', () => {
  it('is a toast when it is short, and waits for an OK when it is a long refusal', async () => {
    inboxSays('Olena took it 2 s ago.', 'refused');
    expect(await on.press('claim:abc')).toMatchObject({ text: 'Olena took it 2 s ago.', isAlert: false });
    inboxSays(`No. ${'Because of this and that. '.repeat(5)}`, 'refused');
    expect(await on.press('claim:abc')).toMatchObject({ isAlert: true });
  });

  it('is cut to what Telegram takes, and told in full in the private chat', async () => {
    await startAna();
    inboxSays('So it is. '.repeat(40), 'quiet');
    const answer = await on.press('why:abc');
    expect(answer?.text.length).toBeLessThanOrEqual(200);
    const last = await on.shows('So it is.');
    expect(last.text.length).toBeGreaterThan(350);
  });

  it('brings a contact to the private chat alone, protected', async () => {
    await startAna();
    on.telegram.secret('+380671234567');
    on.inbox.answer({ type: 'say', tone: 'done', text: 'Here it is.', card: contactCard });
    expect(await on.press('reveal:abc')).toMatchObject({ text: 'Here it is.' });
    const shown = await on.shows('+380671234567');
    expect(shown.isProtected).toBe(true);
    expect(JSON.stringify(on.telegram.cards(on.group))).not.toContain('380671234567');
  });

  it('leads whoever never pressed Start to the private chat, and says why', async () => {
    on.inbox.answer({ type: 'say', tone: 'done', text: 'Here it is.', card: contactCard });
    const answer = await on.press('reveal:abc');
    expect(answer).toMatchObject({ url: 'https://t.me/BatonTestBot?start=open', isAlert: true });
    expect(answer?.text).toMatch(/Press Start there/);
  });

  it('leads there after a claim as well, when nobody knows whether the private chat is open', async () => {
    on.inbox.answer({ type: 'say', tone: 'done', text: 'It is yours.', opensPrivate: true });
    const answer = await on.press('claim:abc');
    expect(answer?.text).toMatch(/^It is yours\. Press Start/);
    expect(answer?.url).toBe('https://t.me/BatonTestBot?start=open');
    await startAna();
    on.inbox.answer({ type: 'say', tone: 'done', text: 'It is yours.', opensPrivate: true });
    expect(await on.press('claim:abc')).toMatchObject({ text: 'It is yours.', url: null });
    on.telegram.block({ person: on.ana });
    on.inbox.answer({ type: 'say', tone: 'done', text: 'It is yours.', opensPrivate: true });
    expect((await on.press('claim:abc'))?.url).not.toBeNull();
  });

  it('does not wait for a private chat that can’t be reached, and what belongs there comes later', async () => {
    await startAna();
    on.telegram.fault({ kind: '500', methods: ['sendMessage'], chat: on.ana, times: 3 });
    on.inbox.answer({ type: 'say', tone: 'done', text: 'Here it is.', card: contactCard });
    expect(await on.press('reveal:abc')).toMatchObject({ text: 'Here it is.', url: null });
    await on.shows('+380671234567');
    on.telegram.fault({ kind: '500', methods: ['sendMessage'], chat: on.ana, times: 3 });
    on.inbox.answer({ type: 'form', form: fullForm() });
    expect((await on.press('qualify:abc'))?.text).toMatch(/in a moment/);
    await on.shows('1 of 8');
  });

  it('comes within a second on a step of a form, although the next question has to wait', async () => {
    await startAna();
    on.inbox.answer({ type: 'form', form: fullForm() });
    await on.press('qualify:abc');
    await on.shows('1 of 8');
    on.telegram.fault({ kind: '429', methods: ['editMessageText'], chat: on.ana, times: 1, seconds: 3 });
    const began = Date.now();
    await on.pressPrivate('Keep it');
    expect(Date.now() - began).toBeLessThan(2_000);
    await on.shows('2 of 8');
    expect(Date.now() - began).toBeGreaterThan(2_900);
  });

  it('does not undo a decision when it comes too late (T23)', async () => {
    on.telegram.fault({ kind: '400', methods: ['answerCallbackQuery'], times: 1 });
    await on.post('claim:abc');
    const { message } = await on.post('claim:abc');
    on.telegram.press({ person: on.ana, chat: on.group, message: Number(message), data: 'claim:abc' });
    await drained();
    expect(on.inbox.presses).toHaveLength(1);
  });

  it('comes for an old card as well, which is known by its number alone (T21)', async () => {
    const { message } = await on.post('claim:abc');
    const answer = await on.telegram.pressed({
      person: on.ana,
      chat: on.group,
      message: Number(message),
      data: 'claim:abc',
      isInaccessible: true,
    });
    expect(answer?.text).toBe('All is well.');
    expect(on.inbox.presses[0]).toMatchObject({
      code: 'claim:abc',
      place: { channel: String(on.group), thread: null },
      message: { channel: String(on.group), message },
    });
  });

  it('comes for a button of a form that is over, and takes its buttons away', async () => {
    await startAna();
    on.inbox.answer({ type: 'form', form: fullForm() });
    await on.press('qualify:abc');
    const { message } = await on.shows('1 of 8');
    await on.store.deleteForm(String(on.ana));
    inboxSays('This belongs to a form that is over.', 'refused');
    const answer = await on.telegram.pressed({ person: on.ana, chat: on.ana, message, button: 'Cancel' });
    expect(answer?.text).toBe('This belongs to a form that is over.');
    expect(on.telegram.cards(on.ana).flatMap(({ buttons }) => buttons)).toEqual([]);
  });
});

describe('what is typed', () => {
  it('in private comes as an ask, with a command or without', async () => {
    await startAna();
    for (const text of [
      '/mine',
      '/baton find Acme',
      '/find@BatonTestBot Acme',
      'why L-1042',
      '/nonsense x',
    ]) {
      on.telegram.say({ person: on.ana, text });
    }
    await on.telegram.until('five more asks', () => on.inbox.asks.length === 6);
    expect(on.inbox.asks.slice(1).map(({ text }) => text)).toEqual([
      'mine',
      'find Acme',
      'find Acme',
      'why L-1042',
      'nonsense x',
    ]);
    expect(on.inbox.asks.every(({ place }) => place === null)).toBe(true);
  });

  it('in a group is answered in private, and only if it is a command for this bot (T73)', async () => {
    await startAna();
    inboxSays('Three leads.', 'quiet');
    for (const text of ['/mine@OtherBot', '/help', '/unknown', 'mine', '/mine@BatonTestBot']) {
      on.telegram.say({ person: on.ana, chat: on.group, text });
    }
    await drained();
    expect(on.inbox.asks.slice(1)).toMatchObject([
      { text: 'mine', place: { channel: String(on.group), thread: null } },
    ]);
    expect(on.telegram.cards(on.ana).at(-1)?.text).toBe('Three leads.');
    expect(on.telegram.cards(on.group)).toEqual([]);
  });

  it('in a topic says which', async () => {
    const forum = on.telegram.addGroup({ title: 'Sales', kind: 'forum', members: [on.ana] });
    const topic = on.telegram.openTopic({ chat: forum, name: 'New' });
    on.telegram.say({ person: on.ana, chat: forum, thread: topic, text: '/baton here prospectors' });
    await on.telegram.until('the ask', () => on.inbox.asks.length === 1);
    expect(on.inbox.asks[0]).toMatchObject({
      text: 'here prospectors',
      place: { channel: String(forum), thread: String(topic) },
    });
    const id = await on.post('claim:abc', { channel: String(forum), thread: String(topic) });
    expect(id).toMatchObject({ thread: String(topic) });
    expect(on.telegram.cards(forum, topic).some(({ text }) => text.includes('L-1042'))).toBe(true);
  });

  it('in a group by somebody who never pressed Start gets a notice there, without the answer', async () => {
    inboxSays('Three leads of Acme.', 'quiet');
    on.telegram.say({ person: on.ana, chat: on.group, text: '/mine' });
    const notice = await on.shows('I answer in our private chat', on.group);
    expect(notice.text).not.toContain('Acme');
    expect(notice.buttons[0]).toMatchObject({ kind: 'url', code: 'https://t.me/BatonTestBot?start=open' });
  });

  it('by an anonymous admin or a channel is refused with a hint, and asks nothing (T77)', async () => {
    on.telegram.makeAdmin({ chat: on.group, person: on.ana, anonymous: true });
    on.telegram.say({ person: on.ana, chat: on.group, text: '/next', anonymously: true });
    await on.shows('anonymous admins can’t hold leads', on.group);
    expect(on.inbox.asks).toEqual([]);
  });

  it('as a link from a manager joins with its code', async () => {
    on.telegram.start({ person: on.ana, payload: 'j_abcd-efgh-jkmn' });
    await on.telegram.until('the ask', () => on.inbox.asks.length === 1);
    expect(on.inbox.asks[0]).toMatchObject({ text: 'join abcd-efgh-jkmn' });
    expect(on.inbox.happenings).toContainEqual(
      expect.objectContaining({ type: 'private opened', person: String(on.ana) }),
    );
  });

  it('as any other link gets the help, after the private chat is told to be open', async () => {
    on.telegram.start({ person: on.ana, payload: 'something_else' });
    await on.shows('All is well.');
    expect(on.inbox.asks[0]).toMatchObject({ text: 'help' });
    expect(on.inbox.happenings.map(({ type }) => type)).toContain('private opened');
  });

  it('is answered again when the answer does not get through at first', async () => {
    await startAna();
    on.telegram.fault({ kind: '429', seconds: 1, times: 1, scope: 'chat' });
    inboxSays('Three leads.', 'quiet');
    on.telegram.say({ person: on.ana, text: 'mine' });
    await on.shows('Three leads.');
    expect(on.inbox.asks.filter(({ text }) => text === 'mine')).toHaveLength(1);
  });
});

describe('a contact or a message that is handed over', () => {
  it('becomes a filled form of a new lead', async () => {
    await startAna();
    on.inbox.answer({ type: 'form', form: fullForm() });
    on.telegram.shareContact({ person: on.ana, phone: '+380671234567', name: 'Olha', lastName: 'Koval' });
    await on.shows('1 of 8');
    expect(on.inbox.asks.at(-1)).toMatchObject({
      text: 'add',
      seed: { name: 'Olha Koval', phone: '+380671234567' },
    });
    expect(on.log.join('\n')).not.toContain('380671234567');
  });

  it('is offered to become one when it was forwarded', async () => {
    await startAna();
    on.telegram.forward({ person: on.ana, text: 'Need ten windows, 067 123 45 67' });
    await on.shows('Shall this become a new lead?');
    expect(on.inbox.asks).toHaveLength(1);
    on.inbox.answer({ type: 'form', form: fullForm() });
    await on.pressPrivate('Yes, a new lead');
    await on.shows('1 of 8');
    expect(on.inbox.asks.at(-1)).toMatchObject({
      text: 'add',
      seed: { text: 'Need ten windows, 067 123 45 67' },
    });
    await on.pressPrivate('Cancel');
    on.telegram.forward({ person: on.ana, text: 'Lunch?' });
    await on.shows('Shall this become a new lead?');
    await on.pressPrivate('No');
    await on.shows('Fine, I leave it.');
    expect(on.store.forms.size).toBe(0);
  });

  it('that can’t be read is answered kindly', async () => {
    await startAna();
    on.telegram.send({ person: on.ana, wire: { sticker: { file_id: 'x' } } });
    await on.shows('I can read text and contacts only.');
  });
});

function inboxSays(text: string, tone: 'done' | 'quiet' | 'refused'): void {
  on.inbox.answer({ type: 'say', tone, text });
}
