/** The API's description, OpenAPI 3.1, made of the very schemas that check what comes in. */
import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { speak } from '../words/say.ts';

const say = speak('en');

/**
 * In place of the server's own, which would not even be used and take their time and memory to load. No more is known
 * of them than that they are options: the server's types ask for what only its own compilers give.
 */
export const ownCompilers: object = {
  schemaController: {
    compilersFactory: {
      // Handlers check by themselves, for what is not there is told before what is wrong with the input.
      buildValidator: () => () => (data: unknown) => ({ value: data }),
      // Answers are checked by the compiler; to check them again would halve the throughput.
      buildSerializer: () => () => (data: unknown) => JSON.stringify(data),
    },
  },
};

/** To be called before any route of the scope is there: it collects them as they come. */
export async function describeApi(api: FastifyInstance): Promise<void> {
  await api.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: say('api.title'), description: say('api.description'), version: '1' },
      components: {
        securitySchemes: { token: { type: 'http', scheme: 'bearer', description: say('api.tokenHint') } },
      },
    },
    transform: (route) => {
      const described = jsonSchemaTransform(route);
      const isOpen = route.route.config?.access === 'open';
      return {
        ...described,
        schema: {
          ...described.schema,
          ...(isOpen ? {} : { security: [{ token: [] }] }),
          ...(takesKey(route.url, route.route.method) ? { headers: keyHeader } : {}),
        },
      };
    },
    transformObject: jsonSchemaTransformObject,
  });
  let text: string | null = null;
  api.get('/openapi.json', { config: { access: 'open' }, schema: { hide: true } }, async (_, reply) => {
    text ??= JSON.stringify(api.swagger());
    return reply.type('application/json; charset=utf-8').send(Buffer.from(text));
  });
}

/** Leads and commands alone: the rest may be repeated without harm, or says by itself that it is there already. */
function takesKey(url: string, method: string | readonly string[]): boolean {
  return method === 'POST' && url.startsWith('/api/leads');
}

const keyHeader = {
  type: 'object',
  properties: {
    'Idempotency-Key': { type: 'string', minLength: 1, maxLength: 255, description: say('api.schemas.key') },
  },
} as const;
