/**
 * Hangs up on whoever holds a connection and does not come to the point: headers without end, a body that drips, silence
 * in a crowd. A request that is being answered, or that waits for us, is left alone, and so is a large body over a slow
 * line.
 *
 * Node's own limits count from the connection on, or from the beginning of the request to its end: they can't tell a slow
 * line from nobody. Here time is counted in looks. While this process is held up it does not look, so nobody pays for it.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as othersTurn } from 'node:timers/promises';

export type Patience = {
  /** Over so many looks headers have to end, and so many bytes of a body have to come. */
  readonly looks: number;
  readonly bodyBytes: number;
  /** So many may say nothing for as long as Node lets them; of more, none for longer than those looks. */
  readonly silent: number;
  /** Of more connections than this the oldest that says nothing makes room for the next. */
  readonly connections: number;
};

type Phase = 'silent' | 'idle' | 'headers' | 'body' | 'ours';

type Client = {
  readonly socket: Socket;
  /** Those that are not answered yet. */
  readonly requests: Set<IncomingMessage>;
  /** What had been read when the last answer was given. */
  readBefore: number;
  phase: Phase;
  looks: number;
  /** What had been read when this phase was first seen, or when enough of a body had come. */
  bytes: number;
};

/** So many are hung up on in one turn. */
const atOnce = 25;

export function endSlowClients(
  server: Server,
  { everyMs, ...patience }: Patience & { readonly everyMs: number },
): void {
  const look = watchClients(server, patience);
  const looking = setInterval(() => void look(), everyMs).unref();
  server.once('close', () => clearInterval(looking));
}

/** Answers what looks at all of them once. */
export function watchClients(server: Server, patience: Patience): () => Promise<void> {
  const clients = new Map<Socket, Client>();
  server.on('connection', (socket: Socket) => {
    clients.set(socket, {
      socket,
      requests: new Set(),
      readBefore: 0,
      phase: 'silent',
      looks: 0,
      bytes: 0,
    });
    socket.once('close', () => clients.delete(socket));
    if (clients.size > patience.connections) makeRoom(clients.values(), socket);
  });
  server.on('request', (request, response) => {
    const client = clients.get(request.socket);
    if (!client) return;
    client.requests.add(request);
    enter(client, 'ours');
    response.once('close', () => {
      client.requests.delete(request);
      client.readBefore = client.socket.bytesRead;
      enter(client, 'idle');
    });
  });

  return async () => {
    const silent: Client[] = [];
    const late: Client[] = [];
    for (const client of clients.values()) {
      const phase = phaseOf(client);
      if (phase === client.phase) client.looks += 1;
      else enter(client, phase);
      if (phase === 'silent') silent.push(client);
      if (client.looks < patience.looks) continue;
      if (phase === 'headers') late.push(client);
      if (phase !== 'body') continue;
      if (client.socket.bytesRead - client.bytes < patience.bodyBytes) late.push(client);
      else enter(client, phase);
    }
    if (silent.length > patience.silent) late.push(...silent.filter(({ looks }) => looks >= patience.looks));
    for (const [index, client] of late.entries()) {
      // To hang up on a thousand takes a tenth of a second, in which others would wait.
      if (index % atOnce === atOnce - 1) await othersTurn();
      if (client.looks >= patience.looks && phaseOf(client) === client.phase) hangUp(server, client);
    }
  };
}

function enter(client: Client, phase: Phase): void {
  client.phase = phase;
  client.looks = 0;
  client.bytes = client.socket.bytesRead;
}

function phaseOf({ socket, requests, readBefore }: Client): Phase {
  if (requests.size === 0) {
    if (socket.bytesRead > readBefore) return 'headers';
    return readBefore === 0 ? 'silent' : 'idle';
  }
  for (const request of requests) if (!request.complete && isReading(request)) return 'body';
  return 'ours';
}

/** Whether we wait for the client, and not the client for us. */
function isReading({ readableFlowing, readableLength }: IncomingMessage): boolean {
  return readableFlowing !== null && readableLength === 0;
}

/** Oldest first: who says nothing, else who has not come to the end of their headers. */
function makeRoom(clients: Iterable<Client>, next: Socket): void {
  let first: Socket | null = null;
  for (const { socket, requests, readBefore } of clients) {
    if (requests.size > 0 || socket.destroyed || socket === next) continue;
    first ??= socket;
    if (socket.bytesRead > readBefore) continue;
    first = socket;
    break;
  }
  first?.destroy();
}

function hangUp(server: Server, { socket, phase }: Client): void {
  if (phase === 'silent') return void socket.destroy();
  const error = new Error('A request did not come to its end.');
  server.emit('clientError', Object.assign(error, { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), socket);
}
