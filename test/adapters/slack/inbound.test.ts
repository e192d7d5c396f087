import { describe, expect, it, vi } from 'vitest';
import type { Happening } from '../../../src/chat/happening.ts';
import { filledIn, fullForm } from '../conformance/full-form.ts';
import { openAdapter, posting, simple, ways } from './support/open-adapter.ts';

const opens = ({ method }: { readonly method: string }) => method === 'apps.connections.open';
const soon = { timeout: 5_000, interval: 10 };

describe.each(ways)('what comes in over %s', (mode) => {
  it('is a happening that is acknowledged after it was kept, and comes again when it was not (S8)', async () => {
    await using it = await openAdapter(mode);
    const { slack, inbox, chat } = it;
    const person = slack.addPerson({ name: 'Ana' });
    const place = slack.addChannel({ name: 'leads', members: [person] });
    const kept: Happening[] = [];
    let failures = 2;
    await chat.stop();
    await chat.start({
      ...inbox,
      async happened(happening) {
        failures -= 1;
        if (failures >= 0) throw new Error('the database is down');
        kept.push(happening);
      },
    });
    slack.deeds.archive(place);
    // In Socket Mode there is no way to say no: what isn't acknowledged in three seconds comes again (S29).
    await vi.waitFor(() => expect(kept).toHaveLength(1), { timeout: 15_000, interval: 10 });
    expect(kept[0]).toMatchObject({ type: 'place lost', place: { channel: place }, problem: 'archived' });
    const brought = () => slack.record.deliveries.filter(({ what }) => what === 'channel_archive');
    await vi.waitFor(() => expect(brought()).toHaveLength(3), soon);
    expect(new Set(brought().map(({ id }) => id)).size).toBe(1);
  });

  it('is kept within the time that Slack gives, or comes again', async () => {
    await using it = await openAdapter(mode);
    const { slack, inbox, chat } = it;
    const place = slack.addChannel({ name: 'leads' });
    const heard: string[] = [];
    await chat.stop();
    await chat.start({
      ...inbox,
      async happened({ id }) {
        heard.push(id);
        if (heard.length === 1) await new Promise(() => {});
      },
    });
    slack.deeds.archive(place);
    await vi.waitFor(() => expect(heard).toHaveLength(2), { timeout: 10_000, interval: 10 });
    // The same one, so that it acts once (S10).
    expect(new Set(heard).size).toBe(1);
    // In Socket Mode silence is the only way to ask for it again.
    expect(slack.record.violations.filter(({ what }) => what !== 'late ack')).toEqual([]);
  });

  it('is an opened home, and an open door to their private conversation', async () => {
    await using it = await openAdapter(mode);
    const person = it.slack.addPerson({ name: 'Ana' });
    await it.slack.hands.openApp(person, 'home');
    await vi.waitFor(() => expect(it.inbox.happenings).toHaveLength(2), soon);
    expect(it.inbox.happenings.map(({ type }) => type)).toEqual(['home opened', 'private opened']);
  });

  it('is the bot itself coming and going', async () => {
    await using it = await openAdapter(mode);
    const place = it.slack.addChannel({ name: 'leads', hasBot: false });
    it.slack.deeds.inviteBot(place);
    await vi.waitFor(() => expect(it.inbox.happenings).toHaveLength(1), soon);
    expect(it.inbox.happenings[0]).toMatchObject({ type: 'place usable', place: { channel: place } });
  });

  it('is what somebody types to the bot, unescaped, and answered where they typed it', async () => {
    await using it = await openAdapter(mode);
    const person = it.slack.addPerson({ name: 'Ana' });
    it.inbox.answer({ type: 'say', tone: 'quiet', text: 'Nothing is free.' });
    await it.slack.hands.say(person, 'find R&D <b> ana@example.com');
    await vi.waitFor(() => expect(it.inbox.asks).toHaveLength(1), soon);
    expect(it.inbox.asks[0]).toMatchObject({
      text: 'find R&D <b> ana@example.com',
      place: null,
      person: { id: person, name: 'Ana' },
    });
    await vi.waitFor(
      () => expect(it.slack.look.direct(person).at(-1)?.text).toContain('Nothing is free.'),
      soon,
    );
    // Its own answer comes back as a message (S18), and is nobody's question.
    await it.slack.quiet();
    expect(it.inbox.asks).toHaveLength(1);
  });

  it('is a typed wish for a form, which a button opens, as words bring no trigger', async () => {
    await using it = await openAdapter(mode);
    const person = it.slack.addPerson({ name: 'Ana' });
    it.inbox.answer({ type: 'form', form: { ...fullForm(), code: 'add:new' } });
    await it.slack.hands.say(person, 'add');
    await vi.waitFor(() => expect(it.slack.look.direct(person).at(-1)?.buttons).toHaveLength(1), soon);
    const message = it.slack.look.direct(person).at(-1);
    it.inbox.answer({ type: 'form', form: { ...fullForm(), code: 'add:new' } });
    await it.slack.hands.press(
      person,
      { channel: message?.channel ?? '', message: message?.message ?? '' },
      'add:new',
    );
    await vi.waitFor(() => expect(it.slack.look.modal(person)?.fields).toHaveLength(8), soon);
    expect(it.inbox.presses[0]).toMatchObject({ code: 'add:new', place: null });
  });

  it('is a shortcut for a new lead, from nothing or from a message with its text as it was read', async () => {
    await using it = await openAdapter(mode);
    const person = it.slack.addPerson({ name: 'Ana' });
    const place = it.slack.addChannel({ name: 'general', members: [person] });
    await it.slack.hands.shortcut(person, 'new_lead');
    expect(it.inbox.asks[0]).toMatchObject({ text: 'add', place: null });
    expect(it.inbox.asks[0]).not.toHaveProperty('seed');
    const message = it.slack.hands.write(person, place, 'Olha, olha@example.com & +380 67 123 45 67');
    it.inbox.answer({ type: 'form', form: fullForm() });
    await it.slack.hands.messageShortcut(person, 'make_lead', { channel: place, message });
    expect(it.inbox.asks[1]).toMatchObject({
      text: 'add',
      place: { channel: place, thread: null },
      seed: { text: 'Olha, olha@example.com & +380 67 123 45 67' },
    });
    await vi.waitFor(() => expect(it.slack.look.modal(person)).not.toBeNull(), soon);
  });

  it('is a press on a home, answered in a view, and a press on that one in the same view', async () => {
    await using it = await openAdapter(mode);
    const person = it.slack.addPerson({ name: 'Ana' });
    await it.chat.home(person, posting(simple('Your leads', 'mine:abc')));
    it.inbox.answer({ type: 'say', tone: 'quiet', text: 'Here.', card: simple('Two leads', 'touch:abc') });
    await it.slack.hands.pressHome(person, 'mine:abc');
    await vi.waitFor(() => expect(it.slack.look.modal(person)?.text).toContain('Two leads'), soon);
    expect(it.inbox.presses[0]).toMatchObject({ place: null, message: null });
    it.inbox.answer({ type: 'say', tone: 'done', text: 'Touched.' });
    await it.slack.hands.pressModal(person, 'touch:abc');
    await vi.waitFor(() => expect(it.slack.look.modal(person)?.text).toContain('Touched.'), soon);
    expect(it.slack.look.modal(person)?.depth).toBe(1);
  });

  it('is a press in a thread, with its thread, and on the head of one, without', async () => {
    await using it = await openAdapter(mode);
    const person = it.slack.addPerson({ name: 'Ana' });
    const place = it.slack.addChannel({ name: 'leads', members: [person] });
    const head = await it.chat.post({ channel: place, thread: null }, posting(simple('Head'), { key: 'k1' }));
    const below = await it.chat.post(
      { channel: place, thread: head.message },
      posting(simple('Below'), { key: 'k2' }),
    );
    await it.slack.hands.press(person, below, 'claim:abc');
    await it.slack.hands.press(person, head, 'claim:abc');
    expect(it.inbox.presses[0]).toMatchObject({
      place: { channel: place, thread: head.message },
      message: below,
    });
    expect(it.inbox.presses[1]).toMatchObject({ place: { channel: place, thread: null }, message: head });
  });

  it('is the same press twice under one id', async () => {
    await using it = await openAdapter(mode);
    const person = it.slack.addPerson({ name: 'Ana' });
    const place = it.slack.addChannel({ name: 'leads', members: [person] });
    const id = await it.chat.post({ channel: place, thread: null }, posting(simple('L-1')));
    await it.slack.hands.press(person, id, 'claim:abc');
    await it.slack.hands.again(person);
    await it.slack.hands.press(person, id, 'claim:abc');
    const [first, again, another] = it.inbox.presses;
    expect(again?.id).toBe(first?.id);
    expect(another?.id).not.toBe(first?.id);
  });

  it('gives back what was typed when a form is refused', async () => {
    await using it = await openAdapter(mode);
    const person = it.slack.addPerson({ name: 'Ana' });
    const place = it.slack.addChannel({ name: 'leads', members: [person] });
    const id = await it.chat.post({ channel: place, thread: null }, posting(simple('L-1', 'qualify:abc')));
    it.inbox.answer({ type: 'form', form: fullForm() });
    await it.slack.hands.press(person, id, 'qualify:abc');
    await vi.waitFor(() => expect(it.slack.look.modal(person)).not.toBeNull(), soon);
    it.inbox.answer({ type: 'say', tone: 'refused', text: 'Ben has it now.' });
    await it.slack.hands.submit(person, { ...filledIn });
    await vi.waitFor(() => expect(it.slack.look.ephemerals(person)).toHaveLength(1), soon);
    const [answer] = it.slack.look.ephemerals(person);
    for (const part of [
      'Ben has it now.',
      'What you typed',
      'A bakery',
      'Two ovens,\nand a third',
      '1500.50',
    ]) {
      expect(answer?.text).toContain(part);
    }
    expect(answer?.text).toContain('The choice: More than ten');
    expect(it.slack.look.modal(person)).toBeNull();
    expect(JSON.stringify(it.slack.look.channel(place))).not.toContain('A bakery');
  });

  it('answers by the response when the ephemeral message is refused, and in private when both are (S20, S23, P7)', async () => {
    await using it = await openAdapter(mode);
    const person = it.slack.addPerson({ name: 'Ana' });
    const place = it.slack.addChannel({ name: 'leads', members: [person] });
    const id = await it.chat.post({ channel: place, thread: null }, posting(simple('L-1')));
    it.slack.fault({ kind: 'error', method: 'chat.postEphemeral', code: 'user_not_in_channel', times: 1 });
    it.inbox.answer({ type: 'say', tone: 'done', text: 'It is yours.' });
    await it.slack.hands.press(person, id, 'claim:abc');
    await vi.waitFor(() => expect(it.slack.look.ephemerals(person)).toHaveLength(1), soon);
    expect(it.slack.look.ephemerals(person)[0]?.text).toContain('It is yours.');
    expect(it.log.text()).not.toMatch(/response\/|xoxb/);
  });

  it('is a command in any channel, also where the bot is none of its members (S23)', async () => {
    await using it = await openAdapter(mode);
    const person = it.slack.addPerson({ name: 'Ana' });
    const place = it.slack.addChannel({ name: 'elsewhere', members: [person], hasBot: false });
    it.inbox.answer({
      type: 'say',
      tone: 'quiet',
      text: 'Two leads',
      card: simple('Two leads', 'touch:abc'),
    });
    await it.slack.hands.type(person, place, '/baton mine');
    await vi.waitFor(() => expect(it.slack.look.ephemerals(person)).toHaveLength(1), soon);
    expect(it.inbox.asks[0]).toMatchObject({ text: 'mine', place: { channel: place, thread: null } });
    // The sentence is the card's own title, and stands there once.
    expect(it.slack.look.ephemerals(person)[0]?.text.split('Two leads')).toHaveLength(2);
    expect(it.slack.record.calls.map(({ method }) => method)).not.toContain('chat.postEphemeral');
  });

  it('is answered with pictures as well, and with their words where Slack can not show them', async () => {
    await using it = await openAdapter(mode);
    const person = it.slack.addPerson({ name: 'Mo' });
    const picture = { type: 'image', alt: 'Twelve leads', png: new Uint8Array([137, 80, 78, 71]) } as const;
    const answer = {
      type: 'say',
      tone: 'done',
      text: 'The week',
      card: { title: 'The week', blocks: [picture] },
    } as const;
    it.inbox.answer(answer);
    await it.slack.hands.type(person, null, '/baton digest');
    await vi.waitFor(() => expect(it.slack.look.ephemerals(person)[0]?.images).toHaveLength(1), soon);
    it.slack.fault({ kind: 'error', method: 'files.getUploadURLExternal', code: 'file_uploads_disabled' });
    it.inbox.answer({
      ...answer,
      card: { title: 'The week', blocks: [{ ...picture, png: new Uint8Array([1]) }] },
    });
    await it.slack.hands.type(person, null, '/baton digest');
    await vi.waitFor(() => expect(it.slack.look.ephemerals(person)[1]?.text).toContain('Twelve leads'), soon);
    expect(it.slack.look.ephemerals(person)[1]?.images).toEqual([]);
  });

  it('tells the person when Slack does not open the form in time', async () => {
    await using it = await openAdapter(mode);
    const person = it.slack.addPerson({ name: 'Ana' });
    const place = it.slack.addChannel({ name: 'leads', members: [person] });
    const id = await it.chat.post({ channel: place, thread: null }, posting(simple('L-1')));
    it.slack.fault({ kind: 'error', method: 'views.open', code: 'expired_trigger_id', times: 1 });
    it.inbox.answer({ type: 'form', form: fullForm() });
    await it.slack.hands.press(person, id, 'claim:abc');
    await vi.waitFor(() => expect(it.slack.look.ephemerals(person)[0]?.text).toContain('press again'), soon);
  });
});

