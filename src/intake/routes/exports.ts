/** Tables that a manager takes out over the API, as CSV for a spreadsheet. Recorded before the first row leaves. */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { App } from '../../app/app.ts';
import { rowsOf } from '../../app/exports/rows-of.ts';
import { manages } from '../../app/people/manages.ts';
import { byteOrderMark, csvLine } from '../../core/csv-line.ts';
import { exportKinds, listExports, recordExport } from '../../storage/exports.ts';
import type { ExportKind } from '../../storage/exports.ts';
import { findMember } from '../../storage/members.ts';
import { sayRefusal } from '../../words/say-refusal.ts';
import { speak } from '../../words/say.ts';
import { directionProblems } from '../check-direction.ts';
import { InvalidInput, readInput } from '../check-input.ts';
import { memberId } from '../command-bodies.ts';
import { problems } from '../describe.ts';
import { date, isoOf } from '../moment.ts';
import { Problem } from '../problem.ts';
import type { FieldProblem } from '../problem.ts';
import { periodProblems } from './digest.ts';

const say = speak('en');

const exportQuery = z.strictObject({
  member: memberId,
  from: date,
  to: date,
  direction: z.string().max(64).optional(),
  delimiter: z.enum([',', ';', '\t']).optional(),
});

const exportParams = z.strictObject({ kind: z.enum(exportKinds) });

const shownExports = 200;

export async function exportRoutes(server: FastifyInstance, app: App): Promise<void> {
  server.get('/api/exports', { schema: listSchema }, async () => ({
    items: (await listExports(app.database.db, shownExports)).map((one) => ({ ...one, at: isoOf(one.at) })),
  }));
  server.get<{ Params: { kind: string } }>(
    '/api/exports/:kind',
    {
      schema: {
        tags: ['digest'],
        summary: say('api.routes.export'),
        params: exportParams,
        querystring: exportQuery,
        response: { 200: z.string(), ...problems(401, 403, 404, 422, 503) },
      },
    },
    async (request, reply) => {
      const { kind } = readInput(exportParams, request.params);
      return send(app, kind, readInput(exportQuery, request.query), reply);
    },
  );
}

const listSchema = {
  tags: ['digest'],
  summary: say('api.routes.exports'),
  response: {
    200: z.object({
      items: z.array(
        z.object({
          at: z.string(),
          member: z.string(),
          kind: z.enum(exportKinds),
          direction: z.string().nullable(),
          fromDay: z.string(),
          toDay: z.string(),
        }),
      ),
    }),
    ...problems(401, 503),
  },
};

async function send(
  app: App,
  kind: ExportKind,
  query: z.output<typeof exportQuery>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { member, from, to, delimiter = ',' } = query;
  const direction = query.direction ?? null;
  const wrong: FieldProblem[] = [
    ...periodProblems(from, to),
    ...directionProblems(app.playbook(), direction),
  ];
  const taker = await findMember(app.database.db, member);
  if (!taker) wrong.push({ path: 'member', says: say('api.input.unknownMember') });
  if (wrong.length > 0) throw new InvalidInput(wrong);
  if (!taker?.active || !manages(taker, direction)) {
    const refusal = { code: 'not_allowed', needs: ['manager'] } as const;
    const sentence = sayRefusal(refusal, { language: 'en', now: 0, names: {} });
    throw new Problem(403, 'not_allowed', sentence, { extra: { needs: refusal.needs } });
  }
  await recordExport(app.database.db, {
    at: app.clock.now(),
    member,
    kind,
    direction,
    fromDay: from,
    toDay: to,
  });
  app.log.info({ kind, member }, 'a table was taken out');
  async function* lines() {
    yield byteOrderMark;
    for await (const rows of rowsOf(app, kind, { from, to, direction })) {
      if (rows.length > 0) yield rows.map((cells) => csvLine(cells, delimiter)).join('');
    }
  }
  return reply
    .type('text/csv; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('content-disposition', `attachment; filename="${kind}-${from}-${to}.csv"`)
    .send(Readable.from(lines()));
}
