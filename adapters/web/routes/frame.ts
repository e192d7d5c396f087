/** The page's frame through somebody's eyes, its words, the login, and how somebody new comes in by a code. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { languages } from '../../../src/core/member.ts';
import type { Language } from '../../../src/core/member.ts';
import { catalogueOf, speak } from '../../../src/words/say.ts';
import type { Web } from '../index.ts';
import { personShape } from '../limits.ts';
import { channelsOf } from '../sight.ts';
import { directChannel, homeChannel, toWireReply } from '../wire.ts';
import type { Frame, WireWords } from '../wire.ts';
import { languageOf, readAs, Refused, seatOf } from './reading.ts';

export function frameRoutes(scope: FastifyInstance, web: Web): void {
  const { desk, access } = web;

  scope.get('/web/words/:language', { config: { web: 'open' } }, async (request): Promise<WireWords> => {
    const { language } = readAs(z.object({ language: z.enum(languages) }), request.params, request);
    return {
      language,
      areas: { page: catalogueOf(language, 'page'), names: catalogueOf(language, 'names') },
    };
  });

  scope.get('/web/frame', async (request) =>
    frameOf(web, request.headers['x-baton-seat'], languageOf(request)),
  );

  scope.post('/web/login', { config: { web: 'open' } }, async (request, reply) => {
    const { token } = readAs(z.object({ token: z.string().max(512) }), request.body, request);
    const say = speak(languageOf(request));
    const judged = access.login(token.trim());
    if (judged === 'wait') throw new Refused(429, 'wait', say('page.login.wait'));
    if (judged === 'no') throw new Refused(401, 'wrong', say('page.login.wrong'));
    return reply.header('set-cookie', access.cookie(request)).send({});
  });

  scope.post('/web/language', async (request, reply) => {
    const { language } = readAs(z.object({ language: z.enum(languages) }), request.body, request);
    await desk.speak(await seatOf(desk, request), language);
    return reply.send({});
  });

  const entering = z.object({
    delivery: z.uuid(),
    name: z.string().trim().min(1).max(80),
    code: z.string().trim().min(1).max(64),
    as: z.enum(['join', 'manager']),
  });
  scope.post('/web/enter', async (request) => {
    const { delivery, name, code, as } = readAs(entering, request.body, request);
    const person = web.random.id('web');
    const reply = await web.inbox().ask({
      platform: 'web',
      id: `web:${delivery}`,
      at: web.clock.now(),
      person: { id: person, name, language: languageOf(request) },
      place: null,
      text: `${as} ${code}`,
    });
    const seats = await desk.seats();
    const seat = seats.find((known) => known.person === person) ?? null;
    return { reply: toWireReply(reply), seat };
  });
}

async function frameOf(web: Web, wanted: unknown, language: Language): Promise<Frame> {
  const { desk, store } = web;
  const [seats, bound, change] = await Promise.all([desk.seats(), desk.channels(), store.lastChange()]);
  const seat = seats.find(({ person }) => person === wanted) ?? seats[0] ?? null;
  const channels = seat ? channelsOf(seat, bound) : [];
  const own = seat && personShape.test(seat.person) ? directChannel(seat.person) : null;
  const home = seat && homeChannel(seat.person);
  const positions = await store.lastPositions(
    [...channels.map(({ channel }) => channel), own, home].filter((channel) => channel !== null),
  );
  const lastOf = (channel: string) => positions[channel] ?? 0;
  const company = desk.company(language);
  const isSampleTeam = seats.length > 0 && seats.every(({ isSample }) => isSample);
  return {
    company: company.name,
    directions: company.directions,
    seats,
    seat,
    channels: channels.map((channel) => ({ ...channel, lastPosition: lastOf(channel.channel) })),
    direct: own === null ? null : { channel: own, audiences: [], directions: [], lastPosition: lastOf(own) },
    hasHome: home !== null && lastOf(home) > 0,
    tour: isSampleTeam ? await desk.happened() : null,
    token: web.mayShowToken ? web.apiToken : null,
    change,
  };
}
