/** The API's description, OpenAPI 3.1, made of the very schemas that check what comes in. */
import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { speak } from '../words/say.ts';

const say = speak('en');

/** To be called before any route of the scope is there: it collects them as they come. */
export async function describeApi(api: FastifyInstance): Promise<void> {
  // Handlers check by themselves, for what is not there is told before what is wrong with the input.
  api.setValidatorCompiler(() => (data) => ({ value: data }));
  // Answers are checked by the compiler; to check them again would halve the throughput.
  api.setSerializerCompiler(() => (data) => JSON.stringify(data));
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
