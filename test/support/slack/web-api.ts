/** The Web API over HTTP: reads a call, judges its token, scope and rate, meets faults, answers as Slack does (S70–S77). */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { readArguments, textOf } from './arguments.ts';
import type { Fault, Faults } from './faults.ts';
import type { Json } from './flaws.ts';
import type { Context } from './methods/context.ts';
import { needScope } from './methods/context.ts';
import { upload } from './methods/files.ts';
import { methods } from './methods/table.ts';
import type { Rates } from './rates.ts';
import { Refusal } from './refusal.ts';
import { respond } from './response-url.ts';

export type Tokens = {
  readonly bot: string;
  readonly app: string;
  /** What every call with them is answered; null while they are alive. */
  dead: string | null;
};

type Answer =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body: string }
  | 'cut'
  | 'silence';

export type WebApi = {
  readonly server: Server;
  /** Nobody answers at the address any more; connections that stand are cut, Socket Mode's only if told. */
  shut(sockets: boolean): Promise<void>;
  reopen(): Promise<void>;
  close(): Promise<void>;
};

const megabyte = 1024 * 1024;

export async function serveWebApi(
  context: Context,
  { tokens, faults, rates, port }: { tokens: Tokens; faults: Faults; rates: Rates; port: number },
): Promise<WebApi> {
  const upgraded = new WeakSet<Duplex>();
  const connections = new Set<Socket>();
  const server = createServer((request, response) => void serve(request, response));
  // A caller that reuses a connection must not find it just closed.
  server.keepAliveTimeout = 120_000;
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  server.on('upgrade', (_request, socket) => upgraded.add(socket));
  const listen = async (at: number) => {
    server.listen({ host: '127.0.0.1', port: at, backlog: 1024 });
    await once(server, 'listening');
  };
  await listen(port);
  const address = server.address();
  const bound = address !== null && typeof address === 'object' ? address.port : port;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await answerTo(request).catch((): Answer => ({
      status: 500,
      body: '{"ok":false,"error":"fatal_error"}',
    }));
    if (answer === 'silence') return;
    if (answer === 'cut') {
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, {
      'content-type': 'application/json; charset=utf-8',
      ...answer.headers,
    });
    response.end(answer.body);
  }

  async function answerTo(request: IncomingMessage): Promise<Answer> {
    const url = new URL(request.url ?? '/', 'http://slack');
    const body = await bodyOf(request);
    const [, kind, name = ''] = url.pathname.split('/');
    const type = request.headers['content-type'] ?? null;
    if (kind === 'api') {
      const { authorization = null } = request.headers;
      return call(name, { type, authorization, body, query: url.searchParams });
    }
    if (kind === 'upload') {
      const fault = faults.meet('upload', [name]);
      if (fault && !isDoneAfter(fault)) return spoilt(fault, 'upload');
      const status = await upload(context, name, type, body);
      if (fault && !(await isLate(fault))) return spoilt(fault, 'upload');
      return { status, body: status === 200 ? 'OK' : 'no', headers: { 'content-type': 'text/plain' } };
    }
    if (kind === 'response') {
      const fault = faults.meet('response_url', []);
      if (fault && !isDoneAfter(fault)) return spoilt(fault, 'response_url');
      const answer = respond(context, name, body);
      if (fault && !(await isLate(fault))) return spoilt(fault, 'response_url');
      return answer;
    }
    return { status: 404, body: '{"ok":false,"error":"not_found"}' };
  }

  async function call(
    method: string,
    request: { type: string | null; authorization: string | null; body: Uint8Array; query: URLSearchParams },
  ): Promise<Answer> {
    const at = context.workspace.now();
    let args: Json = {};
    let acted = false;
    let told: string | null = null;
    const answer = async (): Promise<Answer> => {
      const rule = Object.hasOwn(methods, method) ? methods[method] : undefined;
      if (!rule) throw new Refusal('unknown_method');
      const given = await readArguments(method, request);
      args = given.args;
      const wanted = rule.ofApp ? tokens.app : tokens.bot;
      if (given.token === null) throw new Refusal('not_authed');
      if (given.token !== wanted) {
        throw new Refusal(
          [tokens.app, tokens.bot].includes(given.token) ? 'not_allowed_token_type' : 'invalid_auth',
        );
      }
      if (tokens.dead !== null) throw new Refusal(tokens.dead);
      if (rule.scope !== null) needScope(context, rule.scope);
      const seconds = rates.take(method, textOf(args, 'channel'));
      if (seconds > 0) {
        told = 'ratelimited';
        return tooMany(seconds);
      }
      const fault = faults.meet(method, placesOf(args));
      if (fault?.kind === 'deed' && fault.deed)
        context.doDeed(fault.deed, fault.where ?? placesOf(args)[0] ?? '');
      if (fault && fault.kind !== 'deed' && !isDoneAfter(fault)) {
        told = fault.kind;
        if (fault.kind === 'error') throw new Refusal(fault.code ?? 'fatal_error');
        if (fault.kind === 'swallowed') {
          const ts = context.workspace.nextTs();
          return { status: 200, body: JSON.stringify({ ok: true, ts, message_ts: ts }) };
        }
        return spoilt(fault, method);
      }
      const done = await rule.run(context, args);
      acted = true;
      if (fault && fault.kind !== 'deed') {
        told = fault.kind;
        if (!(await isLate(fault))) return spoilt(fault, method);
      }
      return { status: 200, body: JSON.stringify(done) };
    };
    const result = await answer().catch((error: unknown): Answer => {
      if (!(error instanceof Refusal)) throw error;
      told ??= error.error;
      return { status: 200, body: JSON.stringify({ ok: false, error: error.error, ...error.more }) };
    });
    context.record.call({
      at,
      method,
      where: placesOf(args)[0] ?? null,
      ts: textOf(args, 'ts') ?? tsIn(result),
      outcome: told ?? 'ok',
      retryAfterMs: retryAfterMs(result),
      acted,
      ms: context.workspace.now() - at,
    });
    return result;
  }

  /** A late answer is still the right one; any other fault after the effect is not. */
  async function isLate(fault: Fault): Promise<boolean> {
    if (fault.kind !== 'slow') return false;
    await new Promise((resolve) => setTimeout(resolve, fault.ms ?? 1000).unref());
    return true;
  }

  function spoilt(fault: Fault, method: string): Answer {
    const html = '<html><body>502 Bad Gateway</body></html>';
    const ofHtml = { 'content-type': 'text/html' };
    switch (fault.kind) {
      case 'html 502':
      case 'html 502 after':
        return { status: 502, body: html, headers: ofHtml };
      case 'html 200':
      case 'html 200 after':
        return { status: 200, body: html, headers: ofHtml };
      case 'internal_error before':
      case 'internal_error after':
        return { status: 200, body: '{"ok":false,"error":"internal_error"}' };
      case '429':
        rates.shut(method, fault.seconds ?? 1);
        return tooMany(fault.seconds ?? 1);
      case '429 without header':
        return { status: 429, body: '{"ok":false,"error":"ratelimited"}' };
      case 'ratelimited':
        return { status: 200, body: '{"ok":false,"error":"ratelimited"}' };
      case 'hang':
        return 'silence';
      default:
        return 'cut';
    }
  }

  return {
    server,
    async shut(sockets) {
      server.close();
      const open = [...connections].filter((socket) => sockets || !upgraded.has(socket));
      // Said goodbye to, so that a caller who keeps a connection has seen it close before the next call.
      await Promise.all(open.map(async (socket) => farewell(socket)));
    },
    async reopen() {
      if (!server.listening) await listen(bound);
    },
    async close() {
      const closed = server.listening ? once(server, 'close') : null;
      server.close();
      for (const socket of connections) socket.destroy();
      await closed;
    },
  };
}

