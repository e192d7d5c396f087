import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../adapters/slack/errors.ts';
import type { Card } from '../../../src/cards/card.ts';
import { NotAuthorized, RateLimited } from '../../../src/chat/errors.ts';
import { openAdapter, posting, simple } from './support/open-adapter.ts';

const patient = () => new AbortController().signal;
const picture: Card = {
  title: 'The week',
  blocks: [
    { type: 'image', alt: 'Twelve leads, three clients', png: new Uint8Array([137, 80, 78, 71, 1, 2, 3]) },
  ],
};

async function aPlace() {
  const it = await openAdapter('http');
  const person = it.slack.addPerson({ name: 'Ana' });
  const place = { channel: it.slack.addChannel({ name: 'leads', members: [person] }), thread: null };
  return { ...it, person, place, calls: () => it.slack.record.calls.map(({ method }) => method) };
}

describe('a posted card', () => {
  it('carries an opaque key and no contact in its notification (S94, S99)', async () => {
    await using it = await aPlace();
    const card: Card = {
      title: 'L-1',
      blocks: [{ type: 'contact', lines: [{ kind: 'phone', label: 'Phone', value: '+380671234567' }] }],
    };
    await it.chat.direct(it.person, posting(card, { key: 'o_123', isPrivate: true }));
    const [seen] = it.slack.look.direct(it.person);
    expect(seen?.metadata).toEqual({ event_type: 'baton_card', event_payload: { key: 'o_123' } });
    expect(seen?.text).toContain('+380671234567');
    expect(seen?.notification).toBe('L-1');
    expect(it.slack.record.violations).toEqual([]);
  });

  it('keeps its key through edits, so that it is found all the same', async () => {
    await using it = await aPlace();
    const id = await it.chat.post(it.place, posting(simple('Before'), { key: 'k1' }));
    await it.chat.edit(id, posting(simple('After'), { key: 'another' }));
    expect(await it.chat.find(it.place, 'k1', patient())).toEqual(id);
  });

  it('is found in a thread, behind many others, and not where another posted the same key', async () => {
    await using it = await aPlace();
    const head = await it.chat.post(it.place, posting(simple('Head'), { key: 'head' }));
    const thread = { ...it.place, thread: head.message };
    const below = await it.chat.post(thread, posting(simple('Below'), { key: 'below' }));
    for (let index = 0; index < 250; index += 1) it.slack.hands.write(it.person, it.place.channel, 'chat');
    expect(await it.chat.find(thread, 'below', patient())).toEqual(below);
    expect(await it.chat.find(it.place, 'head', patient())).toEqual(head);
    expect(await it.chat.find(it.place, 'nothing', patient())).toBeNull();
  });

  it('is one message when Slack recognises the second sending (S93)', async () => {
    await using it = await aPlace();
    it.slack.setSwitches({ knowsClientIds: true });
    const first = await it.chat.post(it.place, posting(simple('L-1'), { key: 'k1' }));
    const second = await it.chat.post(it.place, posting(simple('L-1'), { key: 'k1' }));
    expect(second).toEqual(first);
    expect(it.slack.look.channel(it.place.channel)).toHaveLength(1);
  });

  it('is adopted, or posted anew, when Slack knows that it was posted and not where', async () => {
    await using it = await aPlace();
    const first = await it.chat.post(it.place, posting(simple('L-1'), { key: 'k1' }));
    const lost = {
      kind: 'error',
      method: 'chat.postMessage',
      code: 'duplicate_message_not_found',
      times: 1,
    } as const;
    it.slack.fault(lost);
    expect(await it.chat.post(it.place, posting(simple('L-1'), { key: 'k1' }))).toEqual(first);
    it.slack.fault(lost);
    const anew = await it.chat.post(it.place, posting(simple('L-2'), { key: 'k2' }));
    expect(it.slack.look.channel(it.place.channel).map(({ message }) => message)).toEqual([
      first.message,
      anew.message,
    ]);
  });

  it('opens a private conversation once, and again when the old one is gone', async () => {
    await using it = await aPlace();
    await it.chat.direct(it.person, posting(simple('One')));
    await it.chat.direct(it.person, posting(simple('Two')));
    expect(it.calls().filter((name) => name === 'conversations.open')).toHaveLength(1);
    it.slack.fault({ kind: 'error', method: 'chat.postMessage', code: 'channel_not_found', times: 1 });
    await expect(it.chat.direct(it.person, posting(simple('Three')))).rejects.toThrow(NotAuthorized);
    await it.chat.direct(it.person, posting(simple('Four')));
    expect(it.calls().filter((name) => name === 'conversations.open')).toHaveLength(2);
  });

  it('is refused for a person who is deactivated, and nobody else is hindered', async () => {
    await using it = await aPlace();
    it.slack.deeds.deactivate(it.person);
    const failed = it.chat.direct(it.person, posting(simple('One')));
    await expect(failed).rejects.toMatchObject({ name: 'NotAuthorized', scope: 'place' });
    await it.chat.post(it.place, posting(simple('Two')));
  });
});

