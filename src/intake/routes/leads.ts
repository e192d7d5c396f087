/** Leads over HTTP: one is sent in, one is read, many are listed. Contacts come in here and never go out. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
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
import { answerSoon } from '../answer-soon.ts';
import { InvalidInput, readInput } from '../check-input.ts';
import { directionProblems } from '../check-direction.ts';
import { memberId } from '../command-bodies.ts';
import { describeLead, describeLeads, describeReceived, leadParams, problems } from '../describe.ts';
import { leadBody, readLeadBody, sayInputProblem } from '../lead-body.ts';
import { languageOf } from '../language-of.ts';
import { leadKeyOf, noSuchLead } from '../lead-key.ts';
import { momentOrDate, momentOrDateOf } from '../moment.ts';
import type { Answer } from '../once.ts';
import { once } from '../once.ts';
import type { FieldProblem } from '../problem.ts';
import { readForms } from '../read-body.ts';
import { showLead, showListedLead } from '../show-lead.ts';
import { isTrapped, leadFieldsOf, thanksOf, wantsThanks } from '../site-form.ts';
import { thanksPage } from '../site-page.ts';

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
          description: say('api.schemas.formTrap'),
          consumes: ['application/json', 'application/x-www-form-urlencoded'],
          body: leadBody,
          response: {
            200: describeReceived,
            201: describeReceived,
            ...problems(400, 401, 409, 413, 415, 422, 429, 503),
          },
        },
      },
      async (request, reply) => {
        const { caller } = request;
        if (caller?.kind === 'intake' && wantsThanks(request)) {
          await answerSoon(app, () => receive(app, request, null));
          return sayThanks(app, request, reply, thanksOf(request.body, caller));
        }
        return once(app, request, reply, (keyed) => receive(app, request, keyed));
      },
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

/** The same to everybody: a browser is not told whether we know the person already. */
function sayThanks(
  app: App,
  request: FastifyRequest,
  reply: FastifyReply,
  thanks: string | null,
): FastifyReply {
  reply.header('cache-control', 'no-store');
  if (thanks !== null) return reply.code(303).header('location', thanks).send();
  const { company, language } = app.playbook();
  const { body, headers } = thanksPage({ company, language: languageOf(request, language) });
  return reply.code(200).headers(headers).send(Buffer.from(body));
}

async function receive(app: App, request: FastifyRequest, keyed: Keyed | null): Promise<Answer> {
  const { caller, body } = request;
  const isOfSite = caller?.kind === 'intake';
  if (isOfSite && isTrapped(body)) {
    app.counts.site(caller.source, 'trapped');
    return looksLetIn(app);
  }
  try {
    const answer = await letIn(app, request, keyed);
    app.counts.lead(isOfSite ? 'intake' : 'api', answer.status === 201 ? 'created' : 'known');
    if (isOfSite) app.counts.site(caller.source, 'kept');
    return answer;
  } catch (error) {
    if (error instanceof InvalidInput) {
      app.counts.lead(isOfSite ? 'intake' : 'api', 'refused');
      if (isOfSite) app.counts.site(caller.source, 'refused');
    }
    throw error;
  }
}

/** Whoever filled in what no person sees is not told that it was noticed. Nothing is kept. */
function looksLetIn({ random }: App): Answer {
  const number = formatNumber(1001 + Math.floor(random.number() * 9000));
  return { status: 201, body: { ref: random.ref(), stage: 'new', number } };
}

async function letIn(app: App, request: FastifyRequest, keyed: Keyed | null): Promise<Answer> {
  const { caller } = request;
  const isOfSite = caller?.kind === 'intake';
  const { input: sent, problems } = readLeadBody(leadFieldsOf(request.body, { isOfSite }));
  // A form's token says where its leads come from, whatever stands in them.
  const input = isOfSite ? { ...sent, source: caller.source } : sent;
  if (problems.length > 0) {
    const read = readLeadInput(input, { playbook: app.playbook(), now: app.clock.now() });
    const further = read.ok ? [] : read.problems.map(sayInputProblem);
    throw new InvalidInput([...problems, ...further.filter((one) => isNews(one, problems))]);
  }
  const received = await receiveLead(app, input, {
    via: isOfSite ? 'intake' : 'api',
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
