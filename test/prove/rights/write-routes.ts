/**
 * Loaded before the program itself (`--import`; its address says `?into=FILE`): writes down each route of every server
 * that is made, be it in the API's description or hidden, as the framework itself hears of it.
 */
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';

const into = new URL(import.meta.url).searchParams.get('into') ?? '';

subscribe('fastify.initialization', (made) => {
  if (!isMade(made)) throw new Error('A server was made that could not be watched.');
  made.fastify.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) appendFileSync(into, `${one} ${url}\n`);
  });
});

function isMade(made: unknown): made is { readonly fastify: FastifyInstance } {
  return typeof made === 'object' && made !== null && 'fastify' in made;
}
