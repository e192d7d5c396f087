/** Leads over HTTP: one is sent in, one is read, many are listed. Contacts come in here and never go out. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { App } from '../../app/app.ts';
import { readLeadInput } from '../../app/read-lead-input.ts';
import { receiveLead } from '../../app/receive-lead.ts';
import { stages } from '../../core/lead.ts';
import { formatNumber } from '../../core/number.ts';
import type { Keyed } from '../../storage/idempotency.ts';
import { BadCursor, listLeads } from '../../storage/list-leads.ts';
import { findView } from '../../storage/read-lead.ts';
import { speak } from '../../words/say.ts';
import { InvalidInput, readInput } from '../check-input.ts';
import { directionProblems } from '../check-direction.ts';
import { memberId } from '../command-bodies.ts';
import { describeLead, describeLeads, describeReceived, leadParams, problems } from '../describe.ts';
import { leadBody, readLeadBody, sayInputProblem } from '../lead-body.ts';
import { leadKeyOf, noSuchLead } from '../lead-key.ts';
import { momentOrDate, momentOrDateOf } from '../moment.ts';
import type { Answer } from '../once.ts';
import { once } from '../once.ts';
import type { FieldProblem } from '../problem.ts';
import { readForms } from '../read-body.ts';
import { showLead, showListedLead } from '../show-lead.ts';

const say = speak('en');

export const longestPage = 200;

export const leadQuery = z.strictObject({
  stage: z.enum(stages).optional(),
  direction: z.string().max(64).optional(),
  custodian: memberId.optional(),
  from: momentOrDate.optional(),
  to: momentOrDate.optional(),
  cursor: z.string().min(1).max(200).optional(),
  limit: z.coerce.number().int().min(1).max(longestPage).default(50),
});

export async function leadRoutes(server: FastifyInstance, app: App): Promise<void> {
  await server.register(async (intake) => {
    readForms(intake);
    intake.post(
      '/api/leads',
      {
        config: { access: 'intake', takesForms: true },
        schema: {
          tags: ['leads'],
          summary: say('api.routes.receive'),
          consumes: ['application/json', 'application/x-www-form-urlencoded'],
          body: leadBody,
          response: {
            200: describeReceived,
            201: describeReceived,
            ...problems(400, 401, 409, 413, 415, 422, 503),
          },
        },
      },
      (request, reply) => once(app, request, reply, (keyed) => receive(app, request, keyed)),
    );
  });

  server.get(
    '/api/leads',
    {
      schema: {
        tags: ['leads'],
        summary: say('api.routes.list'),
        querystring: leadQuery,
        response: { 200: describeLeads, ...problems(401, 403, 422, 503) },
      },
    },
    (request) => list(app, request.query),
  );

  server.get<{ Params: { ref: string } }>(
    '/api/leads/:ref',
    {
      schema: {
        tags: ['leads'],
        summary: say('api.routes.read'),
        params: leadParams,
        response: { 200: describeLead, ...problems(401, 403, 404, 503) },
      },
    },
    async ({ params }) => {
      const view = await findView(app.database.db, leadKeyOf(params.ref));
      if (!view) throw noSuchLead();
      return showLead(app, view);
    },
  );
}

async function receive(app: App, request: FastifyRequest, keyed: Keyed | null): Promise<Answer> {
  const { caller } = request;
  const { input: sent, problems } = readLeadBody(request.body);
  // A form's token says where its leads come from, whatever stands in them.
  const input = caller?.kind === 'intake' ? { ...sent, source: caller.source } : sent;
  if (problems.length > 0) {
    const read = readLeadInput(input, { playbook: app.playbook(), now: app.clock.now() });
    const further = read.ok ? [] : read.problems.map(sayInputProblem);
    throw new InvalidInput([...problems, ...further.filter((one) => isNews(one, problems))]);
  }
  const received = await receiveLead(app, input, {
    via: caller?.kind === 'intake' ? 'intake' : 'api',
    // In one statement with the lead: a crash between the two would forget that it was let in under this key.
    ...(keyed
      ? { idempotency: ({ ref, stage }) => ({ ...keyed, status: 201, answer: { ref, stage } }) }
      : {}),
  });
  if ('problems' in received) throw new InvalidInput(received.problems.map(sayInputProblem));
  const { ref, stage, number, outcome, duplicateOf } = received;
  return {
    status: outcome === 'known' ? 200 : 201,
    // In the order in which the database gives it back when it is replayed.
    body: {
      ref,
      stage,
      number: formatNumber(number),
      ...(duplicateOf === null ? {} : { duplicateOf }),
    },
    isKept: outcome === 'created',
  };
}

/** A phone that could not even be read as a text is not missed a second time. */
function isNews({ path }: FieldProblem, told: readonly FieldProblem[]): boolean {
  const about = path === 'contact' ? ['phone', 'email'] : [path];
  return !told.some((one) => about.includes(one.path));
}

async function list(app: App, query: unknown) {
  const asked = readInput(leadQuery, query);
  const { directions, timeZone } = app.playbook();
  const direction = asked.direction === undefined ? undefined : directions[asked.direction];
  const wrong = directionProblems(app.playbook(), asked.direction);
  if (wrong.length > 0) throw new InvalidInput(wrong);
  const zone = direction?.hours.timeZone ?? timeZone;
  const { stage, custodian, from, to, cursor, limit } = asked;
  try {
    const page = await listLeads(app.database.db, {
      ...(stage === undefined ? {} : { stage }),
      ...(asked.direction === undefined ? {} : { direction: asked.direction }),
      ...(custodian === undefined ? {} : { custodian }),
      ...(from === undefined ? {} : { from: momentOrDateOf(from, zone) }),
      ...(to === undefined ? {} : { to: momentOrDateOf(to, zone) }),
      ...(cursor === undefined ? {} : { cursor }),
      limit,
    });
    return { items: page.items.map((view) => showListedLead(view, app.playbook())), next: page.next };
  } catch (error) {
    if (error instanceof BadCursor) {
      throw new InvalidInput([{ path: 'cursor', says: say('api.input.cursor') }]);
    }
    throw error;
  }
}
