/**
 * What stands before several processes of the program, as a load balancer does: hands each request to the next of them,
 * letter by letter, and to another where one does not listen or says that it is stopping.
 */
import { once } from 'node:events';
import { createServer, request as ask } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

export type FrontDoor = AsyncDisposable & {
  readonly url: string;
  /** Each request so many times, to different processes; the copies come at once or later. The first answer counts. */
  repeat(times: () => number, lateMs: () => number): void;
  /** No copy is on its way any more. */
  quiet(): Promise<void>;
  /** How many requests came, and how many were handed on. */
  readonly counts: {
    requests: number;
    deliveries: number;
    refused: number;
    /** Broken off in the midst, by the error. */
    readonly broken: Map<string, number>;
  };
};

type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer };

/** `urls` is asked for each request anew. */
export async function openFrontDoor(urls: () => readonly string[]): Promise<FrontDoor> {
  let next = 0;
  let timesOf = () => 1;
  let lateMsOf = () => 0;
  const copies = new Set<Promise<unknown>>();
  const counts = { requests: 0, deliveries: 0, refused: 0, broken: new Map<string, number>() };

  async function handOn(request: IncomingMessage, body: Buffer): Promise<Answer> {
    const all = urls();
    let last: Answer = { status: 503, headers: {}, body: Buffer.alloc(0) };
    for (let tries = 0; tries < Math.max(all.length, 1) * 2; tries += 1) {
      const url = all[(next += 1) % all.length];
      if (url === undefined) break;
      const answer = await askOne(url, request, body).catch(codeOf);
      if (answer === 'ECONNREFUSED') continue;
      if (typeof answer === 'string') {
        counts.broken.set(answer, (counts.broken.get(answer) ?? 0) + 1);
        return { status: 502, headers: {}, body: Buffer.alloc(0) };
      }
      last = answer;
      if (answer.status !== 503) return answer;
    }
    counts.refused += 1;
    return last;
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const body = Buffer.concat(parts);
    const times = timesOf();
    counts.requests += 1;
    counts.deliveries += times;
    for (let copy = 1; copy < times; copy += 1) {
      const lateMs = lateMsOf();
      const sent = (lateMs > 0 ? pause(lateMs) : Promise.resolve()).then(() => handOn(request, body));
      copies.add(sent);
      void sent.finally(() => copies.delete(sent));
    }
    const { status, headers, body: said } = await handOn(request, body);
    if (response.destroyed) return;
    const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, ...rest } = headers;
    response.writeHead(status, rest);
    response.end(said);
  }

  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The door has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    counts,
    repeat(times, lateMs) {
      timesOf = times;
      lateMsOf = lateMs;
    },
    async quiet() {
      while (copies.size > 0) await Promise.allSettled(copies);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function askOne(url: string, request: IncomingMessage, body: Buffer): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const { method, url: path, headers } = request;
  const passed = ask({ host: hostname, port, path, method, headers, agent: false }, (answer) => {
    const parts: Buffer[] = [];
    answer.on('data', (part: Buffer) => parts.push(part));
    answer.once('error', reject);
    answer.once('end', () =>
      resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: Buffer.concat(parts) }),
    );
  });
  passed.once('error', reject);
  passed.end(body);
  return promise;
}

/** Refused: nothing was taken there, so that another may be asked. What broke off in the midst is told as a failure. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