describe('Socket Mode', () => {
  it('comes back when the connection is cut or renewed, for as long as it takes (S30, S33)', async () => {
    await using it = await openAdapter('socket');
    const { slack, chat } = it;
    const person = slack.addPerson({ name: 'Ana' });
    expect(chat.isListening()).toBe(true);
    slack.cutSockets();
    await vi.waitFor(() => expect(slack.record.calls.filter(opens)).toHaveLength(2), soon);
    await vi.waitFor(() => expect(chat.isListening()).toBe(true), soon);
    await slack.shut(true);
    await vi.waitFor(() => expect(chat.isListening()).toBe(false), soon);
    await slack.reopen();
    await vi.waitFor(() => expect(chat.isListening()).toBe(true), { timeout: 20_000, interval: 20 });
    const before = slack.record.calls.filter(opens).length;
    slack.refreshSockets('refresh_requested', 0);
    await vi.waitFor(() => expect(slack.record.calls.filter(opens)).toHaveLength(before + 1), soon);
    await vi.waitFor(() => expect(chat.isListening()).toBe(true), soon);
    await slack.hands.type(person, null, '/baton next');
    expect(it.inbox.asks).toHaveLength(1);
    await chat.stop();
    await vi.waitFor(() => expect(slack.connections()).toBe(0), soon);
    expect(chat.isListening()).toBe(false);
  });
});

