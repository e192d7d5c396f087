/** Places over the API: which channel is bound to which audience. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { App } from '../../app/app.ts';
import { bindPlace, listPlaces, unbindPlace } from '../../app/places.ts';
import { audiences, languages, platforms } from '../../core/member.ts';
import { speak } from '../../words/say.ts';
import { checkInput, InvalidInput } from '../check-input.ts';
import { describePlace, describePlaces, idParams, problems } from '../describe.ts';
import { Problem } from '../problem.ts';

const say = speak('en');

const text = z.string().max(200);

const newPlace = z.strictObject({
  platform: z.enum(platforms),
  channel: text,
  thread: text.nullable().optional(),
  audience: z.enum(audiences),
  direction: text.nullable().optional(),
  language: z.enum(languages).nullable().optional(),
});

export async function placeRoutes(server: FastifyInstance, app: App): Promise<void> {
  server.get(
    '/api/places',
    {
      schema: {
        tags: ['places'],
        summary: say('api.routes.places'),
        response: { 200: describePlaces, ...problems(401, 403, 503) },
      },
    },
    async () => ({ items: await listPlaces(app), next: null }),
  );

  server.post(
    '/api/places',
    {
      schema: {
        tags: ['places'],
        summary: say('api.routes.bind'),
        body: newPlace,
        response: {
          200: describePlace,
          201: describePlace,
          ...problems(400, 401, 403, 413, 415, 422, 503),
        },
      },
    },
    async (request, reply) => {
      const checked = checkInput(newPlace, request.body ?? {});
      if (!checked.ok) throw new InvalidInput(checked.problems);
      const bound = await bindPlace(app, checked.value);
      if (!bound.ok) {
        throw new InvalidInput(bound.problems.map(({ field, says }) => ({ path: field, says: says.en })));
      }
      // Bound already: there is nothing new, and all is well.
      return reply.code(bound.isNew ? 201 : 200).send(bound.place);
    },
  );

  server.delete<{ Params: { id: string } }>(
    '/api/places/:id',
    {
      schema: {
        tags: ['places'],
        summary: say('api.routes.unbind'),
        params: idParams,
        response: { 204: z.null(), ...problems(401, 403, 404, 503) },
      },
    },
    async ({ params }, reply) => {
      if (!(await unbindPlace(app, params.id))) {
        throw new Problem(404, 'not_found', say('api.placeNotFound'));
      }
      return reply.code(204).send();
    },
  );
}
