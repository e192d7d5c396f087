/** Tokens of websites' forms over the API: made, shown once, listed without their secret, and revoked. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { App } from '../../app/app.ts';
import type { KeptIntakeToken } from '../../storage/intake-tokens.ts';
import { deleteIntakeToken, insertIntakeToken, listIntakeTokens } from '../../storage/intake-tokens.ts';
import { speak } from '../../words/say.ts';
import { makeIntakeToken } from '../access.ts';
import { readInput } from '../check-input.ts';
import { idParams, problems } from '../describe.ts';
import { Problem } from '../problem.ts';
import { webAddress } from '../site-form.ts';

const say = speak('en');

/** `https://example.com`, as browsers write it in `Origin`. */
const site = z
  .string()
  .max(300)
  .refine((text) => originOf(text) !== null, say('api.input.site'))
  .transform((text) => originOf(text) ?? text)
  .meta({ examples: ['https://example.com'] });

const newToken = z.strictObject({
  source: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .refine((text) => text.isWellFormed() && !/[\p{C}\p{Zl}\p{Zp}]/u.test(text), say('api.input.plainLine')),
  sites: z
    .array(site)
    .max(20)
    .transform((sites) => [...new Set(sites)])
    .default([])
    .meta({ description: say('api.schemas.sites') }),
  thanks: z
    .string()
    .max(1000)
    .refine((text) => webAddress(text) !== null, say('api.input.url'))
    .transform((text) => webAddress(text)?.href ?? text)
    .nullish()
    .meta({ description: say('api.schemas.thanks'), examples: ['https://example.com/thanks'] }),
});

const shown = z.object({
  id: z.string(),
  source: z.string(),
  sites: z.array(z.string()),
  thanks: z.string().nullable(),
  createdAt: z.iso.datetime(),
});
const describeTokens = z.object({ items: z.array(shown), next: z.null() });
const describeMade = shown
  .extend({ token: z.string().meta({ description: say('api.schemas.token') }) })
  .meta({ id: 'MadeIntakeToken' });

export async function intakeTokenRoutes(server: FastifyInstance, app: App): Promise<void> {
  server.get(
    '/api/intake-tokens',
    {
      schema: {
        tags: ['websites'],
        summary: say('api.routes.intakeTokens'),
        response: { 200: describeTokens, ...problems(401, 403, 503) },
      },
    },
    async () => ({ items: (await listIntakeTokens(app.database.db)).map(show), next: null }),
  );

  server.post(
    '/api/intake-tokens',
    {
      schema: {
        tags: ['websites'],
        summary: say('api.routes.makeIntakeToken'),
        body: newToken,
        response: { 201: describeMade, ...problems(400, 401, 403, 413, 415, 422, 503) },
      },
    },
    async (request, reply) => {
      const { source, sites, thanks = null } = readInput(newToken, request.body ?? {});
      const { id, token, hash } = makeIntakeToken(app.random);
      const kept: KeptIntakeToken = { id, source, sites, thanks, hash, createdAt: app.clock.now() };
      await insertIntakeToken(app.database.db, kept);
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ ...show(kept), token });
    },
  );

  server.delete<{ Params: { id: string } }>(
    '/api/intake-tokens/:id',
    {
      schema: {
        tags: ['websites'],
        summary: say('api.routes.revokeIntakeToken'),
        params: idParams,
        response: { 204: z.null(), ...problems(401, 403, 404, 503) },
      },
    },
    async ({ params }, reply) => {
      if (!(await deleteIntakeToken(app.database.db, params.id))) {
        throw new Problem(404, 'not_found', say('api.intakeTokenNotFound'));
      }
      return reply.code(204).send();
    },
  );
}

function show({ id, source, sites, thanks, createdAt }: KeptIntakeToken): z.input<typeof shown> {
  return { id, source, sites: [...sites], thanks, createdAt: new Date(createdAt).toISOString() };
}

function originOf(text: string): string | null {
  const url = webAddress(text);
  const isBare = url !== null && url.pathname === '/' && url.search === '' && url.hash === '';
  return isBare && !text.includes('*') && !/[?#]/.test(text) ? url.origin : null;
}
