/**
 * The gate that every request passes before anything of its body is read: who speaks, whether there is anything at
 * that address, and whether the body could be taken at all. To refuse here costs next to nothing.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { speak } from '../words/say.ts';
import type { Access, Caller } from './access.ts';
import { refuseIntakeToken, refuseStranger } from './access.ts';
import { Problem } from './problem.ts';
import { stopping, tooLarge } from './problem-of.ts';
import { makeRouteMap } from './route-map.ts';

const say = speak('en');

declare module 'fastify' {
  interface FastifyRequest {
    /** Who speaks to the API; null on routes that are open. */
    caller: Caller | null;
  }
  interface FastifyContextConfig {
    /** `open`: no token asked; `intake`: a token that may only send leads is enough. Else the API token. */
    access?: 'open' | 'intake';
    takesForms?: boolean;
  }
}

export function guard(server: FastifyInstance, access: Access): void {
  const map = makeRouteMap(server);
  let isStopping = false;
  server.addHook('preClose', async () => {
    isStopping = true;
  });

  server.decorateRequest('caller', null);
  server.decorateRequest('bodyDigest', '');
  server.addHook('onRequest', async (request) => {
    if (isApi(request)) request.caller = callerOf(request, access);
    if (isStopping) throw stopping();
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1') {
      throw new Problem(400, 'no_host', say('api.noHost'));
    }
    if (request.is404) throw nothingThere(map.methodsAt(pathOf(request)));
    checkBodyHeaders(request);
  });
}

/** Whether it is for the API, be there such a route or not: a stranger is not told which there are. */
function isApi(request: FastifyRequest): boolean {
  const path = pathOf(request);
  return (
    path === '/api' || path.startsWith('/api/') || request.routeOptions.url?.startsWith('/api/') === true
  );
}

function callerOf(request: FastifyRequest, access: Access): Caller {
  const caller = access(request.headers.authorization);
  if (!caller) throw refuseStranger();
  if (caller.kind === 'intake' && request.routeOptions.config.access !== 'intake') throw refuseIntakeToken();
  return caller;
}

function nothingThere(methods: readonly string[]): Problem {
  if (methods.length === 0) return new Problem(404, 'not_found', say('api.notFound'));
  const allowed = methods.join(', ');
  return new Problem(405, 'method_not_allowed', say('api.methodNotAllowed', { methods: allowed }), {
    headers: { allow: allowed },
  });
}

function checkBodyHeaders(request: FastifyRequest): void {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new Problem(415, 'unsupported_encoding', say('api.unsupportedEncoding'));
  }
  const { bodyLimit } = request.routeOptions;
  if (bodyLimit !== undefined && Number(request.headers['content-length']) > bodyLimit) {
    throw tooLarge(bodyLimit);
  }
}

export function pathOf(request: FastifyRequest): string {
  const url = request.raw.url ?? '/';
  const end = url.search(/[?#;]/);
  return end < 0 ? url : url.slice(0, end);
}
