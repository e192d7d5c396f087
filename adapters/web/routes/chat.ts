/** Chatting: a channel's messages, the live stream, and what a person presses, types and fills in. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Delivered } from '../../../src/chat/port.ts';
import { maxCodeBytes } from '../../../src/core/code.ts';
import { speak } from '../../../src/words/say.ts';
import type { Seat } from '../desk.ts';
import type { Web } from '../index.ts';
import { channelShape, pageSize } from '../limits.ts';
import { sightOf } from '../sight.ts';
import { toWireMessage, toWireReply } from '../wire.ts';
import { languageOf, readAs, Refused, seatOf } from './reading.ts';

/** A channel's own name, or somebody's private chat. */
const channel = z.string().max(66);
const delivery = z.uuid();
const code = z.string().min(1).max(maxCodeBytes);
const filled = z.record(
  z.string().max(64),
  z.union([z.string().max(20_000), z.array(z.string().max(200)).max(200)]),
);

const pressing = z.object({
  delivery,
  code,
  channel: channel.nullable(),
  message: z.string().max(64).nullable(),
});
const asking = z.object({ delivery, channel: channel.nullable(), text: z.string().trim().min(1).max(2_000) });
const submitting = z.object({ delivery, channel: channel.nullable(), code, filled });

export function chatRoutes(scope: FastifyInstance, web: Web): void {
  const { desk, store, live } = web;

  scope.get('/web/messages/:channel', async (request) => {
    const seat = await seatOf(desk, request);
    const { channel: name } = readAs(z.object({ channel }), request.params, request);
    const { before } = readAs(
      z.object({ before: z.coerce.number().int().positive().optional() }),
      request.query,
      request,
    );
    if (!sightOf(seat, await desk.channels())(name)) {
      throw new Refused(404, 'no_channel', speak(languageOf(request))('page.problems.noChannel'));
    }
    const messages = await store.list(name, { before: before ?? null, limit: pageSize });
    return { messages: messages.map(toWireMessage), isAll: messages.length < pageSize };
  });

  // No end comes to it, and so none to an answer without a body either.
  scope.get('/web/live', { exposeHeadRoute: false }, async (request, reply) => {
    const seat = await seatOf(desk, request);
    const since = sinceOf(request);
    if (live.isFull()) throw new Refused(503, 'full', speak(languageOf(request))('page.problems.failed'));
    const canSee = sightOf(seat, await desk.channels());
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) reply.raw.setHeader(name, value);
    }
    // `no-transform` and the second header keep proxies from holding the stream back.
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    await live.open({ response: reply.raw, person: seat.person, canSee }, since);
  });

  scope.post('/web/press', async (request) => {
    const seat = await seatOf(desk, request);
    const body = readAs(pressing, request.body, request);
    const message =
      body.channel === null || body.message === null
        ? null
        : { channel: body.channel, thread: null, message: body.message };
    return toWireReply(
      await web.inbox().press({ ...deliveredBy(seat, body, request), code: body.code, message }),
    );
  });

  scope.post('/web/ask', async (request) => {
    const seat = await seatOf(desk, request);
    const body = readAs(asking, request.body, request);
    const text = body.text.replace(/^\/?baton\s+/i, '').replace(/^\//, '');
    return toWireReply(await web.inbox().ask({ ...deliveredBy(seat, body, request), text }));
  });

  scope.post('/web/submit', async (request) => {
    const seat = await seatOf(desk, request);
    const body = readAs(submitting, request.body, request);
    return toWireReply(
      await web.inbox().submit({ ...deliveredBy(seat, body, request), code: body.code, filled: body.filled }),
    );
  });

  function deliveredBy(
    seat: Seat,
    body: { readonly delivery: string; readonly channel: string | null },
    request: FastifyRequest,
  ): Delivered {
    const isPlace = body.channel !== null && channelShape.test(body.channel);
    return {
      platform: 'web',
      id: `web:${body.delivery}`,
      at: web.clock.now(),
      person: { id: seat.person, name: seat.name, language: languageOf(request) },
      place: isPlace && body.channel !== null ? { channel: body.channel, thread: null } : null,
    };
  }
}

/** The last event that a window heard: the browser says it when it comes again, the page when it first comes. */
function sinceOf(request: FastifyRequest): number | null {
  const query = z.object({ since: z.string().optional() }).safeParse(request.query);
  const said = request.headers['last-event-id'] ?? query.data?.since;
  return typeof said === 'string' && /^\d{1,15}$/.test(said) ? Number(said) : null;
}
