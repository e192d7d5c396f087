/**
 * The line at the counter. What could go wrong: more are worked on than there is room for; one who went away holds a
 * place for ever, and in the end nobody is served; a later one overtakes; one who waits too long hears nothing.
 */
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { connect } from 'node:net';
import { setImmediate as othersTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { makeLine } from '../../src/intake/line.ts';
import { databaseAway } from '../../src/intake/problem-of.ts';
import { testClock } from '../support/test-clock.ts';

let server: FastifyInstance;
afterEach(() => server.close());

/** A counter with room for two, where the test says when somebody is done. */
async function aCounter() {
  const clock = testClock();
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  server = fastify({ keepAliveTimeout: 1 });
  const line = makeLine(clock, 2);
  line.guard(server);
  server.get<{ Params: { name: string } }>('/:name', async ({ params }) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    ends.set(params.name, resolve);
    begun.push(params.name);
    await promise;
    return params.name;
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('It listens on no port.');
  const { port } = address;
  return {
    line,
    clock,
    begun,
    port,
    ask: async (name: string) => (await fetch(`http://127.0.0.1:${port}/${name}`)).status,
    end: (name: string) => ends.get(name)?.(),
    /** Lets everybody else have their turn until it is so. */
    async until(isSo: () => boolean) {
      while (!isSo()) await othersTurn();
    },
  };
}

describe('a line', () => {
  it('tells all who wait at once when the database does not answer those who are served', async () => {
    const { ask, begun, clock, end, line, until } = await aCounter();
    const served = [ask('a'), ask('b')];
    await until(() => begun.length === 2);
    const waiting = [ask('c'), ask('d')];
    await until(() => clock.waiting() === 2);
    line.sendAway(databaseAway());
    expect(await Promise.all(waiting)).toEqual([503, 503]);
    // Those who are served are served to the end, and the next one finds room.
    end('a');
    end('b');
    expect(await Promise.all(served)).toEqual([200, 200]);
    const next = ask('e');
    await until(() => begun.length === 3);
    end('e');
    expect(await next).toBe(200);
  });

  it('lets in as many as there is room for, and the next in order as somebody leaves', async () => {
    const { ask, begun, clock, end, until } = await aCounter();
    const asked: Promise<number>[] = [];
    for (const [at, name] of ['a', 'b', 'c', 'd'].entries()) {
      asked.push(ask(name));
      await until(() => begun.length + clock.waiting() === at + 1);
    }
    expect(begun).toEqual(['a', 'b']);
    end('b');
    await until(() => begun.length === 3);
    expect(begun).toEqual(['a', 'b', 'c']);
    end('a');
    await until(() => begun.length === 4);
    end('c');
    end('d');
    expect(await Promise.all(asked)).toEqual([200, 200, 200, 200]);
    expect(clock.waiting()).toBe(0);
  });

  it('forgets who went away while they waited, and frees the place of who went away while served', async () => {
    const { ask, begun, clock, end, port, until } = await aCounter();
    const gone = ['a', 'b', 'c'].map((name) => {
      const socket = connect({ port, host: '127.0.0.1' });
      socket.write(`GET /${name} HTTP/1.1\r\nHost: x\r\n\r\n`);
      return { name, socket };
    });
    await until(() => begun.length === 2 && clock.waiting() === 1);
    for (const { socket } of gone) socket.destroy();
    await until(() => clock.waiting() === 0);
    const asked = [ask('x'), ask('y')];
    await until(() => clock.waiting() === 2);
    for (const { name } of gone) end(name);
    await until(() => begun.includes('x') && begun.includes('y'));
    end('x');
    end('y');
    expect(await Promise.all(asked)).toEqual([200, 200]);
    expect(begun.filter((name) => 'abc'.includes(name))).toHaveLength(2);
  });

  it('tells who has waited too long to come again', async () => {
    const { ask, begun, clock, end, until } = await aCounter();
    const inside = [ask('a'), ask('b')];
    await until(() => begun.length === 2);
    const late = ask('c');
    await until(() => clock.waiting() === 1);
    clock.forward(100_000);
    expect(await late).toBe(503);
    end('a');
    end('b');
    expect(await Promise.all(inside)).toEqual([200, 200]);
    expect(begun).toEqual(['a', 'b']);
  });

  it('sends everybody away who waits when the server stops, and serves to the end whom it serves', async () => {
    const { ask, begun, clock, end, until } = await aCounter();
    const inside = [ask('a'), ask('b')];
    await until(() => begun.length === 2);
    const late = ask('c');
    await until(() => clock.waiting() === 1);
    const closed = server.close();
    expect(await late).toBe(503);
    end('a');
    end('b');
    expect(await Promise.all(inside)).toEqual([200, 200]);
    await closed;
  });
});
