/** The API's description for people. Open, as /openapi.json is: it holds nothing of anybody. */
import type { FastifyInstance } from 'fastify';
import { docsPage } from '../docs-page.ts';
import type { Page } from '../html.ts';

export async function docsRoutes(server: FastifyInstance): Promise<void> {
  let made: Page | null = null;
  server.get('/docs', { config: { access: 'open' }, schema: { hide: true } }, async (_, reply) => {
    made ??= docsPage(JSON.parse(JSON.stringify(server.swagger())));
    return reply.headers({ ...made.headers, 'cache-control': 'no-cache' }).send(Buffer.from(made.body));
  });
}
