/**
 * Stopping. What is in hand is finished and answered; whoever asks for more on a connection that is still open is told
 * to come again, in the words of every other refusal.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { withDatabase } from '../support/with-database.ts';
import { aServer, closeServers } from './a-server.ts';
import { answersIn } from './wire.ts';

const test = withDatabase();
closeServers();

/** A client that keeps its connection for as long as it is let. */
function listenOn(port: number) {
  const socket = connect({ port, host: '127.0.0.1' });
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  let received: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
  });
  socket.on('close', () => end());
  socket.on('error', () => end());
  return { socket, over, answers: () => answersIn(received) };
}

describe('a server that stops', () => {
  it('finishes what it has begun, and refuses what comes after', async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { promise: stopping, resolve: stops } = Promise.withResolvers<void>();
    const served = await aServer(test, {
      routes: async (scope) => {
        scope.addHook('preClose', async () => stops());
        scope.get('/slow', async () => {
          begin();
          await released;
          return { done: true };
        });
      },
    });
    const port = await served.listen();
    const client = listenOn(port);
    client.socket.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
    await begun;
    const closed = served.server.close();
    await stopping;
    // On the same connection, while the first is still being worked on.
    client.socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n', () => release());
    await client.over;
    await closed;
    const [first, second] = client.answers();
    expect(first).toMatchObject({ status: 200, body: '{"done":true}' });
    if (second) expect(JSON.parse(second.body)).toMatchObject({ status: 503, code: 'stopping' });
  });

  it('lets go of a client that would keep its connection', async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { promise: stopping, resolve: stops } = Promise.withResolvers<void>();
    const served = await aServer(test, {
      routes: async (scope) => {
        scope.addHook('preClose', async () => stops());
        scope.get('/slow', async () => {
          begin();
          await released;
          return { done: true };
        });
      },
    });
    const port = await served.listen();
    const asked = fetch(`http://127.0.0.1:${port}/slow`);
    await begun;
    const closed = served.server.close();
    await stopping;
    release();
    const answer = await asked;
    expect(answer.headers.get('connection')).toBe('close');
    expect(await answer.json()).toEqual({ done: true });
    await closed;
  });

  it('serves on while it takes its leave, and lets each connection go with an answer', async () => {
    const served = await aServer(test);
    const port = await served.listen();
    const client = listenOn(port);
    const ask = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
    client.socket.write(ask);
    await vi.waitFor(() => expect(client.answers()).toHaveLength(1));
    const left = served.server.leave(60_000);
    client.socket.write(ask);
    await client.over;
    await left;
    const [before, after] = client.answers();
    expect(before).toMatchObject({ status: 200, headers: { connection: 'keep-alive' } });
    expect(after).toMatchObject({ status: 200, headers: { connection: 'close' } });
  });

  it('serves who has come and not yet spoken when it begins to leave, and lets nobody else in', async () => {
    const served = await aServer(test);
    const port = await served.listen();
    const early = listenOn(port);
    await once(served.server.server, 'connection');
    const left = served.server.leave(60_000);
    const late = connect({ port, host: '127.0.0.1' });
    const [error] = await once(late, 'error');
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    early.socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    await early.over;
    await left;
    expect(early.answers()).toMatchObject([{ status: 200 }]);
  });

  it('does not wait for ever for one who says nothing', async () => {
    const served = await aServer(test);
    const socket = connect({ port: await served.listen(), host: '127.0.0.1' });
    const { promise: open, resolve } = Promise.withResolvers<void>();
    socket.on('connect', () => resolve());
    await open;
    await served.server.leave(30);
    socket.destroy();
  });

  it('lets adapters bring routes of their own, behind the same gate and net', async () => {
    const { get, post, ask } = await aServer(test, {
      routes: async (scope) => {
        scope.get('/own', async () => ({ own: true }));
        scope.post('/own', async () => {
          throw new Error('a secret');
        });
      },
    });
    expect((await get('/own', { token: null })).body).toEqual({ own: true });
    const fault = await post('/own', {}, { token: null });
    expect(fault.status).toBe(500);
    expect(fault.text).not.toContain('secret');
    expect((await ask('PUT', '/own')).headers['allow']).toBe('GET, HEAD, POST');
    expect((await get('/openapi.json')).text).not.toContain('/own');
  });
});
