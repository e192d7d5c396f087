/**
 * A spreadsheet of leads over HTTP. The file is read and checked whole, then kept by the piece; a client that goes away
 * in the middle changes nothing about that: what was begun is finished, and who sends the file again is told that all
 * of it is known. Only a process that stops breaks off, after the piece in hand.
 */
import { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { App } from '../../app/app.ts';
import { checkImport, type CheckedImport } from '../../app/import/check-import.ts';
import { ImportStopped, keepImport } from '../../app/import/keep-import.ts';
import { renew, type Keyed } from '../../storage/idempotency.ts';
import { speak } from '../../words/say.ts';
import { directionProblems } from '../check-direction.ts';
import { InvalidInput, readInput } from '../check-input.ts';
import { isDatabaseAway } from '../database-away.ts';
import { describeImported, problems } from '../describe.ts';
import { languageOf } from '../language-of.ts';
import { logFault } from '../log-requests.ts';
import { onceHoweverLong, type Answer } from '../once.ts';
import { Problem, problemBody } from '../problem.ts';
import { problemOf } from '../problem-of.ts';
import { largestTable, readTables } from '../read-table.ts';
import { makeTurns } from '../turns.ts';

const say = speak('en');

const texts = z.union([z.string().max(4000), z.array(z.string().max(4000)).max(50)]);
const truth = z.enum(['1', '0', 'true', 'false']);

const importQuery = z.strictObject({
  map: texts.optional().meta({ description: say('imports.api.map') }),
  dryRun: truth.optional().meta({ description: say('imports.api.dryRun') }),
  direction: z
    .string()
    .max(64)
    .optional()
    .meta({ description: say('imports.api.direction') }),
  source: z
    .string()
    .max(100)
    .optional()
    .meta({ description: say('imports.api.source') }),
});
type ImportQuery = z.output<typeof importQuery>;

/** Each holds its file in memory. */
const waitingAtMost = 3;

export async function importRoutes(server: FastifyInstance, app: App): Promise<void> {
  let isStopping = false;
  server.addHook('preClose', async () => {
    isStopping = true;
  });
  const turns = makeTurns(waitingAtMost);
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    const turn = turns.take(work);
    if (!turn) {
      throw new Problem(503, 'imports_busy', say('imports.api.busy'), { headers: { 'retry-after': '10' } });
    }
    return turn;
  };
  readTables(server);
  server.post(
    '/api/leads/import',
    {
      bodyLimit: largestTable,
      schema: {
        tags: ['leads'],
        summary: say('imports.api.summary'),
        consumes: ['text/csv', 'application/octet-stream'],
        querystring: importQuery,
        body: z.string().meta({ description: say('imports.api.body') }),
        response: { 200: describeImported, ...problems(400, 401, 403, 409, 413, 415, 422, 503) },
      },
    },
    async (request, reply) => {
      const query = readInput(importQuery, request.query);
      // Between two pieces nothing goes over the wire for longer than a silent connection is kept.
      if (request.raw.socket instanceof Socket) request.raw.socket.setTimeout(0);
      const isDryRun = query.dryRun === '1' || query.dryRun === 'true';
      const keep = (checked: CheckedImport, onProgress: (done: number) => void) =>
        keepAll(app, checked, { isDryRun, onProgress, isStopping: () => isStopping });
      if (wantsProgress(request)) {
        return inTurn(async () => {
          const checked = await check(app, request, query);
          await tell(app, request, reply, checked, (onProgress) => keep(checked, onProgress));
          return reply;
        });
      }
      return onceHoweverLong(app, request, reply, (keyed) =>
        inTurn(async (): Promise<Answer> => {
          const checked = await check(app, request, query);
          return { status: 200, body: await keep(checked, keyed ? stayingAlive(app, keyed) : () => {}) };
        }),
      );
    },
  );
}

async function check(app: App, request: FastifyRequest, query: ImportQuery): Promise<CheckedImport> {
  const wrong = directionProblems(app.playbook(), query.direction);
  if (wrong.length > 0) throw new InvalidInput(wrong);
  const result = await checkImport(app, {
    file: request.body instanceof Uint8Array ? request.body : new Uint8Array(),
    map: query.map === undefined ? [] : [query.map].flat(),
    direction: query.direction ?? null,
    source: query.source ?? null,
    say: speak(languageOf(request, 'en')),
  });
  if (!result.ok) throw new InvalidInput(result.problems);
  return result.checked;
}

type Keeping = Parameters<typeof keepImport>[2];

async function keepAll(app: App, checked: CheckedImport, keeping: Keeping) {
  const { encoding, received, refused } = checked;
  try {
    const { created, known } = await keepImport(app, checked, keeping);
    if (!keeping.isDryRun) {
      app.counts.lead('import', 'created', created);
      app.counts.lead('import', 'known', known);
      app.counts.lead('import', 'refused', refused.length);
    }
    const isDryRun = keeping.isDryRun ? { dryRun: true } : {};
    app.log.info({ received, created, known, refused: refused.length, ...isDryRun }, 'an import');
    return { received, created, known, encoding, ...isDryRun, refused };
  } catch (error) {
    const headers = { 'retry-after': '5' };
    if (error instanceof ImportStopped) {
      throw new Problem(503, 'stopping', say('imports.api.stopping'), { headers });
    }
    if (isDatabaseAway(error)) {
      throw new Problem(503, 'database_away', say('imports.api.databaseAway'), { headers });
    }
    throw error;
  }
}

/**
 * Tells line by line how far it is, and at last the answer or the problem: for the command with its bar. Not under an
 * idempotency key, whose answer is one.
 */
function wantsProgress(request: FastifyRequest): boolean {
  return request.headers.accept?.includes(lines) === true && request.headers['idempotency-key'] === undefined;
}

const lines = 'application/x-ndjson';

async function tell(
  app: App,
  request: FastifyRequest,
  reply: FastifyReply,
  { leads }: CheckedImport,
  work: (onProgress: (done: number) => void) => Promise<object>,
): Promise<void> {
  const stream = new PassThrough();
  const write = (line: object) => {
    // Whoever went away is told nothing, and their file is kept all the same.
    if (stream.writable) stream.write(`${JSON.stringify(line)}\n`);
  };
  void reply.header('cache-control', 'no-store').type(lines).send(stream);
  try {
    write({ answer: await work((done) => write({ done, of: leads.length })) });
  } catch (error) {
    const problem = problemOf(error, { requestId: request.id, takesForms: false, limit: largestTable });
    if (problem.status >= 500 && problem.code === 'internal') logFault(app.log, request, error);
    write({ problem: JSON.parse(problemBody(problem)) });
  }
  stream.end();
}

const aliveEveryMs = 20_000;

function stayingAlive(app: App, keyed: Keyed): () => void {
  let toldAt = app.clock.now();
  return () => {
    const now = app.clock.now();
    if (now - toldAt < aliveEveryMs) return;
    toldAt = now;
    renew(app.database.db, keyed, now).catch(() => {
      app.log.warn({}, 'an idempotency key was not renewed');
    });
  };
}
