/**
 * Who may talk to the page's routes. On loopback: a browser of this machine that got the cookie of this start from the
 * page itself, whatever other sites are open in it. Beyond loopback: who has logged in with the API's token.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Moment } from '../../src/core/lead.ts';

export type Access = {
  readonly isLoopback: boolean;
  /** `open`: no secret is in the answer. `page`: asks for the cookie or shows the login. `data`: nothing without the cookie. */
  judge(request: FastifyRequest, kind: RouteKind): 'yes' | 'login' | 'wrong_host' | 'wrong_origin';
  hasCookie(request: FastifyRequest): boolean;
  /** The `Set-Cookie` line. */
  cookie(request: FastifyRequest): string;
  /** Whether this is the API's token; after ten wrong ones in a minute nobody is let in for the rest of it. */
  login(token: string): 'yes' | 'no' | 'wait';
};
export type RouteKind = 'open' | 'page' | 'data';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** How a route of the page is guarded; `data` where nothing is said. */
    web?: RouteKind;
  }
}

export function makeAccess(options: {
  readonly isLoopback: boolean;
  readonly apiToken: string;
  readonly random: { token(): string };
  readonly clock: { now(): Moment };
}): Access {
  const { isLoopback, apiToken, clock } = options;
  const secret = options.random.token();
  let minute = 0;
  let wrong = 0;

  const hasCookie = (request: FastifyRequest) =>
    cookiesOf(request, cookieName(request)).some((value) => isSame(value, secret));

  return {
    isLoopback,
    hasCookie,
    judge(request, kind) {
      if (isLoopback && !isLoopbackHost(request.headers.host)) return 'wrong_host';
      if (kind === 'open') return 'yes';
      if (!isOwnOrigin(request, kind)) return 'wrong_origin';
      if (kind === 'page') return isLoopback || hasCookie(request) ? 'yes' : 'login';
      return hasCookie(request) ? 'yes' : 'login';
    },
    cookie(request) {
      const isEncrypted = request.protocol === 'https' || request.headers['x-forwarded-proto'] === 'https';
      const secure = isEncrypted ? '; Secure' : '';
      return `${cookieName(request)}=${secret}; Path=/; HttpOnly; SameSite=Strict${secure}`;
    },
    login(token) {
      const now = Math.floor(clock.now() / 60_000);
      if (now !== minute) [minute, wrong] = [now, 0];
      if (wrong >= 10) return 'wait';
      if (isSame(token, apiToken)) return 'yes';
      wrong += 1;
      return 'no';
    },
  };
}

/** Every answer of the page gets these, and nobody gets further than they may. */
export function guard(scope: FastifyInstance, access: Access): void {
  scope.addHook('onRequest', async (request, reply) => {
    reply.headers(safeHeaders);
    const judged = access.judge(request, request.routeOptions.config.web ?? 'data');
    if (judged === 'yes') return;
    if (judged === 'login' && request.routeOptions.config.web === 'page')
      return reply.redirect('/web/login', 303);
    const status = judged === 'login' ? 401 : judged === 'wrong_host' ? 421 : 403;
    return reply.code(status).send({ code: judged });
  });
}

export const safeHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

/** Browsers do not tell cookies of one host apart by port, so the name does. */
function cookieName(request: FastifyRequest): string {
  return `baton_${portOf(request.headers.host) ?? 'web'}`;
}

function portOf(host: string | undefined): string | null {
  return /:(\d{1,5})$/.exec(host ?? '')?.[1] ?? null;
}

function cookiesOf(request: FastifyRequest, name: string): readonly string[] {
  return (request.headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
}

/** A name that another site made point to this machine is not in the list (DNS rebinding). */
function isLoopbackHost(host: string | undefined): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i.test(host ?? '');
}

/** The page itself may be opened from anywhere (a link, the address bar); everything else only by the page. */
function isOwnOrigin(request: FastifyRequest, kind: RouteKind): boolean {
  if (kind === 'page') return true;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  const { origin, host } = request.headers;
  if (origin === undefined) return site === 'same-origin' || isRead(request);
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}

function isRead(request: FastifyRequest): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}

function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
