import { describe, expect, it } from 'vitest';
import { NotAuthorized, RateLimited, Rejected, Unreachable } from '../../src/chat/errors.ts';
import type { Channel, Reply } from '../../src/chat/port.ts';
import { describeChatAdapter } from '../adapters/conformance/describe-chat-adapter.ts';
import { scriptedInbox } from '../adapters/conformance/scripted-inbox.ts';
import { retryAfterMs } from '../adapters/conformance/stage.ts';
import type { Mood, SeenAnswer, Stage } from '../adapters/conformance/stage.ts';
import { makeFakeChat, readableText } from './fake-chat.ts';
import type { FakeChat, Seen, Trouble } from './fake-chat.ts';

const place: Channel = { channel: 'prospectors', thread: null };

describeChatAdapter('fake-chat', open, {
  happened: 'nothing happens in it by itself',
  'inbox fails': 'it hands the failure to the test that pressed',
});

describe('fake-chat', () => {
  const posting = {
    card: { title: 'Newcomer', blocks: [] },
    language: 'en',
    key: 'k',
    isPrivate: false,
  } as const;

  it('finds nothing when it was made as a platform that cannot', async () => {
    const chat = makeFakeChat({ platform: 'telegram', now: () => 0, canFind: false });
    await chat.start(scriptedInbox());
    await chat.post(place, { ...posting, signal: new AbortController().signal });
    expect(await chat.find(place, 'k', new AbortController().signal)).toBeNull();
    expect(chat.seen('prospectors')).toHaveLength(1);
  });

  it('meets only the calls, the places and the times that a trouble names', async () => {
    const chat = makeFakeChat({ platform: 'slack', now: () => 5 });
    await chat.start(scriptedInbox());
    chat.trouble({ on: ['direct'], where: 'ana', times: 1, error: () => new Rejected('no') });
    const { signal } = new AbortController();
    await chat.post(place, { ...posting, signal });
    await chat.direct('ben', { ...posting, signal });
    await expect(chat.direct('ana', { ...posting, signal })).rejects.toThrow(Rejected);
    await chat.direct('ana', { ...posting, signal });
    expect(chat.calls.map(({ where, at }) => [where, at])).toEqual([
      ['prospectors', 5],
      ['ben', 5],
      ['ana', 5],
      ['ana', 5],
    ]);
    expect(chat.seen('ana')).toHaveLength(1);
  });

  it('keeps what it did when the answer got lost', async () => {
    const chat = makeFakeChat({ platform: 'slack', now: () => 0 });
    await chat.start(scriptedInbox());
    chat.trouble({ times: 1, acts: true, error: () => new Unreachable('lost', true) });
    await expect(chat.post(place, { ...posting, signal: new AbortController().signal })).rejects.toThrow(
      'lost',
    );
    expect(chat.seen('prospectors')).toHaveLength(1);
  });
});

async function open(): Promise<Stage> {
  const chat = makeFakeChat({ platform: 'web', now: () => 0 });
  chat.obstruct('nowhere', 'not_found');
  return stageOf(chat);
}

function stageOf(chat: FakeChat): Stage {
  const open = new Map<string, SeenAnswer['form']>();
  const see = (person: string, reply: Reply): SeenAnswer => {
    if (reply.type === 'flaws') return { text: '', form: open.get(person) ?? null, flaws: reply.flaws };
    const form = reply.type === 'form' ? seenForm(reply.form) : null;
    open.set(person, form);
    const text =
      reply.type === 'say' ? [reply.text, reply.card ? readableText(reply.card) : ''].join('\n') : '';
    return { text, form, flaws: [] };
  };
  return {
    adapter: chat,
    place,
    strangePlace: { channel: 'nowhere', thread: null },
    person: 'ana',
    other: 'ben',
    seenIn: async (where) => chat.seen(where.channel).map(seenMessage),
    seenBy: async (person) => chat.seen(person).map(seenMessage),
    async homeOf(person) {
      const card = chat.homes.get(person);
      return card ? readableText(card) : null;
    },
    press: async (person, message, code) => see(person, await chat.press(person, code, { message })),
    ask: async (person, text) => see(person, await chat.ask(person, text)),
    fill: async (person, form, filled) => see(person, await chat.submit(person, form.code, filled)),
    async mood(mood) {
      chat.trouble({ times: 1, ...troubles[mood] });
    },
    leave: async () => {},
    async remove(message) {
      chat.remove(message);
    },
    async close() {
      chat.heal();
    },
  };
}

const troubles: Record<Mood, Trouble> = {
  'limits the place': { error: () => new RateLimited(retryAfterMs) },
  'refuses the connection': { error: () => new Unreachable('refused', false) },
  'loses the answer': { error: () => new Unreachable('lost', true), acts: true },
  hangs: { error: null, until: new Promise(() => {}) },
  'throws the bot out': { error: () => new NotAuthorized('out', 'place') },
  'refuses the content': { error: () => new Rejected('no') },
};

function seenMessage(seen: Seen) {
  return { message: seen.id.message, text: seen.text, buttons: seen.buttons };
}

function seenForm(form: Extract<Reply, { type: 'form' }>['form']): SeenAnswer['form'] {
  return {
    title: form.title,
    fields: form.fields.map(({ id, label, hint, value, choices }) => ({
      id,
      label,
      hint,
      value,
      choices: choices.map((choice) => choice.label),
    })),
  };
}
