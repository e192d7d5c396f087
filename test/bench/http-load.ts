/**
 * A client of our own for load: keeps connections open, sends prepared requests, and reads no more of the answers than
 * it must, so that it costs little beside the server that is measured. It knows answers with a Content-Length, and
 * chunked ones that are empty.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';

type Headers = Readonly<Record<string, string>>;
export type Target = {
  readonly port: number;
  readonly path: string;
  /** Where they are about the body, made from it. */
  readonly headers: Headers | ((body: string) => Headers);
  /** The body of the n-th request; made before it is due. */
  body(index: number): string;
  /** Hears when it goes out. */
  sent?(index: number): void;
};

export type Saturated = { readonly perSecond: number; readonly failed: number };
export type Rated = {
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
  /** Of each, in the order in which they were answered. */
  readonly took: readonly number[];
};

export type Saturation = {
  readonly connections: number;
  readonly ms: number;
  /** The number of the first request. */
  readonly from: number;
  /** So many requests, and then it is over, though there would be more time. */
  readonly atMost?: number;
};

/** So many connections, each with one request in flight all the time. */
export async function saturate(
  target: Target,
  { connections, ms, from, atMost = Infinity }: Saturation,
): Promise<Saturated> {
  const lines = await openLines(target.port, connections);
  let [next, done, failed] = [from, 0, 0];
  const startedAt = performance.now();
  const until = startedAt + ms;
  await Promise.all(
    lines.map(async (line) => {
      while (performance.now() < until && next < from + atMost) {
        const status = await line.send(requestOf(target, next++));
        if (status >= 200 && status < 300) done += 1;
        else failed += 1;
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  for (const line of lines) line.close();
  return { perSecond: done / seconds, failed };
}

export type AtRate = {
  readonly perSecond: number;
  readonly ms: number;
  /** The number of the first request. */
  readonly from: number;
  /** Connections: where each waits long, there must be more of them. */
  readonly lines?: number;
  /** When the first is due: two streams that start together would send in pairs. */
  readonly afterMs?: number;
  /** Each goes out to the millisecond, which costs a good part of a core: not where the other cores are measured. */
  readonly isPunctual?: boolean;
};

/** At a fixed rate; what counts is the time from when a request was due, so that a backlog shows. */
export async function atRate(
  target: Target,
  { perSecond, ms, from, lines = 32, afterMs = 0, isPunctual = true }: AtRate,
): Promise<Rated> {
  const idle = [...(await openLines(target.port, lines))];
  const waiting: (() => void)[] = [];
  const took: number[] = [];
  let failed = 0;
  const startedAt = performance.now() + afterMs;
  const count = Math.floor((perSecond * ms) / 1000);
  const inFlight: Promise<void>[] = [];
  const run = async (index: number, request: string, dueAt: number) => {
    if (idle.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    const line = idle.pop();
    if (!line) throw new Error('A connection was promised, and is not there.');
    target.sent?.(from + index);
    const status = await line.send(request);
    took.push(performance.now() - dueAt);
    if (status < 200 || status >= 300) failed += 1;
    idle.push(line);
    waiting.shift()?.();
  };
  for (let index = 0; index < count; index += 1) {
    const dueAt = startedAt + (index * 1000) / perSecond;
    const request = requestOf(target, from + index);
    const early = dueAt - performance.now();
    if (isPunctual) await awakeUntil(dueAt);
    else if (early > 0) await pause(early);
    inFlight.push(run(index, request, dueAt));
  }
  await Promise.all(inFlight);
  for (const line of idle) line.close();
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  return { p50: at(0.5), p99: at(0.99), failed, took };
}

/** A timer comes up to a millisecond late, which would count as the server's: the last bit is waited for awake. */
async function awakeUntil(dueAt: number): Promise<void> {
  const early = dueAt - performance.now();
  if (early > 3) await pause(early - 2);
  while (performance.now() < dueAt) await nextTurn();
}

function requestOf(target: Target, index: number): string {
  const body = target.body(index);
  const headers = Object.entries({
    host: `127.0.0.1:${target.port}`,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...(typeof target.headers === 'function' ? target.headers(body) : target.headers),
  });
  return `POST ${target.path} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}

type Line = { send(request: string): Promise<number>; close(): void };

function openLines(port: number, count: number): Promise<readonly Line[]> {
  return Promise.all(Array.from({ length: count }, () => openLine(port)));
}

async function openLine(port: number): Promise<Line> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  let answer: { resolve(status: number): void; reject(error: Error): void } | null = null;
  let received = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    received += chunk;
    const end = endOfAnswer(received);
    if (end === null) return;
    const status = Number(received.slice(9, 12));
    received = received.slice(end);
    const waiting = answer;
    answer = null;
    waiting?.resolve(status);
  });
  const fail = () => answer?.reject(new Error('The server closed a connection under load.'));
  socket.on('close', fail).on('error', fail);
  return {
    send: (request) => sendOn(socket, request, (waiting) => (answer = waiting)),
    close: () => socket.destroy(),
  };
}

function sendOn(
  socket: Socket,
  request: string,
  await_: (waiting: { resolve(status: number): void; reject(error: Error): void }) => void,
): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  await_({ resolve, reject });
  socket.write(request);
  return promise;
}

/** Where the first answer in the text ends; null as long as it has not come whole. */
function endOfAnswer(text: string): number | null {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return null;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, head + 2))?.[1];
  if (length === undefined && /\r\ntransfer-encoding: chunked/i.test(text.slice(0, head + 2))) {
    const nothing = '0\r\n\r\n';
    return text.startsWith(nothing, head + 4) ? head + 4 + nothing.length : null;
  }
  if (length === undefined) throw new Error('An answer under load had no Content-Length.');
  const end = head + 4 + Number(length);
  return text.length >= end ? end : null;
}
