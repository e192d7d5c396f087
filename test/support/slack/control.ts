/**
 * The stand-in driven from outside: `POST /_control/<name>` with a JSON list of arguments does what the function of that
 * name does, and answers its result as JSON. `hands.press`, `look.channel`, `deeds.archive`, `record.violations` …
 */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { once } from 'node:events';
import { asList } from './flaws.ts';
import type { SlackStandIn } from './open-slack.ts';

export type Control = { readonly address: string; close(): Promise<void> };

type Deed = (...args: readonly unknown[]) => unknown;

export async function serveControl(slack: SlackStandIn, port = 0): Promise<Control> {
  const deeds = deedsOf(slack);
  const server = createServer((request, response) => void serve(request, response));
  server.keepAliveTimeout = 120_000;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body } = await answer(request);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? null));
  }

  async function answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    try {
      const name = /^\/_control\/([\w.]+)/.exec(request.url ?? '')?.[1] ?? '';
      const deed = deeds.get(name);
      if (!deed)
        return { status: 404, body: { error: `Nothing is called ${name}.`, known: [...deeds.keys()] } };
      const parts: Buffer[] = [];
      for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
      const text = Buffer.concat(parts).toString('utf8');
      const args = text === '' ? [] : (asList(JSON.parse(text)) ?? []);
      return { status: 200, body: await deed(...args) };
    } catch (error) {
      return { status: 400, body: { error: error instanceof Error ? error.message : String(error) } };
    }
  }

  const bound = server.address();
  const at = bound !== null && typeof bound === 'object' ? bound.port : port;
  return {
    address: `http://127.0.0.1:${at}/_control/`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What comes from outside is checked by nobody: it is a test that calls. */
function isDeed(thing: unknown): thing is Deed {
  return typeof thing === 'function';
}

function deedsOf(slack: SlackStandIn): ReadonlyMap<string, Deed> {
  const deeds = new Map<string, Deed>();
  const add = (prefix: string, things: object) => {
    for (const [name, thing] of Object.entries(things)) {
      if (isDeed(thing)) deeds.set(`${prefix}${name}`, thing);
      // Lists that grow: from where on is told, so that nobody carries the whole of them each time.
      else if (Array.isArray(thing))
        deeds.set(`${prefix}${name}`, (from: unknown = 0) => thing.slice(Number(from)));
    }
  };
  add('', slack);
  for (const group of ['hands', 'look', 'deeds', 'events', 'record'] as const) add(`${group}.`, slack[group]);
  return deeds;
}
