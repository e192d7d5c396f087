/** Socket Mode: connections by ticket, envelopes to one of them, acknowledgements within three seconds (S27–S33). */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { asJson, asText } from './flaws.ts';
import type { Json } from './flaws.ts';
import type { SlackRecord } from './record.ts';
import { appId } from './workspace.ts';

export type Ack = { readonly payload: Json | null };
export type SocketMode = ReturnType<typeof makeSocketMode>;

/** S31. */
const connectionsAtMost = 10;
const pingEveryMs = 5000;

export function makeSocketMode(next: (prefix: string) => string, record: Pick<SlackRecord, 'violation'>) {
  const tickets = new Set<string>();
  const sockets: WebSocket[] = [];
  const waiting = new Map<
    string,
    { takesPayload: boolean; done: (ack: Ack | null) => void; socket: WebSocket }
  >();
  const webSockets = new WebSocketServer({ noServer: true });
  let turn = 0;

  const pinging = setInterval(() => {
    for (const socket of sockets) socket.ping();
  }, pingEveryMs);
  pinging.unref();

  function connect(socket: WebSocket): void {
    if (sockets.length >= connectionsAtMost) {
      socket.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' }));
      socket.close();
      return;
    }
    sockets.push(socket);
    socket.on('message', (data) => take(Buffer.isBuffer(data) ? data.toString('utf8') : ''));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      const at = sockets.indexOf(socket);
      if (at !== -1) sockets.splice(at, 1);
      for (const [id, one] of waiting) {
        if (one.socket !== socket) continue;
        waiting.delete(id);
        one.done(null);
      }
    });
    // S28.
    socket.send(
      JSON.stringify({
        type: 'hello',
        connection_info: { app_id: appId },
        num_connections: sockets.length,
        debug_info: { host: 'stand-in', approximate_connection_time: 18_060 },
      }),
    );
  }

  function take(text: string): void {
    const frame = asJson(JSON.parse(text)) ?? {};
    const id = asText(frame['envelope_id']) ?? '';
    const one = waiting.get(id);
    if (!one) return;
    waiting.delete(id);
    const payload = asJson(frame['payload']);
    // S29: Bolt always sends an empty one.
    if (payload && Object.keys(payload).length > 0 && !one.takesPayload) {
      record.violation('bad ack', id, 'a payload where none is taken');
    }
    one.done({ payload });
  }

  return {
    /** The address that `apps.connections.open` hands out. */
    ticket(address: string): string {
      const ticket = next('ticket');
      tickets.add(ticket);
      return `${address.replace('http', 'ws')}/link?ticket=${ticket}&app_id=${appId}`;
    },
    listenOn(server: Server) {
      server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        const ticket = new URL(request.url ?? '/', 'http://slack').searchParams.get('ticket') ?? '';
        if (!tickets.delete(ticket)) {
          socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
          return;
        }
        webSockets.handleUpgrade(request, socket, head, connect);
      });
    },
    connections: () => sockets.length,
    /** One of the connections gets it, any one; null where nobody acknowledged in time. */
    async send(
      envelope: Json & { readonly accepts_response_payload: boolean },
      withinMs: number,
    ): Promise<Ack | null> {
      const open = sockets.filter((socket) => socket.readyState === WebSocket.OPEN);
      const socket = open[(turn += 1) % Math.max(1, open.length)];
      if (!socket) return null;
      const id = next('envelope');
      const { promise, resolve } = Promise.withResolvers<Ack | null>();
      waiting.set(id, { takesPayload: envelope.accepts_response_payload, done: resolve, socket });
      const timer = setTimeout(() => {
        waiting.delete(id);
        resolve(null);
      }, withinMs);
      socket.send(JSON.stringify({ envelope_id: id, ...envelope }));
      const ack = await promise;
      clearTimeout(timer);
      return ack;
    },
    /** S30: asks every client to come anew, and closes what is left after the notice. */
    refresh(reason: 'warning' | 'refresh_requested' | 'link_disabled', noticeMs: number) {
      for (const socket of sockets) {
        socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'stand-in' } }));
        setTimeout(() => socket.close(), noticeMs).unref();
      }
    },
    /** The line is cut. */
    cut() {
      for (const socket of sockets) socket.terminate();
    },
    close() {
      clearInterval(pinging);
      for (const socket of sockets) socket.terminate();
      webSockets.close();
    },
  };
}
