/** Whether the process lives, and whether it can work. Open to anybody, and so nothing but codes and numbers. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { App } from '../../app/app.ts';
import { readiness } from '../../app/readiness.ts';
import { speak } from '../../words/say.ts';

const say = speak('en');

const alive = z.object({ alive: z.literal(true) });
const ready = z.object({ ready: z.boolean(), problems: z.array(z.string()) }).loose();

export async function healthRoutes(server: FastifyInstance, app: App): Promise<void> {
  server.get(
    '/healthz',
    {
      config: { access: 'open' },
      schema: { tags: ['health'], summary: say('api.routes.alive'), response: { 200: alive } },
    },
    async (_, reply) => {
      reply.header('cache-control', 'no-store');
      return { alive: true };
    },
  );
  server.get(
    '/readyz',
    {
      config: { access: 'open' },
      schema: { tags: ['health'], summary: say('api.routes.ready'), response: { 200: ready, 503: ready } },
    },
    async (_, reply) => {
      const found = await readiness(app);
      reply.header('cache-control', 'no-store');
      if (!found.ready) reply.code(503).header('retry-after', '5');
      return found;
    },
  );
}
