/**
 * What could go wrong: somebody holds a connection by never ending a request, and with a thousand of them keeps everybody
 * out; somebody honest is hung up on with them, because their line is slow, or because we are. The test looks in the
 * place of the timer; what it sent has been read before it looks.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { watchClients } from '../../src/intake/end-slow-clients.ts';

const patience = { looks: 3, bodyBytes: 10, silent: 4, connections: 100 };
const head = (length: number) => `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n`;
const whole = head(0);
const toClose: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(toClose.splice(0).map((close) => close()));
});

type Served = (request: IncomingMessage, response: ServerResponse) => void;
const serve: Served = (request, response) => {
  request.resume().once('end', () => response.end('served'));
};

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

async function aServer(served = serve, more: Partial<typeof patience> = {}) {
  const server = createServer({ keepAliveTimeout: 600_000, connectionsCheckingInterval: 600_000 }, served);
  server.on('clientError', (error, socket) => socket.end(`HTTP/1.1 408 ${'code' in error}\r\n\r\n`));
  const sockets: Socket[] = [];
  server.on('connection', (socket: Socket) => void sockets.push(socket));
  const look = watchClients(server, { ...patience, ...more });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It listens nowhere.');
  const { port } = address;
  toClose.push(() => {
    server.closeAllConnections();
    return server[Symbol.asyncDispose]();
  });

  async function aClient() {
    const socket = connect({ port, host: '127.0.0.1' });
    const here = () => sockets.find(({ remotePort }) => remotePort === socket.localPort);
    let [text, sent, isOver] = ['', 0, false];
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('error', () => socket.destroy()).on('close', () => (isOver = true));
    toClose.push(async () => void socket.destroy());
    await until(() => isOver || here() !== undefined);
    return {
      /** Resolves when the server has read it. */
      async say(piece: string): Promise<void> {
        if (isOver) return;
        socket.write(piece);
        sent += piece.length;
        await until(() => isOver || (here()?.bytesRead ?? 0) >= sent);
      },
      heard: () => text,
      isOver: () => isOver,
      isServed: (times = 1) => until(() => isOver || text.split('HTTP/1.1 200').length > times),
      isHungUpOn: () => until(() => isOver),
    };
  }

  return {
    aClient,
    /** A look; what comes of it has come. */
    async look(times = 1): Promise<void> {
      for (let count = 0; count < times; count += 1) {
        await look();
        const ended = sockets.filter(({ destroyed, writableEnded }) => destroyed || writableEnded);
        await until(() => ended.every(({ closed }) => closed));
      }
    },
  };
}

describe('headers that come to no end', () => {
  it('are given up, whether nothing more comes or letter by letter, and also after a request that was served', async () => {
    const { aClient, look } = await aServer();
    const [stopping, dripping, later] = [await aClient(), await aClient(), await aClient()];
    await later.say(whole);
    await later.isServed();
    for (const one of [stopping, dripping, later]) await one.say('POST / HTTP/1.1\r\nx-slow: ');
    for (let count = 0; count <= patience.looks; count += 1) {
      expect(dripping.isOver()).toBe(false);
      await dripping.say('x');
      await look();
    }
    for (const one of [stopping, dripping, later]) {
      await one.isHungUpOn();
      expect(one.heard()).toContain('HTTP/1.1 408');
    }
  });

  it('are not what is seen of a connection that is busy at every look', async () => {
    const { aClient, look } = await aServer();
    const client = await aClient();
    for (let count = 1; count <= 4 * patience.looks; count += 1) {
      await client.say(whole.slice(0, 20));
      await look();
      await client.say(whole.slice(20));
      await client.isServed(count);
    }
    expect(client.isOver()).toBe(false);
  });
});

describe('a body', () => {
  it('that drips is given up', async () => {
    const { aClient, look } = await aServer();
    const client = await aClient();
    await client.say(head(1_000));
    for (let count = 0; count <= patience.looks; count += 1) {
      expect(client.isOver()).toBe(false);
      await client.say('xx');
      await look();
    }
    await client.isHungUpOn();
    expect(client.heard()).toContain('HTTP/1.1 408');
  });

  it('that comes slowly and steadily comes whole, however long it takes', async () => {
    const { aClient, look } = await aServer();
    const client = await aClient();
    const pieces = 40 * patience.looks;
    await client.say(head(pieces * 4));
    for (let count = 0; count < pieces; count += 1) {
      await client.say('xxxx');
      await look();
    }
    await client.isServed();
    expect(client.heard()).toContain('HTTP/1.1 200');
  });

  it('that nobody reads yet is not its sender’s fault', async () => {
    const asked: (() => void)[] = [];
    const { aClient, look } = await aServer((...both) => void asked.push(() => serve(...both)));
    const client = await aClient();
    await client.say(head(4));
    await until(() => asked.length === 1);
    await look(5 * patience.looks);
    expect(client.isOver()).toBe(false);
    asked[0]?.();
    await client.say('xxxx');
    await client.isServed();
    expect(client.heard()).toContain('HTTP/1.1 200');
  });
});

describe('an answer', () => {
  it('may take as long as it takes, and may be a stream without end', async () => {
    const { aClient, look } = await aServer((_, response) => void response.write('data: 1\n\n'));
    const client = await aClient();
    await client.say(whole);
    await client.isServed();
    await look(5 * patience.looks);
    expect(client.isOver()).toBe(false);
  });
});

describe('who says nothing', () => {
  it('may do so for long where few do; of a crowd none may, but who was served before or came just now', async () => {
    const { aClient, look } = await aServer();
    const few = [await aClient(), await aClient(), await aClient(), await aClient()];
    await look(5 * patience.looks);
    expect(few.filter((one) => one.isOver())).toEqual([]);

    const served = await aClient();
    await served.say(whole);
    await served.isServed();
    const crowd = [];
    while (crowd.length <= patience.silent) crowd.push(await aClient());
    const talking = await aClient();
    await look(patience.looks - 1);
    await Promise.all(few.map((one) => one.isHungUpOn()));
    expect(crowd.filter((one) => one.isOver())).toEqual([]);
    await talking.say(whole);
    await talking.isServed();
    await look();
    await Promise.all(crowd.map((one) => one.isHungUpOn()));
    await talking.say(whole);
    await talking.isServed(2);
    await served.say(whole);
    await served.isServed(2);
  });

  it('makes room in a full house, the oldest first; else who has not come to the point', async () => {
    const { aClient } = await aServer(serve, { connections: 3 });
    const [half, oldest, newer] = [await aClient(), await aClient(), await aClient()];
    await half.say('POST / HT');
    const honest = await aClient();
    await honest.say(whole);
    await honest.isServed();
    await oldest.isHungUpOn();
    expect([half.isOver(), newer.isOver(), honest.isOver()]).toEqual([false, false, false]);
    await newer.say('POST / HT');
    await honest.say(head(10));
    const another = await aClient();
    await another.say(whole);
    await another.isServed();
    await half.isHungUpOn();
    expect([newer.isOver(), honest.isOver()]).toEqual([false, false]);
  });
});
