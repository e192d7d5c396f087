/** What could go wrong: somebody holds a connection by never ending a request; somebody honest is hung up on with them. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { endSlowHeaders } from '../../src/intake/end-slow-headers.ts';

const withinMs = 200;
const whole = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const toClose: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(toClose.splice(0).map((close) => close()));
});

async function aServer(): Promise<number> {
  const server = createServer((request, response) => {
    request.resume().once('end', () => response.end('served'));
  });
  server.on('clientError', (error, socket) => socket.end(`HTTP/1.1 408 ${'code' in error}\r\n\r\n`));
  endSlowHeaders(server, { withinMs, checkEveryMs: 20 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  toClose.push(() => {
    server.closeAllConnections();
    return server[Symbol.asyncDispose]();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It listens nowhere.');
  return address.port;
}

/** A client that says the pieces one by one; answers what it heard, and whether it was hung up on. */
async function say(port: number, pieces: readonly string[], everyMs: number, thenMs = 0) {
  const socket = connect({ port, host: '127.0.0.1' });
  const heard = { text: '', isOver: false };
  socket.on('data', (chunk: Buffer) => (heard.text += chunk.toString()));
  socket.on('error', () => socket.destroy()).on('end', () => (heard.isOver = true));
  for (const piece of pieces) {
    if (!heard.isOver) socket.write(piece);
    await pause(everyMs);
  }
  await pause(thenMs);
  socket.destroy();
  return heard;
}

describe('headers that come to no end', () => {
  it('are given up, whether nothing more comes or letter by letter', async () => {
    const port = await aServer();
    const half = 'POST / HTTP/1.1\r\nhost: x\r\nx-slow: ';
    const told = await Promise.all([
      say(port, [half], 0, 3 * withinMs),
      say(port, [half, ...Array.from({ length: 30 }, () => 'x')], withinMs / 10),
    ]);
    for (const { text, isOver } of told) expect([text.slice(0, 12), isOver]).toEqual(['HTTP/1.1 408', true]);
  });

  it('are given up also after a request that was served', async () => {
    const port = await aServer();
    const { text, isOver } = await say(port, [whole, 'GET / HT'], 50, 3 * withinMs);
    expect([text.startsWith('HTTP/1.1 200'), text.includes('HTTP/1.1 408'), isOver]).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('are not taken for silence before the first letter, for an idle connection, or for a slow body', async () => {
    const port = await aServer();
    const head = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n';
    const told = await Promise.all([
      say(port, ['', whole], 2 * withinMs, 50),
      say(port, [whole, '', whole], 1.5 * withinMs),
      say(port, [head, ...Array.from({ length: 10 }, () => 'x')], withinMs / 4, 50),
    ]);
    for (const { text } of told) expect(text).not.toContain('408');
    expect(told.map(({ text }) => text.split('HTTP/1.1 200').length - 1)).toEqual([1, 2, 1]);
  });
});
