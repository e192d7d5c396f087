/** The team over the API: listed, added, changed. Somebody is removed by `active: false`, and what they had is free. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { App } from '../../app/app.ts';
import { changeMember, createMember, findPublicPerson, listPeople } from '../../app/people/members.ts';
import type { PersonChanged } from '../../app/people/members.ts';
import { languages, roles } from '../../core/member.ts';
import { speak } from '../../words/say.ts';
import { checkInput, InvalidInput } from '../check-input.ts';
import { describeMember, describeMembers, idParams, problems } from '../describe.ts';
import { Problem } from '../problem.ts';

const say = speak('en');

const text = z.string().max(200);
/** The platform's own user id; null takes it away. */
const identity = text.nullable().optional();

/** Of their own, before those of the playbook; null gives it up again. */
const limit = z.int().min(0).max(10_000).nullable().optional();

const changeable = {
  name: text.optional(),
  roles: z.array(z.enum(roles)).max(roles.length).optional(),
  direction: text.nullable().optional(),
  language: z.enum(languages).optional(),
  timeZone: text.optional(),
  identities: z.strictObject({ slack: identity, telegram: identity, web: identity }).optional(),
  active: z.boolean().optional(),
  limits: z.strictObject({ claimed: limit, accepted: limit, accounts: limit }).optional(),
};

const newMember = z.strictObject({
  ...changeable,
  name: text,
  roles: z.array(z.enum(roles)).max(roles.length),
});
const changedMember = z.strictObject(changeable);

export async function peopleRoutes(server: FastifyInstance, app: App): Promise<void> {
  server.get(
    '/api/members',
    {
      schema: {
        tags: ['people'],
        summary: say('api.routes.members'),
        response: { 200: describeMembers, ...problems(401, 403, 503) },
      },
    },
    async () => ({ items: await listPeople(app), next: null }),
  );

  server.post(
    '/api/members',
    {
      schema: {
        tags: ['people'],
        summary: say('api.routes.addMember'),
        body: newMember,
        response: { 201: describeMember, ...problems(400, 401, 403, 409, 413, 415, 422, 503) },
      },
    },
    async (request, reply) => {
      const checked = checkInput(newMember, request.body ?? {});
      if (!checked.ok) throw new InvalidInput(checked.problems);
      const { person } = changedOrThrow(await createMember(app, checked.value));
      return reply.code(201).send(person);
    },
  );

  server.patch<{ Params: { id: string } }>(
    '/api/members/:id',
    {
      schema: {
        tags: ['people'],
        summary: say('api.routes.changeMember'),
        params: idParams,
        body: changedMember,
        response: { 200: describeMember, ...problems(400, 401, 403, 404, 409, 413, 415, 422, 503) },
      },
    },
    async ({ params, body }) => {
      const checked = checkInput(changedMember, body ?? {});
      if (!checked.ok) {
        if (!(await findPublicPerson(app, params.id))) throw noSuchMember();
        throw new InvalidInput(checked.problems);
      }
      const changed = await changeMember(app, params.id, checked.value, { by: null, via: 'api' });
      const { person, released } = changedOrThrow(changed);
      return released > 0 ? { ...person, released } : person;
    },
  );
}

function changedOrThrow(changed: PersonChanged): Extract<PersonChanged, { readonly ok: true }> {
  if (changed.ok) return changed;
  if ('notFound' in changed) throw noSuchMember();
  if ('refused' in changed) throw new Problem(409, 'last_manager', changed.refused.says.en);
  throw new InvalidInput(changed.problems.map(({ field, says }) => ({ path: field, says: says.en })));
}

function noSuchMember(): Problem {
  return new Problem(404, 'not_found', say('api.memberNotFound'));
}