describe('a rate limit', () => {
  it('of edits shuts edits alone, and neither a post nor an answer waits for it (S76, L14)', async () => {
    await using it = await aPlace();
    const id = await it.chat.post(it.place, posting(simple('L-1'), { key: 'k1' }));
    it.slack.fault({ kind: '429', method: 'chat.update', seconds: 30, times: 1 });
    const failed = await it.chat.edit(id, posting(simple('L-1 edited'))).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(RateLimited);
    expect(failed).toMatchObject({ retryAfterMs: 30_000, scope: 'method' });
    const before = performance.now();
    await it.chat.post(it.place, posting(simple('L-2'), { key: 'k2' }));
    await it.slack.hands.press(it.person, id, 'claim:abc');
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  it('without a header is one all the same (L16)', async () => {
    await using it = await aPlace();
    it.slack.fault({ kind: '429 without header', method: 'chat.postMessage', times: 1 });
    const failed = it.chat.post(it.place, posting(simple('L-1')));
    await expect(failed).rejects.toMatchObject({ name: 'RateLimited', retryAfterMs: 30_000, scope: 'place' });
  });
});

describe('a picture', () => {
  it('is brought up, waited for and shown (S85)', async () => {
    await using it = await aPlace();
    await it.chat.post(it.place, posting(picture));
    const [seen] = it.slack.look.channel(it.place.channel);
    expect(seen?.images).toEqual([{ alt: 'Twelve leads, three clients', file: expect.stringMatching(/^F/) }]);
    expect(it.slack.look.file(seen?.images[0]?.file ?? '')).toEqual({ length: 7, isReady: true });
    expect(it.calls()).toContain('files.completeUploadExternal');
  });

  it('is brought up once for a card that is edited', async () => {
    await using it = await aPlace();
    const id = await it.chat.post(it.place, posting(picture));
    await it.chat.edit(id, posting(picture));
    expect(it.calls().filter((name) => name === 'files.getUploadURLExternal')).toHaveLength(1);
    expect(it.slack.look.channel(it.place.channel)[0]?.images).toHaveLength(1);
  });

  it.each([
    { kind: 'error', method: 'files.getUploadURLExternal', code: 'file_uploads_disabled' },
    { kind: 'error', method: 'files.completeUploadExternal', code: 'file_update_failed' },
    { kind: 'html 502', method: 'files.info' },
  ] as const)('that can not be brought up ($method) leaves its words, in one message', async (fault) => {
    await using it = await aPlace();
    it.slack.fault(fault);
    await it.chat.post(it.place, posting(picture));
    const seen = it.slack.look.channel(it.place.channel);
    expect(seen).toHaveLength(1);
    expect(seen[0]?.text).toContain('Twelve leads, three clients');
    expect(seen[0]?.images).toEqual([]);
  });

  it('that Slack can not show yet leaves its words, in one message', async () => {
    await using it = await aPlace();
    it.slack.fault({ kind: 'error', method: 'chat.postMessage', code: 'invalid_blocks', times: 1 });
    await it.chat.post(it.place, posting(picture));
    const seen = it.slack.look.channel(it.place.channel);
    expect(seen).toHaveLength(1);
    expect(seen[0]?.text).toContain('Twelve leads, three clients');
  });
});

describe('a home', () => {
  it('is drawn over what another process drew meanwhile, once (S91)', async () => {
    await using it = await aPlace();
    await it.chat.home(it.person, posting(simple('First')));
    it.slack.fault({ kind: 'error', method: 'views.publish', code: 'hash_conflict', times: 1 });
    await it.chat.home(it.person, posting(simple('Second')));
    expect(it.slack.look.home(it.person)?.text).toContain('Second');
    expect(it.calls().filter((name) => name === 'views.publish')).toHaveLength(3);
    it.slack.fault({ kind: 'error', method: 'views.publish', code: 'hash_conflict', times: 2 });
    const failed = await it.chat.home(it.person, posting(simple('Third'))).catch((error: unknown) => error);
    expect(failed).toMatchObject({ name: 'Unreachable', mayHaveActed: false });
    expect(codeOf(failed)).toBe('hash_conflict');
  });

  it('knows the drawing that its person opened', async () => {
    await using it = await aPlace();
    await it.chat.home(it.person, posting(simple('First')));
    await it.slack.hands.openApp(it.person, 'home');
    await it.chat.home(it.person, posting(simple('Second')));
    expect(it.slack.look.home(it.person)?.text).toContain('Second');
  });
});

describe('a look at a place', () => {
  it('names what stands in its way (S122)', async () => {
    await using it = await aPlace();
    const { chat, slack, place } = it;
    expect(await chat.check(place)).toEqual({ ok: true, name: 'leads' });
    const strange = { channel: slack.addChannel({ name: 'other', hasBot: false }), thread: null };
    expect(await chat.check(strange)).toEqual({ ok: false, problem: 'not_in_channel' });
    const hidden = slack.addChannel({ name: 'hidden', isPrivate: true, hasBot: false });
    expect(await chat.check({ channel: hidden, thread: null })).toEqual({ ok: false, problem: 'not_found' });
    slack.deeds.share(place.channel);
    expect(await chat.check(place)).toEqual({ ok: false, problem: 'shared_with_others' });
    slack.deeds.unshare(place.channel);
    slack.deeds.archive(place.channel);
    expect(await chat.check(place)).toEqual({ ok: false, problem: 'archived' });
  });

  it('tells who is in it, and nothing where it can not know', async () => {
    await using it = await aPlace();
    const { chat, slack, place, person } = it;
    const other = slack.addPerson({ name: 'Ben' });
    expect(await chat.isIn(place, person, patient())).toBe(true);
    expect(await chat.isIn(place, other, patient())).toBe(false);
    const hidden = slack.addChannel({ name: 'hidden', isPrivate: true, hasBot: false, members: [person] });
    expect(await chat.isIn({ channel: hidden, thread: null }, person, patient())).toBeNull();
  });

  it('fails when Slack does not answer', async () => {
    await using it = await aPlace();
    it.slack.fault({ kind: 'html 502', method: 'conversations.info' });
    await expect(it.chat.check(it.place)).rejects.toMatchObject({ name: 'Unreachable' });
  });
});

describe('a dead token', () => {
  it('is told as what shuts out of all of Slack', async () => {
    await using it = await aPlace();
    it.slack.killToken('token_revoked');
    const failed = it.chat.post(it.place, posting(simple('L-1')));
    await expect(failed).rejects.toMatchObject({ name: 'NotAuthorized', scope: 'platform' });
    expect(it.log.text()).not.toContain('xoxb');
  });
});
