/** Pulls the oldest free lead for a member, over the API. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { App } from '../../app/app.ts';
import { pullNext } from '../../app/pull-next.ts';
import { findMember } from '../../storage/members.ts';
import { sayRefusal } from '../../words/say-refusal.ts';
import { speak } from '../../words/say.ts';
import { checkInput, InvalidInput } from '../check-input.ts';
import { memberId } from '../command-bodies.ts';
import { directionProblems } from '../check-direction.ts';
import { describeChanged, problems } from '../describe.ts';
import type { Answer } from '../once.ts';
import { once } from '../once.ts';
import { Problem } from '../problem.ts';
import { problemOfRefusal } from '../refuse-command.ts';
import { showLead } from '../show-lead.ts';

const say = speak('en');

const nextBody = z.strictObject({ member: memberId, direction: z.string().max(64).nullish() });

export async function nextRoutes(server: FastifyInstance, app: App): Promise<void> {
  server.post(
    '/api/leads/next',
    {
      schema: {
        tags: ['commands'],
        summary: say('names.button.next'),
        body: nextBody,
        response: { 200: describeChanged, ...problems(400, 401, 403, 409, 413, 415, 422, 503) },
      },
    },
    (request, reply) => once(app, request, reply, () => pull(app, request.body ?? {})),
  );
}

async function pull(app: App, body: unknown): Promise<Answer> {
  const checked = checkInput(nextBody, body);
  if (!checked.ok) throw new InvalidInput(checked.problems);
  const { member, direction = null } = checked.value;
  const problems = directionProblems(app.playbook(), direction);
  if (problems.length > 0) throw new InvalidInput([...problems, ...(await memberProblems(app, member))]);

  const outcome = await pullNext(app, { by: member, direction, via: 'api' });
  if (outcome.ok) return { status: 200, body: await showLead(app, outcome.view) };
  const unknown = await memberProblems(app, member);
  if (unknown.length > 0) throw new InvalidInput(unknown);
  if ('view' in outcome) throw problemOfRefusal(outcome, app.clock.now());
  const { refusal } = outcome;
  switch (refusal.code) {
    case 'not_allowed':
    case 'not_active':
      throw new Problem(403, refusal.code, sayRefusal(refusal, { language: 'en', now: 0, names: {} }), {
        extra: refusal.code === 'not_allowed' ? { needs: refusal.needs } : {},
      });
    // A delivery that came before, or a lead gone meanwhile, leaves nothing to give either.
    case 'nothing_free':
    case 'given_before':
    case 'not_found':
      throw new Problem(409, 'nothing_free', say('api.nothingFree'));
  }
}

async function memberProblems(app: App, member: string) {
  const known = await findMember(app.database.db, member);
  return known ? [] : [{ path: 'member', says: say('api.input.unknownMember') }];
}
