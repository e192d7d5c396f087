/**
 * The past of leads from another system over HTTP: who did what, and when. The file is read and checked whole, then kept
 * lead by lead without announcing anything; what is there already is left alone, so the same file may be sent again.
 */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { App } from '../../app/app.ts';
import { keepHistory } from '../../app/history/keep-history.ts';
import { readHistory } from '../../app/history/read-history.ts';
import { ImportStopped } from '../../app/import/keep-import.ts';
import { speak } from '../../words/say.ts';
import { directionProblems } from '../check-direction.ts';
import { InvalidInput, readInput } from '../check-input.ts';
import { describeHistory, problems } from '../describe.ts';
import { languageOf } from '../language-of.ts';
import { Problem } from '../problem.ts';
import { largestTable, readTables, tableTypes } from '../read-table.ts';
import { makeTurns } from '../turns.ts';

const say = speak('en');

const lineTypes = ['application/x-ndjson', 'application/jsonl', 'application/json-seq'];

const historyQuery = z.strictObject({
  dryRun: z
    .enum(['1', '0', 'true', 'false'])
    .optional()
    .meta({ description: say('history.api.dryRun') }),
  direction: z
    .string()
    .max(64)
    .optional()
    .meta({ description: say('history.api.direction') }),
});

/** One at a time: whose past is told in two files at once would be told in no order. */
const waitingAtMost = 2;

export async function historyRoutes(server: FastifyInstance, app: App): Promise<void> {
  let isStopping = false;
  server.addHook('preClose', async () => {
    isStopping = true;
  });
  const turns = makeTurns(waitingAtMost);
  readTables(server, [...tableTypes, ...lineTypes]);
  server.post(
    '/api/history',
    {
      bodyLimit: largestTable,
      schema: {
        tags: ['leads'],
        summary: say('history.api.summary'),
        consumes: ['text/csv', 'application/x-ndjson'],
        querystring: historyQuery,
        body: z.string().meta({ description: say('history.api.body') }),
        response: { 200: describeHistory, ...problems(400, 401, 403, 413, 415, 422, 503) },
      },
    },
    async (request) => {
      const query = readInput(historyQuery, request.query);
      const wrong = directionProblems(app.playbook(), query.direction);
      if (wrong.length > 0) throw new InvalidInput(wrong);
      const isDryRun = query.dryRun === '1' || query.dryRun === 'true';
      const language = languageOf(request, 'en');
      const reading = {
        playbook: app.playbook(),
        now: app.clock.now(),
        direction: query.direction ?? null,
        say: speak(language),
      };
      const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
      const isLines = lineTypes.some((type) => request.headers['content-type']?.startsWith(type));
      const turn = turns.take(async () => {
        const read = await readHistory(body, isLines ? 'lines' : 'csv', reading);
        if (!read.ok) throw new InvalidInput([{ path: 'file', says: read.says }]);
        const kept = await keepHistory(app, read.steps, {
          isDryRun,
          language,
          say: reading.say,
          isStopping: () => isStopping,
        });
        const refused = [...read.refused, ...kept.refused].sort((a, b) => a.row - b.row);
        app.log.info({ received: read.received, steps: kept.steps, refused: refused.length }, 'a history');
        return { received: read.received, ...kept, ...(isDryRun ? { dryRun: true } : {}), refused };
      });
      if (!turn) {
        throw new Problem(503, 'imports_busy', say('history.api.busy'), { headers: { 'retry-after': '10' } });
      }
      return turn.catch((error: unknown) => {
        if (!(error instanceof ImportStopped)) throw error;
        const headers = { 'retry-after': '5' };
        throw new Problem(503, 'stopping', say('history.api.stopping'), { headers });
      });
    },
  );
}
