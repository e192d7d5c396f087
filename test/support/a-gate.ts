/** A gate before a server, that can be shut: whoever is inside is thrown out, and nobody is let in until it opens again. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

export type Gate = {
  /** The address of the server, with the gate in its place. */
  readonly url: string;
  shut(): Promise<void>;
  open(): Promise<void>;
};

export async function aGate(target: string): Promise<Gate> {
  const to = new URL(target);
  const inside = new Set<Socket>();
  const server = createServer((socket) => {
    const beyond = connect(Number(to.port), to.hostname);
    for (const one of [socket, beyond]) {
      inside.add(one);
      one.on('error', () => one.destroy());
      one.on('close', () => {
        inside.delete(one);
        socket.destroy();
        beyond.destroy();
      });
    }
    socket.pipe(beyond).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const url = new URL(target);
  url.host = `127.0.0.1:${port}`;
  return {
    url: url.href,
    async shut() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of inside) socket.destroy();
      await closed;
    },
    async open() {
      if (server.listening) return;
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
  };
}
