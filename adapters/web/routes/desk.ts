/** The sample lead, and the manager's desk: people, places and leads. All but the first want a manager's seat. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { stages } from '../../../src/core/lead.ts';
import { audiences, languages, roles } from '../../../src/core/member.ts';
import type { Web } from '../index.ts';
import { channelShape } from '../limits.ts';
import { languageOf, managerOf, readAs, seatOf, sendOutcome } from './reading.ts';

const direction = z.string().min(1).max(64).nullable();
const person = z.object({
  name: z.string().trim().min(1).max(80),
  roles: z.array(z.enum(roles)).max(roles.length),
  direction,
  language: z.enum(languages),
});
const changes = person.partial().extend({ isActive: z.boolean().optional() });
const place = z.object({
  channel: z.string().regex(channelShape),
  audience: z.enum(audiences),
  direction,
  language: z.enum(languages),
});
const byId = z.object({ id: z.string().min(1).max(64) });
const filter = z.object({ stage: z.enum(stages).optional(), cursor: z.string().max(200).optional() });

export function deskRoutes(scope: FastifyInstance, { desk }: Web): void {
  scope.post('/web/sample', async (request, reply) => {
    await seatOf(desk, request);
    return sendOutcome(reply, await desk.sampleLead(languageOf(request)));
  });

  scope.get('/web/people', async (request) => {
    await managerOf(desk, request);
    return { items: await desk.people() };
  });
  scope.post('/web/people', async (request, reply) => {
    const seat = await managerOf(desk, request);
    return sendOutcome(reply, await desk.addPerson(seat, readAs(person, request.body, request)));
  });
  scope.patch('/web/people/:id', async (request, reply) => {
    const seat = await managerOf(desk, request);
    const { id } = readAs(byId, request.params, request);
    // What is not named stays as it is; zod writes `undefined` for it, which is not the same to a type.
    const named = Object.entries(readAs(changes, request.body, request)).filter(
      ([, value]) => value !== undefined,
    );
    return sendOutcome(reply, await desk.changePerson(seat, id, Object.fromEntries(named)));
  });
  scope.post('/web/invite', async (request, reply) => {
    const seat = await managerOf(desk, request);
    const { id } = readAs(byId, request.body, request);
    return sendOutcome(reply, await desk.invite(seat, id));
  });
  scope.post('/web/dismiss', async (request, reply) => {
    return sendOutcome(reply, await desk.dismissSampleTeam(await managerOf(desk, request)));
  });

  scope.get('/web/places', async (request) => {
    await managerOf(desk, request);
    return { items: await desk.places() };
  });
  scope.post('/web/places', async (request, reply) => {
    const seat = await managerOf(desk, request);
    return sendOutcome(reply, await desk.bind(seat, readAs(place, request.body, request)));
  });
  scope.delete('/web/places/:id', async (request, reply) => {
    const seat = await managerOf(desk, request);
    const { id } = readAs(byId, request.params, request);
    return sendOutcome(reply, await desk.unbind(seat, id));
  });

  scope.get('/web/leads', async (request) => {
    await managerOf(desk, request);
    const { stage, cursor } = readAs(filter, request.query, request);
    return desk.leads({ stage: stage ?? null, cursor: cursor ?? null });
  });
}
