/**
 * The one HTTP server: the API, the routes of health, and whatever routes the adapters bring. It decides nothing
 * about leads; it checks, hands on and answers.
 */
import type { Socket } from 'node:net';
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import type { App } from '../app/app.ts';
import type { IntakeToken } from './access.ts';
import { makeAccess } from './access.ts';
import { answerProblem } from './answer-problem.ts';
import { describeApi } from './describe-api.ts';
import { guard } from './gate.ts';
import { logFault, logRequests } from './log-requests.ts';
import { problemOf } from './problem-of.ts';
import { largestBody, readJson } from './read-body.ts';
import type { Answering } from './refuse-client.ts';
import { refuseClient } from './refuse-client.ts';
import { commandRoutes } from './routes/commands.ts';
import { digestRoutes } from './routes/digest.ts';
import { healthRoutes } from './routes/health.ts';
import { leadRoutes } from './routes/leads.ts';
import { nextRoutes } from './routes/next.ts';
import { peopleRoutes } from './routes/people.ts';
import { placeRoutes } from './routes/places.ts';
import { revealRoutes } from './routes/reveal.ts';

export type ServerOptions = {
  readonly apiToken: string;
  readonly intakeTokens: readonly IntakeToken[];
  /** Whether it listens where only this machine can reach it. */
  readonly isLoopback: boolean;
  /** The adapters' own routes. They share the gate and the net for errors, and nothing else. */
  readonly routes?: (server: FastifyInstance) => Promise<void>;
};

/** As long as a client may take to say what it wants, and as many as may do so at once. */
const patience = {
  // In a crowd the kernel may hold a packet back for half a minute; less would refuse the innocent.
  headersMs: 60_000,
  requestMs: 120_000,
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
  invite(server, answering);
  guard(server, makeAccess(options));
  logRequests(server, app.log);
  readJson(server);

  server.setErrorHandler((error, request, reply) => {
    const { bodyLimit, config } = request.routeOptions;
    const problem = problemOf(error, {
      requestId: request.id,
      takesForms: config.takesForms === true,
      limit: bodyLimit ?? largestBody,
    });
    if (problem.status >= 500 && problem.code !== 'stopping') logFault(app.log, request, error);
    answerProblem(app.clock, request, reply, problem);
    return reply;
  });

  await server.register(async (api) => {
    await describeApi(api);
    for (const routes of [
      leadRoutes,
      nextRoutes,
      revealRoutes,
      commandRoutes,
      peopleRoutes,
      placeRoutes,
      digestRoutes,
      healthRoutes,
    ]) {
      await api.register(async (scope) => routes(scope, app));
    }
  });
  const { routes } = options;
  if (routes) await server.register(async (scope) => routes(scope));
  await server.ready();
  return server;
}

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
