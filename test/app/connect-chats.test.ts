/** Connecting with platforms that may be down, refuse the token, or go away later. */
import { describe, expect, it } from 'vitest';
import { connectChats, type Connection } from '../../src/app/connect-chats.ts';
import { NotAuthorized, RateLimited, Unreachable } from '../../src/chat/errors.ts';
import type { Platform } from '../../src/core/member.ts';
import { scriptedInbox } from '../adapters/conformance/scripted-inbox.ts';
import { makeFakeChat } from '../support/fake-chat.ts';
import { memoryLog } from '../support/memory-log.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { testClock } from '../support/test-clock.ts';

const turns = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

/** A Slack that can be reached when it is told so; `wrong` is thrown until then. */
function aFloor() {
  const clock = testClock();
  const state: { wrong: Error | null; starts: number; looks: number } = { wrong: null, starts: 0, looks: 0 };
  const fake = makeFakeChat({ platform: 'slack', now: clock.now });
  const chat = {
    ...fake,
    async start(...given: Parameters<typeof fake.start>) {
      state.starts += 1;
      await fake.start(...given);
    },
    async reach() {
      state.looks += 1;
      if (state.wrong) throw state.wrong;
    },
  };
  const connections = new Map<Platform, Connection>();
  const heard: Connection[] = [];
  const log = memoryLog();
  const app = { clock, random: seededRandom(1), log, connections };
  const connect = () => connectChats(app, [chat], scriptedInbox(), (_, connection) => heard.push(connection));
  return { clock, state, connections, heard, log, connect };
}

describe('connecting', () => {
  it('says so once, and looks again every minute', async () => {
    const floor = aFloor();
    const connected = floor.connect();
    expect(floor.connections.get('slack')).toBe('connecting');
    await turns();
    expect(floor.heard).toEqual(['connected']);
    floor.clock.forward(60_000);
    await turns();
    expect(floor.state).toMatchObject({ starts: 1, looks: 2 });
    expect(floor.heard).toEqual(['connected']);
    await connected.stop();
  });

  it.each([
    ['unreachable', new Unreachable('down', false)],
    ['unreachable', new RateLimited(1_000)],
    ['refused', new NotAuthorized('token', 'platform')],
    ['failed', new TypeError('a mistake of ours')],
  ] as const)('is %s, is tried again ever more seldom, and goes on when it can', async (name, wrong) => {
    const floor = aFloor();
    floor.state.wrong = wrong;
    const connected = floor.connect();
    await turns();
    for (let second = 0; second < 30; second += 1) {
      floor.clock.forward(1_000);
      await turns();
    }
    expect(floor.heard).toEqual([name]);
    expect(floor.state.starts).toBe(1);
    if (!(wrong instanceof RateLimited)) expect(floor.state.looks).toBeLessThan(10);
    expect(floor.log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
    floor.state.wrong = null;
    floor.clock.forward(60_000);
    await turns();
    expect(floor.heard).toEqual([name, 'connected']);
    await connected.stop();
  });

  it('that goes away later is named, and heals', async () => {
    const floor = aFloor();
    const connected = floor.connect();
    await turns();
    floor.state.wrong = new Unreachable('down', false);
    floor.clock.forward(60_000);
    await turns();
    expect(floor.connections.get('slack')).toBe('unreachable');
    floor.state.wrong = null;
    floor.clock.forward(1_000);
    await turns();
    expect(floor.heard).toEqual(['connected', 'unreachable', 'connected']);
    await connected.stop();
    expect(floor.clock.waiting()).toBe(0);
  });
});
