/**
 * Answers what is no HTTP request at all: garbage, headers without end, a body that stopped in the middle, a client
 * that takes for ever. It must never throw, for it stands outside of every other net.
 */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { speak } from '../words/say.ts';
import { Problem, problemBody, problemType } from './problem.ts';

const say = speak('en');

/** The answers that are under way, by connection: two answers must not run into each other on one wire. */
export type Answering = WeakMap<Socket, ServerResponse>;

export function refuseClient(error: NodeJS.ErrnoException, socket: Socket, answering: Answering): void {
  const answer = answering.get(socket);
  const isBusy = answer !== undefined && !answer.writableFinished;
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
  } else if (isBusy && answer.req.complete) {
    // What came whole before the garbage is being done: it must be told what came of it, and nothing else.
    answer.once('finish', () => socket.end());
  } else if (isBusy && answer.headersSent) {
    socket.destroy();
  } else {
    answerPlainly(error, socket);
  }
}

function answerPlainly(error: NodeJS.ErrnoException, socket: Socket): void {
  const problem = problemOf(error.code);
  const body = problemBody(problem);
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${JSON.parse(body).title}`,
      `Content-Type: ${problemType}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
    () => socket.destroy(),
  );
}

function problemOf(code: string | undefined): Problem {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new Problem(431, 'headers_too_large', say('api.headersTooLarge'));
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new Problem(413, 'too_large', say('api.chunkTooLarge'));
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Problem(408, 'too_slow', say('api.tooSlow'));
    case 'HPE_INVALID_CONTENT_LENGTH':
    case 'HPE_UNEXPECTED_CONTENT_LENGTH':
      return new Problem(400, 'bad_length', say('api.badLength'));
    case 'HPE_INVALID_EOF_STATE':
      return new Problem(400, 'cut_short', say('api.cutShort'));
    default:
      return new Problem(400, 'bad_request', say('api.badRequest'));
  }
}
