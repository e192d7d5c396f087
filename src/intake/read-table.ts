/** Takes the body of an import as the bytes that it is: which letters they are in is found out from the file itself. */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { speak } from '../words/say.ts';
import { Problem } from './problem.ts';

export const largestTable = 32 * 1024 * 1024;

/** As what spreadsheets, browsers and programs call it. */
export const tableTypes: readonly string[] = [
  'text/csv',
  'application/csv',
  'application/vnd.ms-excel',
  'application/octet-stream',
];

/** For the routes of this scope, in place of everything else. */
export function readTables(server: FastifyInstance, types: readonly string[] = tableTypes): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    [...types],
    { parseAs: 'buffer' },
    async (request: FastifyRequest, bytes: Buffer) => {
      if (request.headers['idempotency-key'] !== undefined) {
        // The same file with another mapping, or as a dry run, is another request.
        const query = new URL(request.raw.url ?? '/', 'http://localhost').search;
        request.bodyDigest = createHash('sha256')
          .update(query)
          .update('\n')
          .update(bytes)
          .digest('base64url');
      }
      return bytes;
    },
  );
  server.addContentTypeParser('*', async () => {
    throw new Problem(415, 'unsupported_type', speak('en')('imports.api.type'), {
      headers: { accept: types.join(', ') },
    });
  });
}
