/** A client that speaks bytes: for everything that no decent HTTP client would send. */
import { connect } from 'node:net';
import type { Socket } from 'node:net';

export type WireAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** Sends, and reads until the server closes the connection or has answered as often as is expected. */
export async function talk(
  port: number,
  parts: readonly (string | Buffer)[],
  options: { readonly answers?: number; readonly halfClose?: boolean } = {},
): Promise<readonly WireAnswer[]> {
  const { answers = 1, halfClose = false } = options;
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const { promise, resolve } = Promise.withResolvers<void>();
  let received: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    if (answersIn(received).length >= answers) resolve();
  });
  // A connection that is reset under a client is over like one that is ended.
  socket.on('error', () => resolve());
  socket.on('end', () => resolve());
  socket.on('close', () => resolve());
  for (const part of parts) await write(socket, part);
  if (halfClose) socket.end();
  await promise;
  socket.destroy();
  return answersIn(received);
}

function write(socket: Socket, part: string | Buffer): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.write(part, () => resolve());
  return promise;
}

/** The whole answers among the bytes; interim ones (100) count, too. */
export function answersIn(bytes: Buffer): readonly WireAnswer[] {
  const answers: WireAnswer[] = [];
  let rest = bytes.toString('latin1');
  for (;;) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) return answers;
    const [first = '', ...lines] = rest.slice(0, end).split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => {
        const at = line.indexOf(':');
        return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
      }),
    );
    const length = Number(headers['content-length'] ?? 0);
    const body = rest.slice(end + 4, end + 4 + length);
    if (body.length < length) return answers;
    answers.push({ status: Number(first.split(' ')[1]), headers, body });
    rest = rest.slice(end + 4 + length);
  }
}
