/**
 * What can be wrong with what comes in: repeated, reordered, poisonous, for two pollers, from nobody, about a group that
 * has moved. The real adapter over the stand-in, its store in memory.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MessageGone, Unreachable } from '../../../src/chat/errors.ts';
import { scriptedInbox } from '../conformance/scripted-inbox.ts';
import { sayOk, saying } from '../../support/telegram/say.ts';
import { openTelegramChat, webhookSecret } from './support/telegram-chat.ts';
import type { OpenedTelegram } from './support/telegram-chat.ts';

let opened: OpenedTelegram;
let inbox: ReturnType<typeof scriptedInbox>;
let ana: number;
let ben: number;
let group: number;

async function open(mode: 'polling' | 'webhook') {
  opened = await openTelegramChat({ mode });
  inbox = scriptedInbox();
  const { telegram } = opened;
  [ana, ben] = [telegram.addPerson({ name: 'Ana' }), telegram.addPerson({ name: 'Ben' })];
  group = telegram.addGroup({ title: 'Prospectors', members: [ana, ben] });
  for (const person of [ana, ben]) telegram.start({ person });
  telegram.bench.updates.drop();
  await opened.adapter.start(inbox);
}
const card = (code = 'claim:abc') => ({
  card: {
    title: 'L-1042',
    blocks: [{ type: 'buttons', buttons: [{ type: 'action', label: 'Do it', action: code }] }],
  } as const,
  language: 'en' as const,
  key: 'k0',
  isPrivate: false,
  signal: AbortSignal.timeout(20_000),
});
const settled = () =>
  opened.telegram.until('all is worked on', () =>
    [...opened.store.updates.values()].every(({ state }) => state === 'done' || state === 'put aside'),
  );
const texts = () => inbox.asks.map(({ text, person }) => `${person.name} ${text}`);

describe.each(['polling', 'webhook'] as const)('what comes in by %s', (mode) => {
  beforeEach(() => open(mode));
  afterEach(async () => {
    await opened.adapter.stop();
    await opened.close();
  });

  it('acts once however often it is repeated, and each person in order', async () => {
    const { telegram, adapter } = opened;
    const message = await adapter.post({ channel: String(group), thread: null }, card());
    telegram.hold();
    for (let at = 1; at <= 3; at += 1) {
      for (const person of [ana, ben]) {
        telegram.say({ person, text: `/lead L-${at}` });
        telegram.press({ person, chat: group, message: Number(message.message), button: 'claim:abc' });
      }
    }
    telegram.letGo({ seed: 3, times: 3 });
    await telegram.until('everything was asked', () => inbox.asks.length >= 6 && inbox.presses.length >= 6);
    const repeated = telegram.bench.updates.log.at(-1);
    telegram.redeliver(repeated?.id ?? 0);
    telegram.say({ person: ana, text: 'last' });
    await telegram.until('the last one', () => texts().includes('Ana last'));
    await settled();
    for (const name of ['Ana', 'Ben']) {
      expect(texts().filter((text) => text.startsWith(`${name} lead`))).toEqual(
        [1, 2, 3].map((at) => `${name} lead L-${at}`),
      );
    }
    expect(new Set(inbox.presses.map(({ id }) => id)).size).toBe(6);
    expect(inbox.presses).toHaveLength(6);
  });

  it('lets one poisonous update stop nobody, and puts it aside in the end', async () => {
    const { telegram, store, log } = opened;
    const happened = inbox.happened.bind(inbox);
    let tries = 0;
    // Whatever concerns Ben's leaving can't be kept, as long as it is asked.
    Object.assign(inbox, {
      async happened(happening: Parameters<typeof happened>[0]) {
        if (happening.type !== 'person left place') return happened(happening);
        tries += 1;
        throw new Error('password=hunter2');
      },
    });
    telegram.hold();
    telegram.bench.updates.push('message', { message_id: 'nonsense', chat: [], from: null }, 'chat:x');
    telegram.bench.updates.push('callback_query', { id: {}, data: 4 }, 'user:x');
    telegram.bench.updates.push('a_kind_of_next_year', { anything: true }, 'chat:y');
    telegram.leave({ chat: group, person: ben });
    telegram.say({ person: ana, text: '/next' });
    telegram.say({ person: ana, chat: group, text: '/baton mine' });
    telegram.letGo();
    await telegram.until('the others are answered', () => texts().length === 2);
    await settled();
    expect(tries).toBe(5);
    expect([...store.updates.values()].filter(({ state }) => state === 'put aside')).toHaveLength(1);
    expect(log.text()).not.toContain('hunter2');
  });

  it('comes again when it could not be kept', async () => {
    const { telegram, store } = opened;
    store.fail(3);
    telegram.say({ person: ana, text: '/next' });
    await telegram.until('it is asked', () => texts().includes('Ana next'), 30_000);
    await settled();
    expect(inbox.asks).toHaveLength(1);
  });

  it('keeps nothing of what people write to each other, also where it hears it', async () => {
    const { telegram, store } = opened;
    telegram.promoteBot({ chat: group });
    telegram.say({ person: ben, text: '/next' });
    await telegram.until('it listens', () => texts().includes('Ben next'));
    const kept = store.updates.size;
    telegram.say({ person: ana, chat: group, text: 'Lunch? Olena called from +380671234567' });
    telegram.say({ person: ben, chat: group, text: '/help' });
    telegram.say({ person: ana, chat: group, text: '/baton mine' });
    await telegram.until('what is meant for it is asked', () => texts().includes('Ana mine'));
    await settled();
    expect(store.updates.size).toBe(kept + 1);
  });

  it('takes nobody for somebody: channels, anonymous admins, other bots', async () => {
    const { telegram } = opened;
    telegram.promoteBot({ chat: group });
    telegram.postFromChannel({ chat: group, text: '/baton next' });
    telegram.say({ person: ana, chat: group, text: '/baton next', anonymously: true });
    telegram.say({ person: ana, chat: group, text: '/next@AnotherBot' });
    telegram.say({ person: ana, chat: group, text: '/baton mine' });
    await telegram.until('the real one is asked', () => texts().includes('Ana mine'));
    await settled();
    expect(texts()).toEqual(['Ana mine']);
    expect(telegram.cards(group).map(({ text }) => text)).toEqual([expect.stringContaining('who you are')]);
  });

  it('presses of an anonymous admin, and on a card that is too old to be read, are those of the person', async () => {
    const { telegram, adapter } = opened;
    telegram.makeAdmin({ chat: group, person: ana, anonymous: true });
    const { message } = await adapter.post({ channel: String(group), thread: null }, card());
    const answer = await telegram.pressed({
      person: ana,
      chat: group,
      message: Number(message),
      data: 'claim:abc',
      isInaccessible: true,
    });
    expect(answer?.text).toBe('All is well.');
    expect(inbox.presses).toMatchObject([
      {
        code: 'claim:abc',
        person: { id: String(ana) },
        place: { channel: String(group) },
        message: { channel: String(group), message },
      },
    ]);
  });

  it('tells of a group that moves, once, and finds its old messages gone', async () => {
    const { telegram, adapter } = opened;
    const basic = telegram.addGroup({ title: 'Basic', kind: 'group', members: [ana] });
    const place = { channel: String(basic), thread: null };
    expect(await adapter.check(place)).toEqual({ ok: false, problem: 'basic_group' });
    const message = await adapter.post(place, card());
    const to = telegram.migrate({ chat: basic });
    await expect(adapter.edit(message, card('accept:abc'))).rejects.toBeInstanceOf(MessageGone);
    await expect(adapter.post(place, card())).rejects.toBeInstanceOf(Unreachable);
    await telegram.until('it is told', () => inbox.happenings.some(({ type }) => type === 'place moved'));
    await settled();
    const moved = inbox.happenings.filter(({ type }) => type === 'place moved');
    expect(new Set(moved.map(({ id }) => id)).size).toBe(1);
    expect(moved[0]).toMatchObject({ from: String(basic), to: String(to), keepsMessages: false });
    await adapter.post({ ...place, channel: String(to) }, card());
    expect(telegram.cards(to)).toHaveLength(1);
  });

  it('leads whoever never pressed Start to the form that waits for them', async () => {
    const { telegram, adapter } = opened;
    const eve = telegram.addPerson({ name: 'Eve' });
    telegram.join({ chat: group, person: eve });
    const { message } = await adapter.post({ channel: String(group), thread: null }, card('qualify:abc'));
    inbox.answer({
      type: 'form',
      form: {
        code: 'qualify:abc',
        language: 'en',
        title: 'Qualify',
        intro: null,
        submit: 'Send',
        cancel: 'Cancel',
        fields: [
          {
            id: 'a',
            label: 'What?',
            hint: null,
            kind: 'text',
            required: true,
            maxLength: 9,
            choices: [],
            value: null,
          },
        ],
      },
    });
    const how = { person: eve, chat: group, message: Number(message), button: 'qualify:abc' };
    const answer = await telegram.pressed(how);
    expect(telegram.cards(eve)).toEqual([]);
    expect(telegram.follow({ person: eve, url: answer?.url ?? '' })).toBe(true);
    const question = await telegram.until('the question', () => telegram.cards(eve)[0]);
    expect(question.text).toContain('What?');
    expect(inbox.happenings).toContainEqual(
      expect.objectContaining({ type: 'private opened', person: String(eve) }),
    );
  });
});

describe('a form about a contact', () => {
  beforeEach(() => open('polling'));
  afterEach(async () => {
    await opened.adapter.stop();
    await opened.close();
  });

  it('tells it where it can not be forwarded, and leaves no word of it behind', async () => {
    const { telegram, adapter } = opened;
    const [old, mended] = ['+380671112233', '+380674445566'];
    for (const secret of [old, mended]) telegram.secret(secret);
    const { message } = await adapter.direct(String(ana), card('correct:abc'));
    const field = { hint: null, kind: 'text' as const, required: true, maxLength: 40, choices: [] };
    inbox.answer({
      type: 'form',
      form: {
        code: 'correct:abc',
        language: 'en',
        title: 'Correct',
        intro: null,
        submit: 'Send',
        cancel: 'Cancel',
        fields: [
          { ...field, id: 'phone', label: 'Phone', value: old },
          { ...field, id: 'email', label: 'E-mail', value: 'a@b.example' },
        ],
      },
    });
    await telegram.pressed({ person: ana, chat: ana, message: Number(message), button: 'correct:abc' });
    expect(telegram.cards(ana).at(-1)?.text).toContain(old);
    telegram.say({ person: ana, text: mended });
    const pressOn = async (verb: string) => {
      const open = await telegram.until(verb, () =>
        telegram.cards(ana).findLast(({ buttons }) => buttons.some(({ code }) => code.startsWith(verb))),
      );
      const button = open.buttons.find(({ code }) => code.startsWith(verb))?.code ?? '';
      await telegram.pressed({ person: ana, chat: ana, message: open.message, button });
    };
    await telegram.until('the next question', () => telegram.cards(ana).at(-1)?.text.includes('E-mail'));
    await pressOn('skip:');
    await telegram.until('the summary', () =>
      telegram.cards(ana).at(-1)?.text.includes('Is everything right'),
    );
    await pressOn('confirm:');
    expect(inbox.submits).toMatchObject([{ filled: { phone: mended, email: 'a@b.example' } }]);
    const left = telegram.cards(ana).map(({ text }) => text);
    expect(left.filter((text) => text.includes(old) || text.includes(mended))).toEqual([]);
    expect(telegram.violations()).toEqual([]);
  });
});

describe('polling', () => {
  beforeEach(() => open('polling'));
  afterEach(async () => {
    await opened.adapter.stop();
    await opened.close();
  });

  it('outlives a second poller with the same token, and loses nothing', async () => {
    const { telegram } = opened;
    await telegram.until('it polls', () => telegram.bench.updates.isPolled());
    expect(await saying(telegram, 'getUpdates', { timeout: 0, limit: 1 })).toBe('ok');
    telegram.say({ person: ana, text: '/next' });
    await telegram.until('it is asked', () => texts().includes('Ana next'), 30_000);
    expect(opened.log.lines.some(({ message }) => message.includes('same token'))).toBe(true);
    await settled();
    expect(inbox.asks).toHaveLength(1);
  });

  it(
    'is one at a time of several, and another takes over within ten seconds',
    { timeout: 60_000 },
    async () => {
      const { telegram, adapter, makeAdapter } = opened;
      const other = makeAdapter();
      const second = scriptedInbox();
      await other.start(second);
      for (let at = 0; at < 5; at += 1) telegram.say({ person: ana, text: `/lead L-${at}` });
      const asked = () => inbox.asks.length + second.asks.length;
      await telegram.until('all are asked', () => asked() === 5);
      await adapter.stop();
      const from = Date.now();
      telegram.say({ person: ana, text: '/mine' });
      await telegram.until('the other one is asked', () => second.asks.some(({ text }) => text === 'mine'));
      expect(Date.now() - from).toBeLessThan(10_000);
      await settled();
      expect(asked()).toBe(6);
      await other.stop();
      await adapter.start(inbox);
    },
  );
});

describe('the webhook', () => {
  beforeEach(() => open('webhook'));
  afterEach(async () => {
    await opened.adapter.stop();
    await opened.close();
  });

  it('takes nothing from a stranger', async () => {
    const { telegram } = opened;
    const target = await telegram.until('the webhook is set', () => telegram.webhookTarget());
    expect(target.secret).toBe(webhookSecret);
    const update = {
      update_id: 1,
      message: {
        message_id: 1,
        date: 1,
        chat: { id: ana, type: 'private' },
        from: { id: ana },
        text: '/next',
      },
    };
    const knock = async (headers: Readonly<Record<string, string>>) =>
      (
        await fetch(target.url ?? '', {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify(update),
        })
      ).status;
    const name = 'x-telegram-bot-api-secret-token';
    for (const headers of [{}, { [name]: '' }, { [name]: 'wrong' }, { [name]: `${webhookSecret}x` }]) {
      expect(await knock(headers)).toBeGreaterThanOrEqual(400);
    }
    expect(opened.store.updates.size).toBe(0);
    expect(inbox.asks).toEqual([]);
  });

  it('names what it wants, and reads it as it was written, however it is cut', async () => {
    const { telegram } = opened;
    await telegram.until('the webhook is set', () => telegram.webhookTarget());
    expect(await sayOk(telegram, 'getWebhookInfo')).toMatchObject({
      allowed_updates: expect.arrayContaining(['message', 'callback_query', 'my_chat_member', 'chat_member']),
    });
    const long = 'Описано коротко: кухня, плити, вікна. '.repeat(90).trim();
    telegram.say({ person: ana, text: `/find ${long}` });
    await telegram.until('it is asked', () => texts().length === 1);
    expect(texts()).toEqual([`Ana find ${long}`]);
  });
});
