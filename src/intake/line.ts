/**
 * The line at the counter: of a crowd of requests a few are worked on at once, the others wait their turn here, in
 * order. The database would hold them, too, but there everybody stands in the way of everybody: a press in a chat, which
 * is to be answered within two seconds, would wait behind ten thousand leads, and leads would be refused for waiting.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock } from '../app/clock.ts';
import { speak } from '../words/say.ts';
import { Problem } from './problem.ts';
import { stopping } from './problem-of.ts';

const say = speak('en');

export type Line = {
  /** The routes of this scope are served in turn. */
  guard(scope: FastifyInstance): void;
  /** Who is served gets no answer from the database: those who wait would wait for nothing, and hear so at once. */
  sendAway(why: Problem): void;
};

/** Fewer than the connections to the database, so that some are left for everything else. */
const atOnce = 6;
/** As long as a client is likely to wait for an answer. */
const patienceMs = 100_000;

export function makeLine(clock: Clock, most = atOnce): Line {
  const inside = new Set<FastifyRequest>();
  /** In the order in which they came. */
  const waiting = new Map<FastifyRequest, { enter(): void; leave(): void; refuse(why: Problem): void }>();

  async function enter(request: FastifyRequest): Promise<void> {
    if (inside.size < most) {
      inside.add(request);
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const cancel = clock.at(clock.now() + patienceMs, () => refuse(request, crowded()));
    waiting.set(request, {
      enter() {
        cancel();
        inside.add(request);
        resolve();
      },
      leave: cancel,
      refuse: reject,
    });
    await promise;
  }

  function refuse(request: FastifyRequest, why: Problem): void {
    const place = waiting.get(request);
    giveUp(request);
    place?.refuse(why);
  }

  /** It has its answer. That the client may be gone since long makes no difference: the work was done here. */
  function leave(request: FastifyRequest): void {
    if (!inside.delete(request)) return;
    const [next] = waiting;
    if (!next) return;
    waiting.delete(next[0]);
    next[1].enter();
  }

  /** Gone before its turn came: nobody waits for that work any more. */
  function giveUp(request: FastifyRequest): void {
    waiting.get(request)?.leave();
    waiting.delete(request);
  }

  return {
    sendAway(why) {
      for (const request of waiting.keys()) refuse(request, why);
    },
    guard(scope) {
      scope.addHook('preHandler', async (request, reply) => {
        reply.raw.once('close', () => giveUp(request));
        await enter(request);
      });
      // Whoever is served already is served to the end; the others hear at once that it is in vain.
      scope.addHook('preClose', async () => {
        for (const request of waiting.keys()) refuse(request, stopping());
      });
      scope.addHook('onSend', async (request) => leave(request));
      scope.addHook('onResponse', async (request) => leave(request));
    },
  };
}

function crowded(): Problem {
  return new Problem(503, 'crowded', say('api.crowded'), { headers: { 'retry-after': '10' } });
}
