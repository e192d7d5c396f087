import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Block, Card } from '../../../src/cards/card.ts';
import { cardWith, listening, posting } from './support/listening.ts';
import type { Listening } from './support/listening.ts';

let on: Listening;
beforeEach(async () => {
  on = await listening();
});
afterEach(async () => {
  await on.close();
  expect(on.telegram.violations()).toEqual([]);
});

/** One white pixel. */
const png = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg==',
    'base64',
  ),
);
const picture: Block = { type: 'image', alt: 'Leads by week', png };
const button: Block = {
  type: 'buttons',
  buttons: [{ type: 'action', label: 'Why', action: 'why:abc' }],
};
const digest = (text: string, ...more: readonly Block[]): Card => ({
  title: 'Digest',
  blocks: [{ type: 'text', text }, ...more, button],
});
const stands = () =>
  on.telegram.cards(on.group).map(({ type, text, buttons }) => [type, text, buttons.length]);

describe('a card with a picture', () => {
  it('is one message, with its text and its buttons', async () => {
    await on.chat().post(on.place, posting(digest('Ten leads.', picture)));
    expect(stands()).toEqual([['photo', 'Digest\n\nTen leads.', 1]]);
  });

  it('is edited with a picture and without, and keeps its buttons', async () => {
    const id = await on.chat().post(on.place, posting(digest('Ten leads.', picture)));
    await on.chat().edit(id, posting(digest('Eleven leads.', picture)));
    expect(stands()).toEqual([['photo', 'Digest\n\nEleven leads.', 1]]);
    await on.chat().edit(id, posting(digest('Twelve leads.')));
    expect(stands()).toEqual([['photo', 'Digest\n\nTwelve leads.', 1]]);
    await on.chat().edit(id, posting(digest('Twelve leads.')));
    await on.chat().edit(id, posting(digest('x '.repeat(2000))));
    expect(on.telegram.cards(on.group)[0]?.text.length).toBeLessThanOrEqual(1024);
  });

  it('comes over a message that had none', async () => {
    const id = await on.chat().post(on.place, posting(digest('Ten leads.')));
    await on.chat().edit(id, posting(digest('Ten leads.', picture)));
    expect(stands()).toEqual([['photo', 'Digest\n\nTen leads.', 1]]);
  });

  it('is text alone where the picture is refused', async () => {
    on.telegram.fault({ kind: '400', methods: ['sendPhoto', 'editMessageMedia'] });
    const id = await on.chat().post(on.place, posting(digest('Ten leads.', picture)));
    expect(stands()).toEqual([['text', 'Digest\n\nTen leads.\n\nLeads by week', 1]]);
    await on.chat().edit(id, posting(digest('Eleven leads.', picture)));
    expect(stands()).toEqual([['text', 'Digest\n\nEleven leads.\n\nLeads by week', 1]]);
  });

  it('reaches a private chat protected, and a topic where it belongs', async () => {
    on.telegram.start({ person: on.ana });
    await on.shows('All is well.');
    await on.chat().direct(String(on.ana), posting(digest('Ten leads.', picture), { isPrivate: true }));
    expect(on.telegram.cards(on.ana).at(-1)).toMatchObject({ type: 'photo', isProtected: true });
    const forum = on.telegram.addGroup({ title: 'Sales', kind: 'forum', members: [on.ana] });
    const topic = on.telegram.openTopic({ chat: forum, name: 'New' });
    const place = { channel: String(forum), thread: String(topic) };
    await on.chat().post(place, posting(digest('Ten leads.', picture)));
    expect(on.telegram.cards(forum, topic)).toMatchObject([{ type: 'photo', thread: topic }]);
  });
});

describe('a call that is refused', () => {
  it('concerns one chat, unless many are refused at the same moment', async () => {
    const groups = Array.from({ length: 5 }, (_, index) =>
      on.telegram.addGroup({ title: `G${index}`, members: [on.ana] }),
    );
    for (const chat of groups) on.telegram.fault({ kind: '429', seconds: 3, chat });
    const scopes: unknown[] = [];
    for (const group of [groups[0], ...groups]) {
      const place = { channel: String(group), thread: null };
      const error: unknown = await on
        .chat()
        .post(place, posting(cardWith('claim:abc')))
        .catch((thrown: unknown) => thrown);
      scopes.push(error instanceof Error && 'scope' in error ? error.scope : error);
    }
    expect(scopes).toEqual(['place', 'place', 'place', 'place', 'platform', 'platform']);
  });

  it('for a channel or a person that is none of Telegram’s, is refused before it is made', async () => {
    const wrong = [
      on.chat().post({ channel: '@somewhere', thread: null }, posting(cardWith('claim:abc'))),
      on.chat().direct('U123', posting(cardWith('claim:abc'))),
      on.chat().edit({ channel: 'C1', thread: null, message: '1' }, posting(cardWith('claim:abc'))),
    ];
    for (const one of wrong) await expect(one).rejects.toMatchObject({ name: 'Rejected' });
    expect([...on.telegram.calls('sendMessage'), ...on.telegram.calls('editMessageText')]).toEqual([]);
  });

  it('to somebody who never pressed Start, or has blocked the bot, says that the place is shut', async () => {
    const direct = () => on.chat().direct(String(on.ana), posting(cardWith('touch:abc')));
    await expect(direct()).rejects.toMatchObject({ name: 'NotAuthorized', scope: 'place' });
    on.telegram.start({ person: on.ana });
    await on.shows('All is well.');
    await direct();
    on.telegram.block({ person: on.ana });
    await expect(direct()).rejects.toMatchObject({ name: 'NotAuthorized', scope: 'place' });
  });
});
