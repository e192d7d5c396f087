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
import { answerSoon } from './answer-soon.ts';
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

/** What is to be sent, and nothing was sent yet: whoever waited too long has been answered otherwise. */
type Ready = Answer & { readonly isReplayed?: boolean };

export async function once(
  app: Once,
  request: FastifyRequest,
  reply: FastifyReply,
  work: Work,
  readAgain: () => Promise<Answer> = () => work(null),
): Promise<FastifyReply> {
  return send(reply, await answerSoon(app, () => readyFor(app, request, work, readAgain)));
}

/** For work that keeps its client waiting for as long as it takes. */
export async function onceHoweverLong(
  app: Once,
  request: FastifyRequest,
  reply: FastifyReply,
  work: Work,
): Promise<FastifyReply> {
  return send(reply, await readyFor(app, request, work, () => work(null)));
}

async function readyFor(
  app: Once,
  request: FastifyRequest,
  work: Work,
  readAgain: () => Promise<Answer>,
): Promise<Ready> {
  const keyed = keyOf(request);
  if (!keyed) return work(null);
  const begun = await begin(app.database.db, {
    ...keyed,
    bodyHash: fingerprintOf(request),
    now: app.clock.now(),
  });
  switch (begun.state) {
    case 'begun':
      return carryOut(app, keyed, work);
    case 'replay':
      return begun.answer === null
        ? { ...(await readAgain()), isReplayed: true }
        : { status: begun.status, body: begun.answer, isReplayed: true };
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

function send(reply: FastifyReply, { status, body, isPrivate, isReplayed }: Ready): FastifyReply {
  if (isReplayed) reply.header('idempotency-replayed', 'true');
  if (isPrivate) reply.header('cache-control', 'no-store');
  const type = status >= 400 ? problemType : 'application/json; charset=utf-8';
  // An answer that was kept as text is sent as it was.
  const text = isReplayed && typeof body === 'string' ? body : JSON.stringify(body);
  // As bytes: a text would go through the serializer once more.
  return reply.code(status).header('content-type', type).send(Buffer.from(text));
}
