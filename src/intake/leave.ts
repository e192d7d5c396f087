/**
 * Leaving without slamming the door. A connection that a client keeps can't be closed by us without the risk that its next
 * request is on the way already; so for a moment before the end every answer says that it is the last of its connection,
 * and the client opens the next one elsewhere.
 */
import type { Server } from 'node:http';
import { promisify } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    /** Serves on and lets connections go one by one; comes back when none is left, or after so long. To be followed by `close`. */
    leave(withinMs: number): Promise<void>;
  }
}

const lookEveryMs = 10;

export function sayFarewell(server: FastifyInstance): void {
  let isLeaving = false;
  server.decorate('leave', async (withinMs: number) => {
    isLeaving = true;
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
