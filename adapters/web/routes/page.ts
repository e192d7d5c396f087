/** The page itself: two documents, its scripts and its styles. None of them holds anything that is secret. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Web } from '../index.ts';
import { pageFile, sharedModule, sharedModules } from '../serve-page.ts';
import type { Served } from '../serve-page.ts';
import { languageOf, readAs } from './reading.ts';

export function pageRoutes(scope: FastifyInstance, { access }: Web): void {
  scope.get('/', { config: { web: 'page' } }, async (request, reply) => {
    if (access.isLoopback) reply.header('set-cookie', access.cookie(request));
    return sendDocument(request, reply, 'index.html');
  });

  scope.get('/web/login', { config: { web: 'open' } }, async (request, reply) => {
    if (access.isLoopback || access.hasCookie(request)) return reply.redirect('/', 303);
    return sendDocument(request, reply, 'login.html');
  });

  scope.get('/favicon.ico', { config: { web: 'open' } }, async (_request, reply) =>
    reply.redirect('/web/page/mark.svg'),
  );

  scope.get('/web/page/:name', { config: { web: 'open' } }, async (request, reply) => {
    const { name } = readAs(z.object({ name: z.string().max(64) }), request.params, request);
    return sendFile(request, reply, await pageFile(name));
  });
  // The page imports them by the path that they have in the source.
  for (const path of sharedModules) {
    scope.get(`/${path}`, { config: { web: 'open' } }, async (request, reply) =>
      sendFile(request, reply, await sharedModule(path)),
    );
  }
}

function sendFile(request: FastifyRequest, reply: FastifyReply, file: Served | null): FastifyReply {
  if (file === null) return reply.code(404).send({ code: 'not_found' });
  // Asked for anew each time, sent only when it changed: a new version of the program shows at once.
  reply.headers({ 'cache-control': 'no-cache', etag: file.tag });
  if (request.headers['if-none-match'] === file.tag) return reply.code(304).send();
  return reply.type(file.type).send(file.body);
}

/** A document in the language that the browser prefers; the page's script changes it when somebody chose another. */
async function sendDocument(
  request: FastifyRequest,
  reply: FastifyReply,
  name: string,
): Promise<FastifyReply> {
  const file = await pageFile(name);
  if (file === null) throw new Error(`The page's ${name} is not there: unpack the program anew.`);
  return reply.type(file.type).send(file.body.replace('lang="en"', `lang="${languageOf(request)}"`));
}
