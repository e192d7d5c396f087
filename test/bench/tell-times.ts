/**
 * Loaded before the program itself (`--import`): at each SIGUSR2 it prints, as `times {"in /slack/events": […]}`, how long
 * everything took since the last one, in ms: what came in over HTTP, from its head to the end of its answer (`in`), each
 * call out (`call`), and each statement to PostgreSQL (`sql`), waits for the server and the wire included.
 */
import { subscribe } from 'node:diagnostics_channel';
import { IncomingMessage, ServerResponse, ClientRequest } from 'node:http';
import { Client } from 'pg';
import { aroundMethod } from '../support/around-method.ts';

const took = new Map<string, number[]>();
const began = new WeakMap<object, number>();

function ended(name: string, since: number | undefined): void {
  if (since === undefined) return;
  const ones = took.get(name) ?? [];
  ones.push(performance.now() - since);
  took.set(name, ones);
}

subscribe('http.server.request.start', (message) => {
  const request = partOf(message, 'request');
  if (request instanceof IncomingMessage) began.set(request, performance.now());
});
subscribe('http.server.response.finish', (message) => {
  const [request, response] = [partOf(message, 'request'), partOf(message, 'response')];
  if (!(request instanceof IncomingMessage) || !(response instanceof ServerResponse)) return;
  ended(`in ${pathOf(request.url)}`, began.get(request));
});
subscribe('http.client.request.start', (message) => {
  const request = partOf(message, 'request');
  if (request instanceof ClientRequest) began.set(request, performance.now());
});
subscribe('http.client.response.finish', (message) => {
  const request = partOf(message, 'request');
  if (request instanceof ClientRequest)
    ended(`call ${pathOf(request.path).split('/').at(-1)}`, began.get(request));
});
// What Node's own `fetch` calls with.
subscribe('undici:request:create', (message) => {
  const request = partOf(message, 'request');
  if (isObject(request)) began.set(request, performance.now());
});
subscribe('undici:request:trailers', (message) => {
  const request = partOf(message, 'request');
  const path = partOf(request, 'path');
  if (isObject(request) && typeof path === 'string')
    ended(`call ${pathOf(path).split('/').at(-1)}`, began.get(request));
});

aroundMethod(Client.prototype, 'query', (given, callOn) => {
  const since = performance.now();
  const answer = callOn();
  if (answer instanceof Promise)
    void answer.finally(() => ended(`sql ${nameOf(given[0])}`, since)).catch(() => {});
  return answer;
});

process.on('SIGUSR2', () => {
  process.stdout.write(`times ${JSON.stringify(Object.fromEntries(took))}\n`);
  took.clear();
});

/** The function that is called, or the first words. */
function nameOf(asked: unknown): string {
  const text = typeof asked === 'string' ? asked : String(partOf(asked, 'text'));
  return /^\s*select "(\w+)"\(/u.exec(text)?.[1] ?? text.trim().split(/\s+/u).slice(0, 3).join(' ');
}

function pathOf(url: string | undefined): string {
  return (url ?? '').split('?')[0] ?? '';
}

function partOf(whole: unknown, name: string): unknown {
  return isObject(whole) ? Reflect.get(whole, name) : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
