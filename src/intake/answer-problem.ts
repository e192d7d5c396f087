/**
 * Sends a problem. If the client is still sending a large body, it is let finish for a moment, unread, so that it
 * hears the answer instead of a broken connection.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../app/clock.ts';
import type { Page } from './html.ts';
import type { Problem } from './problem.ts';
import { problemBody, problemType } from './problem.ts';

const lingerMs = 3_000;

export function answerProblem(
  clock: Clock,
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Problem,
  /** For a browser, in place of what a program would read. */
  page: Page | null = null,
): void {
  const { body, headers } = page ?? {
    body: request.method === 'HEAD' ? '' : problemBody(problem),
    headers: { 'content-type': problemType },
  };
  const all = { ...problem.headers, ...headers, 'cache-control': 'no-store' };
  if (hasMuchToSay(request)) answerAndLinger(clock, request, reply, { status: problem.status, all, body });
  // As bytes, or a charset would be added, which this type does not have.
  else void reply.code(problem.status).headers(all).send(Buffer.from(body));
}

/** A body that is not read to its end, and too large to be thrown away in passing. */
function hasMuchToSay({ raw, headers }: FastifyRequest): boolean {
  if (raw.complete || raw.readableEnded || raw.destroyed) return false;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > smallBody;
}

const smallBody = 64 * 1024;

function answerAndLinger(
  clock: Clock,
  { raw: request }: FastifyRequest,
  reply: FastifyReply,
  {
    status,
    all,
    body,
  }: { readonly status: number; readonly all: Readonly<Record<string, string>>; readonly body: string },
): void {
  const set = Object.entries(reply.getHeaders()).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as const],
  );
  reply.hijack();
  const { raw: response } = reply;
  response.writeHead(status, {
    ...Object.fromEntries(set),
    ...all,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  });
  // Not ended yet: ending would close the connection under a client that is still writing.
  response.write(body);
  const end = () => {
    cancel();
    response.end();
  };
  const cancel = clock.at(clock.now() + lingerMs, end);
  request.once('end', end).once('error', end).once('close', end);
  request.resume();
}
