/**
 * The gate that every request passes before anything of its body is read: who speaks, whether there is anything at
 * that address, and whether the body could be taken at all. To refuse here costs next to nothing.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../app/clock.ts';
import type { Counts } from '../app/counts.ts';
import { speak } from '../words/say.ts';
import type { Access, Caller, SiteCaller } from './access.ts';
import { refuseIntakeToken, refuseStranger } from './access.ts';
import { addressOf } from './address-of.ts';
import { answerPreflight, isPreflight, letRead, vary } from './cross-origin.ts';
import { Problem } from './problem.ts';
import { stopping, tooLarge } from './problem-of.ts';
import { makeRouteMap } from './route-map.ts';
import { formTokenIn, mayHoldToken } from './site-form.ts';
import type { SiteGuard } from './site-limits.ts';

const say = speak('en');

declare module 'fastify' {
  interface FastifyRequest {
    /** Who speaks to the API; null on routes that are open, and while a form is read that may hold its token. */
    caller: Caller | null;
  }
  interface FastifyContextConfig {
    /** `open`: no token asked; `intake`: a token that may only send leads is enough. Else the API token. */
    access?: 'open' | 'intake';
    takesForms?: boolean;
  }
}

export type Gate = {
  readonly access: Access;
  readonly clock: Clock;
  readonly counts: Pick<Counts, 'site'>;
  readonly limit: SiteGuard;
  /** Whether a token names this site. */
  readonly isSite: (origin: string) => Promise<boolean>;
};

export function guard(server: FastifyInstance, gate: Gate): void {
  const map = makeRouteMap(server);
  let isStopping = false;
  server.addHook('preClose', async () => {
    isStopping = true;
  });

  server.decorateRequest('caller', null);
  server.decorateRequest('bodyDigest', '');
  server.addHook('onRequest', async (request, reply) => {
    if (isPreflight(request, pathOf(request))) return answerPreflight(request, reply, gate.isSite);
    if (isApi(request)) await letIn(gate, request, reply);
    if (isStopping) throw stopping();
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1') {
      throw new Problem(400, 'no_host', say('api.noHost'));
    }
    if (request.is404) throw nothingThere(map.methodsAt(pathOf(request)));
    checkBodyHeaders(request);
  });
  server.addHook('preHandler', async (request, reply) => {
    if (isApi(request) && request.caller === null) await letFormIn(gate, request, reply);
  });
}

/** Whether it is for the API, be there such a route or not: a stranger is not told which there are. */
function isApi(request: FastifyRequest): boolean {
  const path = pathOf(request);
  return (
    path === '/api' || path.startsWith('/api/') || request.routeOptions.url?.startsWith('/api/') === true
  );
}

async function letIn(gate: Gate, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { access, takesForms } = request.routeOptions.config;
  if (access === 'intake') vary(reply);
  const caller = await gate.access.byHeader(request.headers.authorization);
  if (caller?.kind === 'intake') return letSiteIn(gate, request, reply, caller);
  request.caller = caller;
  const mayFollow = access === 'intake' && takesForms === true && mayHoldToken(request);
  if (!caller && !mayFollow) throw refuseStranger();
}

/** The body is read by now, and holds the token or nobody is there. */
async function letFormIn(gate: Gate, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const token = formTokenIn(request.body);
  const caller = token === null ? null : await gate.access.byFormToken(token);
  if (!caller) throw refuseStranger();
  await letSiteIn(gate, request, reply, caller);
}

async function letSiteIn(
  { limit, clock, counts }: Gate,
  request: FastifyRequest,
  reply: FastifyReply,
  caller: SiteCaller,
): Promise<void> {
  if (request.routeOptions.config.access !== 'intake') throw refuseIntakeToken();
  letRead(request, reply, caller);
  const { remoteAddress } = request.socket;
  try {
    limit(caller, addressOf({ remoteAddress, headers: request.headers }), clock.now());
  } catch (error) {
    counts.site(caller.source, 'too_often');
    throw error;
  }
  request.caller = caller;
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
