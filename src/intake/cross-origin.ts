/**
 * Which websites' scripts may send leads and read the answer: those that tokens name, and never all. What a browser
 * asks beforehand carries no token, so there it is enough that any token names the site.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { speak } from '../words/say.ts';
import type { SiteCaller } from './access.ts';
import { Problem } from './problem.ts';

const say = speak('en');

/** As long as a browser may remember it: a site that is taken off loses no more than a few minutes' grace. */
const rememberSeconds = 300;

/** A question before the request, for the one address that sites may use. */
export function isPreflight(request: FastifyRequest, path: string): boolean {
  const { origin, 'access-control-request-method': method } = request.headers;
  return (
    request.method === 'OPTIONS' && path === '/api/leads' && origin !== undefined && method !== undefined
  );
}

export async function answerPreflight(
  request: FastifyRequest,
  reply: FastifyReply,
  isSite: (origin: string) => Promise<boolean>,
): Promise<void> {
  vary(reply);
  const origin = originOf(request);
  if (origin === null || !(await isSite(origin))) {
    throw new Problem(403, 'site_not_named', say('api.siteNotNamed'));
  }
  await reply
    .code(204)
    .headers({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'authorization, content-type, idempotency-key',
      'access-control-max-age': String(rememberSeconds),
    })
    .send();
}

/** Said with every answer, so that no cache gives one site's answer to another. */
export function vary(reply: FastifyReply): void {
  reply.header('vary', 'Origin');
}

/** Lets the site's own scripts read the answer, a refusal as well. */
export function letRead(request: FastifyRequest, reply: FastifyReply, { sites }: SiteCaller): void {
  const origin = originOf(request);
  if (origin === null || !sites.includes(origin)) return;
  reply.headers({
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'retry-after',
  });
}

/** As browsers write it; anything else names no site. */
function originOf({ headers: { origin } }: FastifyRequest): string | null {
  if (origin === undefined || origin.length > 300 || !URL.canParse(origin)) return null;
  return new URL(origin).origin === origin ? origin : null;
}
