/**
 * Carries out a request once per `Idempotency-Key`: the same request again is answered alike for a day, without
 * being done again. A key belongs to the token it came with. What failed on our side frees it.
 */
import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../app/app.ts';
import { abandon, begin, finish } from '../storage/idempotency.ts';
import type { Keyed } from '../storage/idempotency.ts';
import { speak } from '../words/say.ts';
import { codeOf } from './database-away.ts';
import { pathOf } from './gate.ts';
import { Problem, problemBody, problemType } from './problem.ts';

const say = speak('en');

export type Answer = {
  readonly status: number;
  readonly body: unknown;
  /** Holds a contact: it is never kept, but read anew by `readAgain`. */
  readonly isPrivate?: boolean;
  /** It was kept under its key together with what was done. */
  readonly isKept?: boolean;
};

/** The key that the work is done under, for work that keeps its answer itself. */
export type Work = (keyed: Keyed | null) => Promise<Answer>;

type Once = Pick<App, 'database' | 'clock' | 'log'>;

export async function once(
  app: Once,
  request: FastifyRequest,
  reply: FastifyReply,
  work: Work,
  readAgain: () => Promise<Answer> = () => work(null),
): Promise<FastifyReply> {
  const keyed = keyOf(request);
  if (!keyed) return send(reply, await work(null));
  const begun = await begin(app.database.db, {
    ...keyed,
    bodyHash: fingerprintOf(request),
    now: app.clock.now(),
  });
  switch (begun.state) {
    case 'begun':
      return send(reply, await carryOut(app, keyed, work));
    case 'replay':
      reply.header('idempotency-replayed', 'true');
      return begun.answer === null
        ? send(reply, await readAgain())
        : sendText(reply, begun.status, textOf(begun.answer));
    case 'mismatch':
      throw new Problem(422, 'key_reused', say('api.keyReused'));
    case 'in_flight':
      throw new Problem(409, 'key_in_flight', say('api.keyInFlight'), { headers: { 'retry-after': '1' } });
    default:
      return begun satisfies never;
  }
}

async function carryOut(app: Once, keyed: Keyed, work: Work): Promise<Answer> {
  let answer: Answer;
  try {
    answer = await answerOf(() => work(keyed));
  } catch (failure) {
    await lookAfterKey(app, () => abandon(app.database.db, keyed));
    throw failure;
  }
  if (answer.isKept) return answer;
  const kept = answer.isPrivate ? null : JSON.stringify(answer.body);
  await lookAfterKey(app, () => finish(app.database.db, { ...keyed, status: answer.status, answer: kept }));
  return answer;
}

/** A refusal is an answer, too, and is repeated like any other. */
async function answerOf(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error;
    return { status: error.status, body: JSON.parse(problemBody(error)) };
  }
}

/**
 * What was done, stays done, and what failed is told as it is, even if the database goes away before the key is
 * settled: an unsettled key frees itself within a minute.
 */
async function lookAfterKey(app: Once, settle: () => Promise<void>): Promise<void> {
  try {
    await settle();
  } catch (error) {
    const code = error instanceof Error ? codeOf(error) : null;
    app.log.warn({ code }, 'an idempotency key was not settled');
  }
}

function keyOf(request: FastifyRequest): Keyed | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key !== 'string' || !/^[\x20-\x7e]{1,255}$/.test(key)) {
    throw new Problem(400, 'bad_key', say('api.badKey'));
  }
  return { owner: request.caller?.name ?? '', key };
}

/** The same key for another address is another request, whatever its body. */
function fingerprintOf(request: FastifyRequest): string {
  return createHash('sha256')
    .update(`${request.method} ${pathOf(request)} ${request.bodyDigest}`)
    .digest('base64url');
}

function textOf(answer: unknown): string {
  return typeof answer === 'string' ? answer : JSON.stringify(answer);
}

function send(reply: FastifyReply, answer: Answer): FastifyReply {
  if (answer.isPrivate) reply.header('cache-control', 'no-store');
  return sendText(reply, answer.status, JSON.stringify(answer.body));
}

function sendText(reply: FastifyReply, status: number, text: string): FastifyReply {
  const type = status >= 400 ? problemType : 'application/json; charset=utf-8';
  // As bytes: a text would go through the serializer once more.
  return reply.code(status).header('content-type', type).send(Buffer.from(text));
}
