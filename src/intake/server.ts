/**
 * The one HTTP server: the API, the routes of health, and whatever routes the adapters bring. It decides nothing
 * about leads; it checks, hands on and answers.
 */
import type { Socket } from 'node:net';
import fastify from 'fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { App } from '../app/app.ts';
import { findIntakeToken, isSiteOfAToken } from '../storage/intake-tokens.ts';
import type { IntakeToken } from './access.ts';
import { makeAccess } from './access.ts';
import { answerProblem } from './answer-problem.ts';
import { describeApi, ownCompilers } from './describe-api.ts';
import { endSlowClients } from './end-slow-clients.ts';
import { guard } from './gate.ts';
import type { Page } from './html.ts';
import { languageOf } from './language-of.ts';
import { sayFarewell } from './leave.ts';
import { makeLine } from './line.ts';
import { logFault, logRequests } from './log-requests.ts';
import type { Metrics } from './metrics.ts';
import type { Problem } from './problem.ts';
import { databaseAway, problemOf } from './problem-of.ts';
import { largestBody, readJson } from './read-body.ts';
import type { Answering } from './refuse-client.ts';
import { refuseClient } from './refuse-client.ts';
import { backupRoutes } from './routes/backup.ts';
import { commandRoutes } from './routes/commands.ts';
import { digestRoutes } from './routes/digest.ts';
import { docsRoutes } from './routes/docs.ts';
import { exportRoutes } from './routes/exports.ts';
import { healthRoutes } from './routes/health.ts';
import { historyRoutes } from './routes/history.ts';
import { importRoutes } from './routes/import.ts';
import { intakeTokenRoutes } from './routes/intake-tokens.ts';
import { leadRoutes } from './routes/leads.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { nextRoutes } from './routes/next.ts';
import { peopleRoutes } from './routes/people.ts';
import { placeRoutes } from './routes/places.ts';
import { revealRoutes } from './routes/reveal.ts';
import { webAddress, wantsPage } from './site-form.ts';
import type { SiteLimits } from './site-limits.ts';
import { makeSiteGuard, usualLimits } from './site-limits.ts';
import { troublePage } from './site-page.ts';

export type ServerOptions = {
  readonly apiToken: string;
  readonly intakeTokens: readonly IntakeToken[];
  /** Whether it listens where only this machine can reach it. */
  readonly isLoopback: boolean;
  readonly metrics: Metrics;
  readonly siteLimits?: SiteLimits;
  /** The adapters' own routes. They share the gate and the net for errors, and nothing else. */
  readonly routes?: (server: FastifyInstance) => Promise<void>;
};

/** As long as a client may take to say what it wants, and as many as may do so at once. */
const patience = {
  /** In ten seconds headers come to their end, and so much of a body comes: a tenth of what the slowest line carries. */
  slow: { everyMs: 2_000, looks: 5, bodyBytes: 4 * 1024, silent: 400, connections: 19_000 },
  /** From the connection on, where there is no crowd. */
  headersMs: 60_000,
  /** A large table over a slow line takes its time. */
  requestMs: 3_600_000,
  idleMs: 60_000,
  silentMs: 180_000,
  checkEveryMs: 2_000,
  connections: 20_000,
  headerBytes: 16 * 1024,
} as const;

export async function makeServer(app: App, options: ServerOptions): Promise<FastifyInstance> {
  const answering: Answering = new WeakMap();
  const server = fastify({
    logger: false,
    genReqId: () => app.random.id('q'),
    requestIdHeader: false,
    bodyLimit: largestBody,
    ...ownCompilers,
    return503OnClosing: false,
    requestTimeout: patience.requestMs,
    keepAliveTimeout: patience.idleMs,
    connectionTimeout: patience.silentMs,
    forceCloseConnections: 'idle',
    http: {
      headersTimeout: patience.headersMs,
      connectionsCheckingInterval: patience.checkEveryMs,
      maxHeaderSize: patience.headerBytes,
      // The gate says it in our own words.
      requireHostHeader: false,
    },
    clientErrorHandler: (error, socket) => refuseClient(error, socket, answering),
    frameworkErrors: (error, request, reply) => {
      const facts = { requestId: request.id, takesForms: false, limit: largestBody };
      answerProblem(app.clock, request, reply, problemOf(error, facts));
    },
  });
  server.server.maxConnections = patience.connections;
  endSlowClients(server.server, patience.slow);
  invite(server, answering);
  sayFarewell(server);
  const access = makeAccess({ ...options, findMade: (id) => findIntakeToken(app.database.db, id) });
  guard(server, {
    access,
    clock: app.clock,
    counts: app.counts,
    limit: makeSiteGuard(options.siteLimits ?? usualLimits),
    isSite: (origin) => isSiteOfAToken(app.database.db, origin),
  });
  logRequests(server, app.log);
  readJson(server);

  const line = makeLine(app.clock);
  server.setErrorHandler((error, request, reply) => {
    const { bodyLimit, config } = request.routeOptions;
    const problem = problemOf(error, {
      requestId: request.id,
      takesForms: config.takesForms === true,
      limit: bodyLimit ?? largestBody,
    });
    if (problem.status >= 500 && problem.code !== 'stopping') logFault(app.log, request, error);
    if (problem.code === 'late' || problem.code === 'database_away') line.sendAway(databaseAway());
    answerProblem(app.clock, request, reply, problem, pageFor(app, request, problem));
    return reply;
  });

  await server.register(async (api) => {
    await describeApi(api);
    for (const routes of [
      leadRoutes,
      historyRoutes,
      importRoutes,
      nextRoutes,
      revealRoutes,
      commandRoutes,
      peopleRoutes,
      placeRoutes,
      digestRoutes,
      exportRoutes,
      backupRoutes,
      intakeTokenRoutes,
      healthRoutes,
    ]) {
      await api.register(async (scope) => {
        if (served.includes(routes)) line.guard(scope);
        await routes(scope, app);
      });
    }
    const { metrics, isLoopback } = options;
    await api.register(async (scope) => metricsRoutes(scope, app, { metrics, access, isLoopback }));
    await api.register(docsRoutes);
  });
  const { routes } = options;
  if (routes) await server.register(async (scope) => routes(scope));
  await server.ready();
  return server;
}

/** What comes in crowds and is done in a moment. What takes long has its own ways, and must not hold these up. */
const served = [leadRoutes, nextRoutes, revealRoutes, commandRoutes, peopleRoutes, placeRoutes];

/** A person who sent a website's form reads a page, with a way back; null for everybody else. */
function pageFor(app: App, request: FastifyRequest, problem: Problem): Page | null {
  if (request.routeOptions.config.access !== 'intake' || !wantsPage(request)) return null;
  // Where things went wrong on our side, the playbook may be what cannot be had.
  const { company, language } = problem.status === 500 ? nobody : app.playbook();
  const back = webAddress(request.headers.referer ?? '')?.href ?? '#';
  return troublePage(problem, { company, language: languageOf(request, language), back });
}

const nobody = { company: '', language: 'en' } as const;

/**
 * A client that asks before it sends a body (`Expect: 100-continue`) is told to go on only once it has passed the
 * gate: one that is refused never sends it.
 */
function invite(server: FastifyInstance, answering: Answering): void {
  const { server: http } = server;
  http.on('checkContinue', (request, response) => http.emit('request', request, response));
  server.addHook('onRequest', async (request, reply) => {
    const socket: Socket = request.raw.socket;
    answering.set(socket, reply.raw);
  });
  server.addHook('preParsing', async (request, reply) => {
    if (request.headers.expect?.toLowerCase() === '100-continue') reply.raw.writeContinue();
  });
}