describe.each(ways)('a stop over %s', (mode) => {
  it('acknowledges and answers first what is in hand', async () => {
    await using it = await openAdapter(mode);
    const { slack, chat, inbox } = it;
    const person = slack.addPerson({ name: 'Ana' });
    const place = slack.addChannel({ name: 'leads', members: [person] });
    const id = await chat.post({ channel: place, thread: null }, posting(simple('L-1')));
    const { promise: decided, resolve } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    await chat.stop();
    await chat.start({
      ...inbox,
      async press() {
        begin();
        await decided;
        return { type: 'say', tone: 'done', text: 'It is yours.' };
      },
    });
    const pressed = slack.hands.press(person, id, 'claim:abc');
    await begun;
    const stopped = chat.stop();
    resolve();
    await stopped;
    expect(await pressed).toMatchObject({ ok: true });
    expect(slack.look.ephemerals(person)[0]?.text).toContain('It is yours.');
  });
});

describe.each(ways)('a start over %s', (mode) => {
  it('neither fails nor waits long when Slack is down', async () => {
    await using it = await openAdapter(mode);
    await it.chat.stop();
    await it.slack.shut(true);
    const before = performance.now();
    await it.chat.start(it.inbox);
    expect(performance.now() - before).toBeLessThan(4_000);
    await it.slack.reopen();
    const person = it.slack.addPerson({ name: 'Ana' });
    await vi.waitFor(() => expect(it.chat.isListening()).toBe(true), { timeout: 20_000, interval: 20 });
    await it.slack.hands.type(person, null, '/baton next');
    expect(it.inbox.asks).toHaveLength(1);
  });
});
