/**
 * Each route of the program's own list is asked for with each kind of token, and what is answered is held against a table
 * that was written by hand (`http-rights-table.md`).
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { makeMetrics } from '../../src/intake/metrics.ts';
import { makeServer } from '../../src/intake/server.ts';
import type { AnApp } from '../support/an-app.ts';
import { root } from '../support/project-files.ts';
import { checkHttpRights, readRights, tokens, type Asked, type Token } from './check-http-rights.ts';
import { zero } from './figure.ts';
import type { Figure, ProofOptions } from './figure.ts';

const row = 'R23';
const apiToken = 'the-token-of-the-api';
const siteToken = 'a-token-of-the-settings';
const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;
const described = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
const made = z.object({ id: z.string(), token: z.string() });

export async function proveHttpRights(app: AnApp, { say }: ProofOptions): Promise<readonly Figure[]> {
  const metrics = makeMetrics();
  const server = await makeServer(app, {
    apiToken,
    intakeTokens: [{ source: 'settings', token: siteToken }],
    isLoopback: true,
    metrics,
  });
  try {
    const held: Readonly<Record<Token, string | null>> = {
      'no token': null,
      'an unknown token': 'a-token-of-nobody',
      'a revoked token': await revokedToken(server),
      'a form’s token': (await formToken(server)).token,
      'a token of the settings': siteToken,
      'the API’s token': apiToken,
    };
    const { paths } = described.parse((await server.inject('/openapi.json')).json());
    const routes = Object.entries(paths).flatMap(([path, all]) =>
      methods.filter((method) => method in all).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const asked: Asked[] = [];
    for (const route of routes) {
      for (const [token, text] of Object.entries(held)) {
        if (isToken(token)) asked.push({ route, token, status: await ask(server, route, text) });
      }
    }
    const table = readRights(await readFile(join(root, 'test/prove/http-rights-table.md'), 'utf8'));
    const wrong = checkHttpRights(table, routes, asked);
    for (const one of wrong.slice(0, 40)) say(`  ${one}`);
    return [
      zero(row, 'answers over HTTP that differ from the table', wrong.length),
      {
        row,
        name: 'routes × tokens tried',
        value: asked.length,
        goal: { is: 'exactly', than: table.size * Object.keys(tokens).length },
      },
    ];
  } finally {
    await server.close();
  }
}

const isToken = (text: string): text is Token => Object.hasOwn(tokens, text);

/** With nothing in it that would be carried out. */
async function ask(server: FastifyInstance, route: string, token: string | null): Promise<number> {
  const [method = '', path = ''] = route.split(' ');
  const asking = server.inject({
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).parse(method),
    url: path.replaceAll(/\{\w+\}/gu, 'L-999999'),
    headers: {
      host: '127.0.0.1',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(method === 'POST' || method === 'PATCH' ? { payload: {} } : {}),
  });
  return (await asking).statusCode;
}

async function formToken(server: FastifyInstance): Promise<z.infer<typeof made>> {
  const { body } = await server.inject({
    method: 'POST',
    url: '/api/intake-tokens',
    headers: { authorization: `Bearer ${apiToken}` },
    payload: { source: 'website' },
  });
  return made.parse(JSON.parse(body));
}

async function revokedToken(server: FastifyInstance): Promise<string> {
  const { id, token } = await formToken(server);
  const { statusCode } = await server.inject({
    method: 'DELETE',
    url: `/api/intake-tokens/${id}`,
    headers: { authorization: `Bearer ${apiToken}` },
  });
  if (statusCode >= 300) throw new Error(`A token could not be revoked: ${statusCode}`);
  return token;
}
