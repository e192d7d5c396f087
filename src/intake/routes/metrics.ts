/** The figures for Prometheus: open on this machine, and with the API's token from elsewhere. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { App } from '../../app/app.ts';
import { readiness } from '../../app/readiness.ts';
import { speak } from '../../words/say.ts';
import type { Access } from '../access.ts';
import { refuseStranger } from '../access.ts';
import { isThisMachine } from '../address-of.ts';
import { problems } from '../describe.ts';
import type { Metrics } from '../metrics.ts';

const say = speak('en');

type Facts = { readonly metrics: Metrics; readonly access: Access; readonly isLoopback: boolean };

export async function metricsRoutes(
  server: FastifyInstance,
  app: App,
  { metrics, access, isLoopback }: Facts,
): Promise<void> {
  server.get(
    '/metrics',
    {
      config: { access: 'open' },
      schema: {
        tags: ['health'],
        summary: say('api.routes.metrics'),
        response: { 200: z.string(), ...problems(401) },
      },
    },
    async (request, reply) => {
      if (!(isLoopback && isFromHere(request))) {
        const caller = await access.byHeader(request.headers.authorization);
        if (caller?.kind !== 'api') throw refuseStranger();
      }
      const text = await metrics.text(await readiness(app));
      return reply
        .header('cache-control', 'no-store')
        .header('content-type', metrics.contentType)
        .send(Buffer.from(text));
    },
  );
}

/** Not by a proxy on this machine, which hands on what comes from anywhere. */
function isFromHere({ socket, headers }: FastifyRequest): boolean {
  const isPassedOn = headers['x-forwarded-for'] !== undefined || headers['forwarded'] !== undefined;
  return isThisMachine(socket.remoteAddress ?? '') && !isPassedOn;
}
