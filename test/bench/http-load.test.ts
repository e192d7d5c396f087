import { createServer } from 'node:http';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { spreadOf } from './compare.ts';
import { atRate, saturate, type Target } from './http-load.ts';

/** Answers each request with the status that its body asks for, and keeps what came. */
async function aServer(): Promise<AsyncDisposable & { readonly port: number; readonly bodies: string[] }> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      bodies.push(body);
      response.writeHead(Number(body), { 'content-length': 2 }).end('ok');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    port: address.port,
    bodies,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

const target = (port: number, body: (index: number) => string): Target => ({
  port,
  path: '/',
  headers: {},
  body,
});

describe('the load client', () => {
  it('counts what was accepted and what was refused', async () => {
    await using server = await aServer();
    const load = await saturate(
      target(server.port, (index) => (index % 2 === 0 ? '201' : '422')),
      { connections: 4, ms: 100, from: 0 },
    );
    expect(load.failed).toBeGreaterThan(0);
    expect(load.perSecond).toBeGreaterThan(0);
    const refused = server.bodies.filter((body) => body === '422').length;
    expect(load.failed).toBe(refused);
  });

  it('ends with as many as it was told, though there would be more time', async () => {
    await using server = await aServer();
    const load = await saturate(
      target(server.port, () => '201'),
      { connections: 4, ms: 60_000, from: 0, atMost: 10 },
    );
    expect(server.bodies).toHaveLength(10);
    expect(load.perSecond).toBeGreaterThan(0);
  });

  it('sends as many as the rate says, however long the answers take', async () => {
    await using server = await aServer();
    const load = await atRate(
      target(server.port, () => '201'),
      { perSecond: 100, ms: 200, from: 0 },
    );
    expect(server.bodies).toHaveLength(20);
    expect(load.failed).toBe(0);
    expect(load.p99).toBeGreaterThanOrEqual(load.p50);
  });
});

describe('a median with its spread', () => {
  it('is the middle one, or between the two in the middle', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
    expect(spreadOf([4, 1, 2, 3])).toEqual({ median: 2.5, min: 1, max: 4 });
  });
});
