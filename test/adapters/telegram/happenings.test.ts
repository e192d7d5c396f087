import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Happening } from '../../../src/chat/happening.ts';
import { posting, cardWith, listening } from './support/listening.ts';
import type { Listening } from './support/listening.ts';

let on: Listening;
beforeEach(async () => {
  on = await listening();
});
afterEach(async () => {
  await on.close();
});

const whole = () => ({ channel: String(on.group), thread: null });

/** The inbox hears it, and under one id, however often Telegram tells it. */
async function hears(about: Partial<Happening> & object): Promise<void> {
  await on.telegram.until(JSON.stringify(about), () =>
    on.inbox.happenings.some((one) => {
      const known: Readonly<Record<string, unknown>> = one;
      return Object.entries(about).every(
        ([key, value]) => JSON.stringify(known[key]) === JSON.stringify(value),
      );
    }),
  );
}

describe('what happens on Telegram', () => {
  it('is heard when a person blocks the bot and opens the door again', async () => {
    on.telegram.start({ person: on.ana });
    await hears({ type: 'private opened', person: String(on.ana) });
    on.telegram.block({ person: on.ana });
    await hears({ type: 'private closed', person: String(on.ana) });
    on.telegram.unblock({ person: on.ana });
    await on.telegram.until(
      'opened twice',
      () => on.inbox.happenings.filter(({ type }) => type === 'private opened').length >= 2,
    );
  });

  it('is heard when the bot is thrown out, muted, and taken in again', async () => {
    on.telegram.restrictBot({ chat: on.group });
    await hears({ type: 'place lost', place: whole(), problem: 'no_right_to_post' });
    on.telegram.restrictBot({ chat: on.group, text: true });
    on.telegram.kickBot({ chat: on.group });
    await hears({ type: 'place lost', place: whole(), problem: 'not_in_channel' });
    on.inbox.happenings.length = 0;
    on.telegram.addBot({ chat: on.group });
    await hears({ type: 'place usable', place: whole() });
  });

  it('is heard once when a person leaves and comes back, although an admin bot is told twice', async () => {
    const ben = on.telegram.addPerson({ name: 'Ben' });
    on.telegram.promoteBot({ chat: on.group });
    on.telegram.join({ chat: on.group, person: ben });
    await hears({ type: 'person joined place', person: String(ben), place: whole() });
    on.telegram.expel({ chat: on.group, person: ben });
    await hears({ type: 'person left place', person: String(ben), place: whole() });
    await on.telegram.until('all', () => on.telegram.isDrained());
    const ids = on.inbox.happenings
      .filter((one) => 'person' in one && one.person === String(ben))
      .map(({ id, type }) => `${type} ${id}`);
    expect(new Set(ids).size).toBe(2);
  });

  it('is heard when a topic is closed and opened again, but not where the bot manages topics', async () => {
    const forum = on.telegram.addGroup({ title: 'Sales', kind: 'forum', members: [on.ana] });
    const topic = on.telegram.openTopic({ chat: forum, name: 'New' });
    const place = { channel: String(forum), thread: String(topic) };
    on.telegram.closeTopic({ chat: forum, topic });
    await hears({ type: 'place lost', place, problem: 'topic_closed' });
    on.telegram.reopenTopic({ chat: forum, topic });
    await hears({ type: 'place usable', place });
  });

  it('is heard once when a group moves, from both chats and from a call that failed', async () => {
    const old = on.telegram.addGroup({ title: 'Basic', kind: 'group', members: [on.ana] });
    await on.shows('I can’t work in a basic group', old);
    on.telegram.hold();
    const moved = on.telegram.migrate({ chat: old });
    const posted = on.chat().post({ channel: String(old), thread: null }, posting(cardWith('claim:abc')));
    await expect(posted).rejects.toMatchObject({ name: 'Unreachable', mayHaveActed: false });
    const about = {
      type: 'place moved',
      from: String(old),
      to: String(moved),
      keepsMessages: false,
    } as const;
    await hears(about);
    on.telegram.letGo();
    await on.telegram.until('all', () => on.telegram.isDrained());
    await on.telegram.until(
      'thrice',
      () => on.inbox.happenings.filter(({ type }) => type === 'place moved').length >= 3,
    );
    const moves = on.inbox.happenings.filter(({ type }) => type === 'place moved');
    expect(new Set(moves.map(({ id }) => id)).size).toBe(1);
    expect(moves.every((move) => 'to' in move && move.to === String(moved))).toBe(true);
  });

  it('comes again when its consequences could not be kept', async () => {
    const heard: string[] = [];
    let failures = 1;
    await on.chat().stop();
    await on.chat().start({
      ...on.inbox,
      async happened(happening) {
        heard.push(happening.type);
        if (happening.type !== 'private closed') return;
        failures -= 1;
        if (failures >= 0) throw new Error('The database is away.');
      },
    });
    on.telegram.block({ person: on.ana });
    await vi.waitFor(() => expect(heard.filter((type) => type === 'private closed')).toHaveLength(2), 5_000);
  });
});

describe('a place', () => {
  const check = (channel: number, thread: number | null = null) =>
    on.chat().check({ channel: String(channel), thread: thread === null ? null : String(thread) });

  it('is named when it is in order, and told what is wrong when it is not', async () => {
    expect(await check(on.group)).toEqual({ ok: true, name: 'Prospectors' });
    expect(await check(-1_001_111_111_111)).toEqual({ ok: false, problem: 'not_found' });
    expect(await check(on.ana)).toEqual({ ok: false, problem: 'not_found' });
    const basic = on.telegram.addGroup({ title: 'Basic', kind: 'group', members: [on.ana] });
    expect(await check(basic)).toEqual({ ok: false, problem: 'basic_group' });
    on.telegram.restrictBot({ chat: on.group });
    expect(await check(on.group)).toEqual({ ok: false, problem: 'no_right_to_post' });
    on.telegram.kickBot({ chat: on.group });
    expect(await check(on.group)).toEqual({ ok: false, problem: 'not_in_channel' });
  });

  it('that is a topic has to be there, and open', async () => {
    const forum = on.telegram.addGroup({ title: 'Sales', kind: 'forum', members: [on.ana] });
    const topic = on.telegram.openTopic({ chat: forum, name: 'New' });
    expect(await check(forum, topic)).toEqual({ ok: true, name: 'Sales' });
    expect(await check(forum, 99_999)).toEqual({ ok: false, problem: 'not_found' });
    expect(await check(on.group, topic)).toEqual({ ok: false, problem: 'not_found' });
    on.telegram.closeTopic({ chat: forum, topic });
    expect(await check(forum, topic)).toEqual({ ok: false, problem: 'topic_closed' });
  });

  it('tells who is in it, or that nobody can tell (T79)', async () => {
    const ben = on.telegram.addPerson({ name: 'Ben' });
    const { signal } = new AbortController();
    on.telegram.promoteBot({ chat: on.group });
    expect(await on.chat().isIn(whole(), String(on.ana), signal)).toBe(true);
    on.telegram.join({ chat: on.group, person: ben });
    on.telegram.leave({ chat: on.group, person: ben });
    expect(await on.chat().isIn(whole(), String(ben), signal)).toBe(false);
    expect(await on.chat().isIn({ channel: '-1001', thread: null }, String(ben), signal)).toBeNull();
  });
});
