/**
 * One line for each answered request: method, the route's pattern, status, how long, and the request's id. Never an
 * address as it was called, a header, a body or a message of an error: they may hold a contact or a token.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Log } from '../app/app.ts';
import { codeOf } from './database-away.ts';

export function logRequests(server: FastifyInstance, log: Log): void {
  server.addHook('onResponse', async (request, reply) => {
    log.info(
      {
        method: request.method,
        route: routeOf(request),
        status: reply.raw.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        request: request.id,
      },
      'answered',
    );
  });
}

/** What went wrong, without a word of what it went wrong with. */
export function logFault(log: Log, request: FastifyRequest, error: unknown): void {
  const isError = error instanceof Error;
  log.error(
    {
      method: request.method,
      route: routeOf(request),
      request: request.id,
      error: isError ? error.name : typeof error,
      code: isError ? codeOf(error) : null,
      where: isError ? whereIn(error) : null,
    },
    'failed',
  );
}

function routeOf(request: FastifyRequest): string | null {
  return request.is404 ? null : (request.routeOptions.url ?? null);
}

/** The places in the code alone: the first lines of a stack are the message. */
function whereIn(error: Error): string {
  const places = (error.stack ?? '').split('\n').filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line));
  return places
    .slice(0, 8)
    .map((line) => line.trim())
    .join(' < ');
}
