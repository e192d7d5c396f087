import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Form } from '../../../src/cards/form.ts';
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

const note: Form = {
  code: 'note:abc',
  language: 'en',
  title: 'Note on L-1042',
  intro: null,
  submit: 'Send',
  cancel: 'Cancel',
  fields: [
    {
      id: 'text',
      label: 'Note',
      hint: null,
      kind: 'long text',
      required: true,
      maxLength: 3000,
      choices: [],
      value: null,
    },
  ],
};

describe('a form in the private chat', () => {
  it('is asked question by question, through restarts, and submitted as one', async () => {
    on.telegram.start({ person: on.ana });
    await on.shows('All is well');
    on.inbox.answer({ type: 'form', form: fullForm() });
    const answer = await on.press('qualify:abc');
    expect(answer).toMatchObject({ text: 'I asked you in our private chat.' });
    await on.shows('1 of 8');
    on.telegram.say({ person: on.ana, text: 'A bakery' });
    await on.shows('2 of 8');
    await on.restart();
    await on.pressPrivate('Skip');
    await on.shows('3 of 8');
    on.telegram.say({ person: on.ana, text: '12' });
    await on.shows('4 of 8');
    await on.restart();
    await on.pressPrivate('‹ Back');
    await on.shows('3 of 8');
    expect(on.telegram.cards(on.ana).at(-1)?.text).toContain('Now: 12');
    await on.pressPrivate('Keep it');
    await on.shows('4 of 8');
    on.telegram.say({ person: on.ana, text: '1500,50' });
    await on.shows('5 of 8');
    const tomorrow = on.telegram
      .cards(on.ana)
      .at(-1)
      ?.buttons.find(({ label }) => label.startsWith('Tomorrow'));
    expect(tomorrow?.code).toMatch(/^answer:f_\w+:4\.20\d\d-\d\d-\d\d$/);
    await on.pressPrivate(tomorrow?.label ?? '');
    await on.shows('6 of 8');
    await on.restart();
    await on.pressPrivate('More than ten');
    await on.shows('7 of 8');
    await on.pressPrivate('Up to ten people');
    await on.pressPrivate('More than ten');
    await on.pressPrivate('✅ Up to ten people');
    await on.pressPrivate('Done');
    await on.shows('8 of 8');
    await on.pressPrivate('Ben');
    await on.shows('Is everything right?');
    await on.restart();
    on.inbox.answer({ type: 'flaws', flaws: [{ field: 'money', says: 'That is no amount.' }] });
    await on.pressPrivate('Qualify');
    await on.shows('That is no amount.');
    on.telegram.say({ person: on.ana, text: '1500' });
    await on.shows('Is everything right?');
    on.inbox.answer({ type: 'say', tone: 'done', text: 'Qualified.' });
    await on.pressPrivate('Qualify');
    await on.shows('Qualified.');
    expect(on.inbox.submits.at(-1)?.filled).toEqual({
      text: 'A bakery',
      number: '12',
      money: '1500',
      date: tomorrow?.code.split('.')[1],
      choice: 'large',
      several_choices: ['large'],
      person: 'm_ben',
    });
    expect(on.store.forms.size).toBe(0);
    expect(on.telegram.cards(on.ana).flatMap(({ buttons }) => buttons)).toEqual([]);
  });

  it('leads whoever never pressed Start there by the answer, and goes on where the press began', async () => {
    on.inbox.answer({ type: 'form', form: note });
    const answer = await on.press('note:abc');
    expect(answer?.url).toMatch(/^https:\/\/t\.me\/BatonTestBot\?start=f_\w+$/);
    expect(on.telegram.follow({ person: on.ana, url: answer?.url ?? '' })).toBe(true);
    await on.shows('1 of 1');
    expect(on.inbox.happenings).toContainEqual(
      expect.objectContaining({ type: 'private opened', person: String(on.ana) }),
    );
    on.telegram.say({ person: on.ana, text: 'Called.' });
    await on.shows('Is everything right?');
    on.inbox.answer({ type: 'say', tone: 'done', text: 'Kept.' });
    await on.pressPrivate('Send');
    await on.shows('Kept.');
    expect(on.inbox.submits[0]).toMatchObject({ code: 'note:abc', filled: { text: 'Called.' }, place: null });
  });

  it('asks whether to drop the first when a second is opened', async () => {
    on.telegram.start({ person: on.ana });
    await on.shows('All is well');
    on.inbox.answer({ type: 'form', form: note });
    await on.press('note:abc');
    await on.shows('1 of 1');
    on.inbox.answer({ type: 'form', form: fullForm() });
    await on.press('qualify:abc');
    await on.shows('Drop it and begin “Qualify”?');
    await on.pressPrivate('Go on with the first');
    await on.shows('1 of 1');
    on.inbox.answer({ type: 'form', form: fullForm() });
    await on.press('qualify:abc');
    await on.shows('Drop it and begin “Qualify”?');
    await on.pressPrivate('Drop it, begin the new one');
    await on.shows('1 of 8');
    await on.pressPrivate('Cancel');
    await on.shows('Cancelled.');
    expect(on.store.forms.size).toBe(0);
    expect(on.inbox.submits).toEqual([]);
  });

  it('does not lose what was typed when it is refused without giving it back', async () => {
    on.telegram.start({ person: on.ana });
    await on.shows('All is well');
    on.inbox.answer({ type: 'form', form: note });
    await on.press('note:abc');
    await on.shows('1 of 1');
    on.telegram.say({ person: on.ana, text: 'A long story.' });
    await on.shows('Is everything right?');
    on.inbox.fail(new Error('password=hunter2'));
    await on.pressPrivate('Send');
    const again = await on.shows('A long story.');
    expect(again.text).not.toContain('hunter2');
    await on.pressPrivate('Send');
    await on.shows('All is well.');
    expect(on.inbox.submits).toHaveLength(2);
    expect(on.log.join('\n')).not.toMatch(/hunter2|long story/);
  });

  it('takes a typed answer once, although Telegram brings it twice and the message did not get through', async () => {
    on.telegram.start({ person: on.ana });
    await on.shows('All is well');
    on.inbox.answer({ type: 'form', form: fullForm() });
    await on.press('qualify:abc');
    await on.shows('1 of 8');
    on.telegram.fault({ kind: '500', methods: ['sendMessage'], times: 4 });
    on.telegram.fault({ kind: 'answer lost', methods: ['sendMessage'], times: 1 });
    on.telegram.say({ person: on.ana, text: 'A bakery' });
    await on.shows('2 of 8');
    const state = on.store.forms.get(String(on.ana))?.state;
    expect(state).toMatchObject({ step: 1, answers: { text: 'A bakery' } });
  });

  it('is over after a day, and says so to whoever comes back', async () => {
    on.telegram.start({ person: on.ana });
    await on.shows('All is well');
    const waitTooLong = async () => {
      on.inbox.answer({ type: 'form', form: note });
      await on.press('note:abc');
      await on.shows('1 of 1');
      const session = on.store.forms.get(String(on.ana));
      if (!session) throw new Error('No form waits.');
      await on.store.saveForm({ ...session, state: { ...session.state, expiresAt: 0 } });
    };
    await waitTooLong();
    const asked = on.inbox.asks.length;
    on.telegram.say({ person: on.ana, text: 'Called.' });
    await on.shows('It waited for a day and is closed.');
    expect(on.inbox.asks).toHaveLength(asked);
    await waitTooLong();
    const answer = await on.pressPrivate('Cancel');
    expect(answer?.text).toMatch(/^It waited for a day/);
    expect(on.telegram.cards(on.ana).flatMap(({ buttons }) => buttons)).toEqual([]);
    expect(on.inbox.submits).toEqual([]);
  });

  it('lets a choice be typed, by its words or its place, and asks again for what it does not know', async () => {
    on.telegram.start({ person: on.ana });
    await on.shows('All is well');
    const field = {
      id: 'to',
      label: 'To whom?',
      hint: null,
      kind: 'person',
      required: true,
      maxLength: 64,
      choices: Array.from({ length: 20 }, (_, index) => ({ id: `m_${index}`, label: `Person ${index}` })),
      value: null,
    } as const;
    on.inbox.answer({ type: 'form', form: { ...note, code: 'assign:abc', fields: [field] } });
    await on.press('assign:abc');
    const first = await on.shows('1 of 1');
    expect(first.rows.length).toBeLessThanOrEqual(10);
    await on.pressPrivate('▶');
    expect(
      on.telegram
        .cards(on.ana)
        .at(-1)
        ?.buttons.map(({ label }) => label),
    ).toContain('Person 8');
    on.telegram.say({ person: on.ana, text: 'Somebody' });
    await on.shows('Please choose one of the buttons.');
    on.telegram.say({ person: on.ana, text: 'person 17' });
    await on.shows('Is everything right?');
    await on.pressPrivate('Send');
    await on.shows('All is well.');
    expect(on.inbox.submits[0]?.filled).toEqual({ to: 'm_17' });
  });

  it('ignores the buttons of a question that is past', async () => {
    on.telegram.start({ person: on.ana });
    await on.shows('All is well');
    on.inbox.answer({ type: 'form', form: fullForm() });
    await on.press('qualify:abc');
    const { message, buttons } = await on.shows('1 of 8');
    const keep = buttons.find(({ code }) => code.startsWith('skip:'))?.code ?? '';
    await on.telegram.pressed({ person: on.ana, chat: on.ana, message, data: keep });
    await on.shows('2 of 8');
    const again = await on.telegram.pressed({ person: on.ana, chat: on.ana, message, data: keep });
    expect(again?.text).toMatch(/^That question is past/);
    await on.shows('2 of 8');
    for (const data of ['answer', 'confirm', 'back', 'skip'].map((verb) => keep.replace('skip', verb))) {
      await on.telegram.pressed({ person: on.ana, chat: on.ana, message, data: `${data}9.99` });
    }
    await on.shows('2 of 8');
  });
});
