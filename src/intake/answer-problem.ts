/**
 * Sends a problem. If the client is still sending a large body, it is let finish for a moment, unread, so that it
 * hears the answer instead of a broken connection.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../app/clock.ts';
import type { Problem } from './problem.ts';
import { problemBody, problemType } from './problem.ts';

const lingerMs = 3_000;

export function answerProblem(
  clock: Clock,
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Problem,
): void {
  const body = request.method === 'HEAD' ? '' : problemBody(problem);
  if (hasMuchToSay(request)) answerAndLinger(clock, request, reply, problem, body);
  else {
    // As bytes, or a charset would be added, which this type does not have.
    void reply
      .code(problem.status)
      .headers({ ...problem.headers, 'cache-control': 'no-store', 'content-type': problemType })
      .send(Buffer.from(body));
  }
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
  problem: Problem,
  body: string,
): void {
  reply.hijack();
  const { raw: response } = reply;
  response.writeHead(problem.status, {
    ...problem.headers,
    'cache-control': 'no-store',
    'content-type': problemType,
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
