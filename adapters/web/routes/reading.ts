/** How the page's routes read what a browser sends: JSON of a known shape, from a seat that is there. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Language } from '../../../src/core/member.ts';
import { languages } from '../../../src/core/member.ts';
import { speak } from '../../../src/words/say.ts';
import type { Desk, Outcome, Seat } from '../desk.ts';
import { maxBodyBytes, personShape } from '../limits.ts';
import type { WebLog } from '../index.ts';

/** A request that is answered with a sentence instead. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, says: string) {
    super(says);
    this.status = status;
    this.code = code;
  }
}

/** JSON alone, whatever other routes of the server read. */
export function readJson(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    'application/json',
    { parseAs: 'string', bodyLimit: maxBodyBytes },
    async (_request: FastifyRequest, body: string) => {
      try {
        return JSON.parse(body);
      } catch {
        throw new Refused(400, 'no_json', speak('en')('page.problems.unreadable'));
      }
    },
  );
}

export function answerFailures(scope: FastifyInstance, log: WebLog): void {
  scope.setErrorHandler(async (error: Error & { statusCode?: number }, request, reply) => {
    const say = speak(languageOf(request));
    if (error instanceof Refused) {
      return reply.code(error.status).send({ code: error.code, says: error.message });
    }
    if (error.statusCode !== undefined && error.statusCode < 500) {
      return reply.code(error.statusCode).send({ code: 'unreadable', says: say('page.problems.unreadable') });
    }
    log.error({ error: error.name, route: request.routeOptions.url ?? '' }, 'A request of the page failed.');
    return reply.code(500).send({ code: 'failed', says: say('page.problems.failed') });
  });
}

/** The body, or the query, as the schema wants it. What does not fit was not made by our page. */
export function readAs<T extends z.ZodType>(schema: T, input: unknown, request: FastifyRequest): z.output<T> {
  const read = schema.safeParse(input);
  if (read.success) return read.data;
  throw new Refused(422, 'unreadable', speak(languageOf(request))('page.problems.unreadable'));
}

/** In which language the page itself is shown. */
export function languageOf(request: FastifyRequest): Language {
  const wanted = request.headers['x-baton-language'];
  return languages.find((language) => language === wanted) ?? preferredOf(request);
}

function preferredOf(request: FastifyRequest): Language {
  return /^uk\b/i.test(request.headers['accept-language'] ?? '') ? 'uk' : 'en';
}

/** Through whose eyes the window looks: a header, or `?seat=` where a browser sends no headers. */
export async function seatOf(desk: Desk, request: FastifyRequest): Promise<Seat> {
  const query = z.object({ seat: z.string().optional() }).safeParse(request.query);
  const person = request.headers['x-baton-seat'] ?? query.data?.seat;
  const seats = typeof person === 'string' && personShape.test(person) ? await desk.seats() : [];
  const seat = seats.find((known) => known.person === person);
  if (seat) return seat;
  throw new Refused(403, 'no_seat', speak(languageOf(request))('page.problems.noSeat'));
}

/** A manager's seat; what the desk says to them, it says in the language of the page. */
export async function managerOf(desk: Desk, request: FastifyRequest): Promise<Seat> {
  const seat = await seatOf(desk, request);
  if (seat.roles.includes('manager')) return { ...seat, language: languageOf(request) };
  throw new Refused(403, 'not_manager', speak(languageOf(request))('page.problems.notManager'));
}

/** Sends what was done, or the sentence why not. */
export function sendOutcome(reply: FastifyReply, outcome: Outcome<unknown>): FastifyReply {
  return outcome.ok
    ? reply.send({ value: outcome.value })
    : reply.code(409).send({ code: 'refused', says: outcome.says });
}
