/** Shows a contact over the API, in a member's name and with a reason, recorded like any other reveal. */
import type { FastifyInstance } from 'fastify';
import type { App } from '../../app/app.ts';
import { revealLead } from '../../app/reveal-lead.ts';
import { decideOn, readStanding } from '../../app/standing.ts';
import type { LeadView } from '../../core/lead-view.ts';
import { formatNumber } from '../../core/number.ts';
import { speak } from '../../words/say.ts';
import { commandBodies } from '../command-bodies.ts';
import { describeRevealed, leadParams, problems } from '../describe.ts';
import { noSuchLead } from '../lead-key.ts';
import { isoOf } from '../moment.ts';
import type { Answer } from '../once.ts';
import { once } from '../once.ts';
import { problemOfRefusal } from '../refuse-command.ts';
import { refusalOf, understandCommand } from '../understand-command.ts';

const say = speak('en');

export async function revealRoutes(server: FastifyInstance, app: App): Promise<void> {
  server.post<{ Params: { ref: string } }>(
    '/api/leads/:ref/reveal',
    {
      schema: {
        tags: ['commands'],
        summary: say('names.command.reveal'),
        params: leadParams,
        body: commandBodies.reveal,
        response: { 200: describeRevealed, ...problems(400, 401, 403, 404, 409, 413, 415, 422, 503) },
      },
    },
    (request, reply) => {
      const { ref } = request.params;
      const body = request.body ?? {};
      return once(
        app,
        request,
        reply,
        () => reveal(app, ref, body),
        () => showAgain(app, ref, body),
      );
    },
  );
}

async function reveal(app: App, address: string, body: unknown): Promise<Answer> {
  const { lead, by, via, words } = await understandCommand(app, 'reveal', address, body);
  const outcome = await revealLead(app, { lead, by, via, reason: words?.text ?? null });
  if (!outcome.ok) throw await refusalOf(app, 'reveal', body, outcome);
  return shown(outcome.view);
}

/** The answer got lost and is asked for again. It was counted then, but the right to see it may have ended since. */
async function showAgain(app: App, address: string, body: unknown): Promise<Answer> {
  const { lead, by } = await understandCommand(app, 'reveal', address, body);
  const standing = await readStanding(app, { lead, by, subject: null });
  if (!standing) throw noSuchLead();
  const { view } = standing.situation;
  const decision = decideOn(standing, by, { type: 'reveal' });
  if (!decision.ok && decision.refusal.code !== 'reveal_limit_reached') {
    throw problemOfRefusal({ ok: false, refusal: decision.refusal, view }, standing.now);
  }
  return shown(view);
}

function shown({ lead, contact, brief, texts }: LeadView): Answer {
  return {
    status: 200,
    isPrivate: true,
    body: {
      ref: lead.ref,
      number: formatNumber(lead.number),
      contact,
      brief,
      notes: texts.map(({ at, by, text }) => ({ at: isoOf(at), member: by, text })),
    },
  };
}
