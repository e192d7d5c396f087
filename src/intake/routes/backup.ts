/**
 * A backup, and the check of what is kept, of a database that only this process can open. Both stream while everybody
 * goes on. A backup holds contacts in the clear, and so does what comes out here: the API token alone opens it.
 */
import { PassThrough, Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../app/app.ts';
import { verify } from '../../app/verify.ts';
import { isBackupUnderWay } from '../../storage/backup/embedded-snapshot.ts';
import { writeBackup } from '../../storage/backup/write-backup.ts';
import { speak } from '../../words/say.ts';
import { problems } from '../describe.ts';
import { logFault } from '../log-requests.ts';
import { Problem } from '../problem.ts';

const say = speak('en');

export async function backupRoutes(server: FastifyInstance, app: App): Promise<void> {
  const stopping = new AbortController();
  server.addHook('preClose', async () => stopping.abort());

  server.get(
    '/api/backup',
    {
      schema: {
        tags: ['backup'],
        summary: say('api.routes.backup'),
        produces: ['application/gzip'],
        response: { ...problems(401, 403, 409, 503) },
      },
    },
    async (request, reply) => {
      if (isBackupUnderWay(app.database))
        throw new Problem(409, 'backup_under_way', say('api.backupUnderWay'));
      const out = new PassThrough();
      writeBackup(app.database, out, { signal: stopping.signal }).catch((error: unknown) =>
        breakOff(app, request, out, error),
      );
      return stream(reply, 'application/gzip', out);
    },
  );

  server.get(
    '/api/verify',
    {
      schema: {
        tags: ['backup'],
        summary: say('api.routes.verify'),
        produces: ['application/x-ndjson'],
        response: { ...problems(401, 403, 503) },
      },
    },
    async (request, reply) => {
      const out = Readable.from(linesOf(app, stopping.signal));
      out.on('error', (error) => breakOff(app, request, out, error));
      return stream(reply, 'application/x-ndjson', out);
    },
  );
}

/** A line a difference, a line a piece, and one at the end, by which a whole answer is known. */
async function* linesOf(app: App, signal: AbortSignal): AsyncGenerator<string> {
  for await (const found of verify(app.database.db)) {
    signal.throwIfAborted();
    yield `${JSON.stringify(found)}\n`;
  }
  yield `${JSON.stringify({ type: 'end' })}\n`;
}

function stream(reply: FastifyReply, type: string, out: Readable): FastifyReply {
  return reply.header('cache-control', 'no-store').type(type).send(out);
}

/** The answer has begun, so that it can only be broken off; that is not told twice where the caller did it. */
function breakOff(app: App, request: FastifyRequest, out: Readable, error: unknown): void {
  if (!request.raw.socket.destroyed) logFault(app.log, request, error);
  out.destroy(error instanceof Error ? error : new Error('The answer broke off.'));
}