async function farewell(socket: Socket): Promise<void> {
  const closed = once(socket, 'close');
  const timer = setTimeout(() => socket.destroy(), patienceMs);
  socket.end();
  await closed;
  clearTimeout(timer);
}
const patienceMs = 200;

/** Whether what was asked is done although the answer is spoilt. */
function isDoneAfter({ kind, acts = false }: Fault): boolean {
  return (
    ['lost answer', 'internal_error after', 'html 502 after', 'html 200 after', 'slow'].includes(kind) ||
    (kind === 'hang' && acts)
  );
}

function tooMany(seconds: number): Answer {
  return {
    status: 429,
    headers: { 'retry-after': String(seconds) },
    body: '{"ok":false,"error":"ratelimited"}',
  };
}

function retryAfterMs(answer: Answer): number | null {
  const seconds = typeof answer === 'string' ? undefined : answer.headers?.['retry-after'];
  return seconds === undefined ? null : Number(seconds) * 1_000;
}

function placesOf(args: Json): readonly (string | null)[] {
  return ['channel', 'user', 'user_id', 'users', 'view_id', 'channel_id', 'file']
    .map((key) => textOf(args, key))
    .filter((value) => value !== null);
}

function tsIn(answer: Answer): string | null {
  return typeof answer === 'object' ? (/"ts":"([\d.]+)"/.exec(answer.body)?.[1] ?? null) : null;
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > 4 * megabyte) throw new Error('A body of more than 4 MiB.');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
