/** The HTTP server over an instance of the test: asked in memory, or over a real socket where the wire matters. */
import type { FastifyInstance } from 'fastify';
import { afterEach } from 'vitest';
import type { App } from '../../src/app/app.ts';
import { makeMetrics } from '../../src/intake/metrics.ts';
import type { ServerOptions } from '../../src/intake/server.ts';
import { makeServer } from '../../src/intake/server.ts';
import { anApp } from '../support/an-app.ts';
import type { AnApp, AnAppOptions } from '../support/an-app.ts';
import type { TestDatabase } from '../support/with-database.ts';

export const apiToken = 'token-of-the-api';
export const siteToken = 'token-of-the-site';

export type Answered = {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test looks into answers that may be anything
  readonly body: any;
};

export type Asked = {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Null: none. */
  readonly token?: string | null;
  readonly key?: string;
};

export type AServer = {
  readonly app: AnApp;
  readonly server: FastifyInstance;
  ask(method: string, path: string, asked?: Asked): Promise<Answered>;
  get(path: string, asked?: Asked): Promise<Answered>;
  post(path: string, body?: unknown, asked?: Asked): Promise<Answered>;
  /** A command by a member of the team (`'ana'`). */
  command(who: string, lead: string, command: string, more?: object, asked?: Asked): Promise<Answered>;
  /** Begins to listen on this machine; answers the port. */
  listen(): Promise<number>;
};

export type AServerOptions = AnAppOptions &
  Partial<ServerOptions> & {
    /** Changes what the server is given, to let something fail. */
    readonly spoil?: (app: AnApp) => App;
  };

const running: FastifyInstance[] = [];

/** To be called once in a file that uses `aServer`: all servers are closed after each test. */
export function closeServers(): void {
  afterEach(async () => {
    for (const server of running.splice(0)) await server.close();
  });
}

export async function aServer(test: TestDatabase, options: AServerOptions = {}): Promise<AServer> {
  const { metrics = makeMetrics() } = options;
  const app = await anApp(test.database, { counts: metrics.counts, ...options });
  const server = await makeServer(options.spoil?.(app) ?? app, {
    apiToken,
    intakeTokens: [{ source: 'site', token: siteToken }],
    isLoopback: true,
    metrics,
    ...options,
  });
  running.push(server);

  async function ask(method: string, path: string, asked: Asked = {}): Promise<Answered> {
    const { body, headers = {}, token = apiToken, key } = asked;
    const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
    const response = await server.inject({
      method: methodOf(method),
      url: path,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: isRaw ? body : JSON.stringify(body) }),
    });
    const text = response.body;
    const isJson = String(response.headers['content-type']).includes('json');
    return {
      status: response.statusCode,
      headers: response.headers,
      text,
      body: isJson && text !== '' ? JSON.parse(text) : null,
    };
  }

  return {
    app,
    server,
    ask,
    get: (path, asked) => ask('GET', path, asked),
    post: (path, body, asked) => ask('POST', path, { ...asked, body }),
    command: (who, lead, command, more = {}, asked = {}) =>
      ask('POST', `/api/leads/${lead}/${command}`, { ...asked, body: { member: `m_${who}`, ...more } }),
    async listen() {
      await server.listen({ host: '127.0.0.1', port: 0 });
      const address = server.server.address();
      if (address === null || typeof address === 'string') throw new Error('It listens on no port.');
      return address.port;
    },
  };
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

function methodOf(name: string): (typeof methods)[number] {
  const method = methods.find((known) => known === name);
  if (!method) throw new Error(`"${name}" can be asked over the wire alone.`);
  return method;
}

/** The fields that were found wrong, sorted. */
export function pathsOf({ body }: Answered): readonly string[] {
  const problems: readonly { readonly path: string }[] = body?.problems ?? [];
  return problems.map(({ path }) => path).toSorted();
}
