/**
 * Leaving without slamming the door. A connection can't be closed by us without the risk that a request is on its way
 * already: the next one of a client that keeps it, or the first one of a client that has just come. So for a moment before
 * the end nobody new is let in, who would be refused in a way that lets a load balancer ask elsewhere; whoever is in is
 * served, and told with the answer that it is the last of this connection.
 */
import type { Server } from 'node:http';
import { Server as Listener } from 'node:net';
import { promisify } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    /** Lets nobody new in, and the others go one by one; comes back when none is left, or after so long. Then `close`. */
    leave(withinMs: number): Promise<void>;
  }
}

const lookEveryMs = 10;

export function sayFarewell(server: FastifyInstance): void {
  let isLeaving = false;
  server.decorate('leave', async (withinMs: number) => {
    isLeaving = true;
    // That of HTTP hangs up on whoever has not said anything yet.
    Listener.prototype.close.call(server.server);
    for (let waited = 0; waited < withinMs && (await hasClients(server.server)); waited += lookEveryMs) {
      await pause(lookEveryMs);
    }
  });
  server.addHook('preClose', async () => {
    isLeaving = true;
  });
  // Or a client that keeps its connection would keep the process, too, until it lets go.
  server.addHook('onSend', async (_, reply) => {
    if (isLeaving) reply.header('connection', 'close');
  });
}

async function hasClients(server: Server): Promise<boolean> {
  return (await promisify(server.getConnections.bind(server))()) > 0;
}
