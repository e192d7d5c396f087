/**
 * Hangs up on who begins to say what they want and does not come to the point. Node's own limit counts silence as well,
 * which has to be borne for longer: in a crowd the kernel may hold back the first packet of the innocent for half a minute.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

type Waiting = {
  /** What had been read when the last request was over. */
  readRequests: number;
  begunAt: number | null;
};

export function endSlowHeaders(
  server: Server,
  { withinMs, checkEveryMs }: { readonly withinMs: number; readonly checkEveryMs: number },
): void {
  const waiting = new Map<Socket, Waiting>();
  server.on('connection', (socket: Socket) => {
    waiting.set(socket, { readRequests: 0, begunAt: null });
    socket.once('close', () => waiting.delete(socket));
  });
  // Its headers are whole.
  server.on('request', ({ socket }, response) => {
    waiting.delete(socket);
    response.once('close', () => {
      if (!socket.destroyed) waiting.set(socket, { readRequests: socket.bytesRead, begunAt: null });
    });
  });
  const look = () => {
    const now = performance.now();
    for (const [socket, one] of waiting) {
      if (socket.bytesRead === one.readRequests) continue;
      one.begunAt ??= now;
      if (now - one.begunAt < withinMs) continue;
      waiting.delete(socket);
      const error = new Error('The headers of a request did not come to an end.');
      server.emit('clientError', Object.assign(error, { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), socket);
    }
  };
  const looking = setInterval(look, checkEveryMs).unref();
  server.once('close', () => clearInterval(looking));
}
