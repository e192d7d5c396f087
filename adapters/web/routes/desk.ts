/** The sample lead, and the manager's desk: people, places and leads. All but the first want a manager's seat. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { stages } from '../../../src/core/lead.ts';
import { audiences, languages, roles } from '../../../src/core/member.ts';
import { figurePeriods } from '../desk.ts';
import type { Web } from '../index.ts';
import { bulkAtMost, channelShape } from '../limits.ts';
import { toWire } from '../wire.ts';
import { languageOf, managerOf, readAs, seatOf, sendOutcome } from './reading.ts';

const direction = z.string().min(1).max(64).nullable();
const grants = z.array(z.object({ role: z.enum(roles), direction })).max(200);
const person = z.object({
  name: z.string().trim().min(1).max(80),
  grants,
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
const move = z.object({ from: byId.shape.id, to: byId.shape.id.nullable() });
const moving = move.extend({ cursor: z.string().max(200).nullable() });
const bulk = z.object({
  deed: z.discriminatedUnion('type', [
    z.object({ type: z.literal('assign'), to: byId.shape.id }),
    z.object({ type: z.literal('free') }),
    z.object({ type: z.literal('disqualify'), reason: z.string().min(1).max(64) }),
    z.object({ type: z.literal('reopen') }),
  ]),
  leads: z
    .array(z.object({ ref: z.string().min(1).max(64), revision: z.int().nonnegative().nullable() }))
    .min(1)
    .max(bulkAtMost),
});
const figures = z.object({ period: z.enum(figurePeriods) });
const caller = z.object({ phone: z.string().max(60) });

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

  scope.get('/web/figures', async (request, reply) => {
    const seat = await managerOf(desk, request);
    const { period } = readAs(figures, request.query, request);
    const outcome = await desk.figures(seat, period);
    return sendOutcome(
      reply,
      outcome.ok ? { ok: true, value: { ...outcome.value, card: toWire(outcome.value.card) } } : outcome,
    );
  });

  scope.get('/web/leads', async (request) => {
    await managerOf(desk, request);
    const { stage, cursor } = readAs(filter, request.query, request);
    return desk.leads({ stage: stage ?? null, cursor: cursor ?? null });
  });

  scope.post('/web/bulk', async (request) => {
    const seat = await managerOf(desk, request);
    const { deed, leads } = readAs(bulk, request.body, request);
    return { value: await desk.bulk(seat, deed, leads) };
  });
  scope.post('/web/move/preview', async (request, reply) => {
    const seat = await managerOf(desk, request);
    return sendOutcome(reply, await desk.previewMove(seat, readAs(move, request.body, request)));
  });
  scope.post('/web/move', async (request, reply) => {
    const seat = await managerOf(desk, request);
    return sendOutcome(reply, await desk.moveAll(seat, readAs(moving, request.body, request)));
  });
  // By POST, so that the number stands in no address and so in no log.
  scope.post('/web/caller', async (request, reply) => {
    const seat = await managerOf(desk, request);
    return sendOutcome(reply, await desk.isOurs(seat, readAs(caller, request.body, request).phone));
  });
}
