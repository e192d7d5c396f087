/** The page's server side over memory, with a browser's hands: requests as the page sends them, with the cookie of this start. */
import Fastify from 'fastify';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { makeWebChat } from '../../../../adapters/web/index.ts';
import type { WebChat } from '../../../../adapters/web/index.ts';
import { memoryLog } from '../../../support/memory-log.ts';
import { seededRandom } from '../../../support/seeded-random.ts';
import { testClock } from '../../../support/test-clock.ts';
import { memoryDesk } from './memory-desk.ts';
import { memoryStore } from './memory-store.ts';

export const host = '127.0.0.1:3000';
export const apiToken = 'the-token-of-the-api';

export type Answer = { readonly status: number; readonly body: unknown; readonly text: string };

export type OpenedWeb = Awaited<ReturnType<typeof openWeb>>;

export async function openWeb(options: { readonly isLoopback?: boolean } = {}) {
  const store = memoryStore();
  const desk = memoryDesk();
  const clock = testClock();
  const log = memoryLog();
  const adapter: WebChat = makeWebChat({
    store,
    desk,
    clock,
    log,
    random: seededRandom(7),
    isLoopback: options.isLoopback ?? true,
    apiToken,
    mayShowToken: true,
  });
  const server: FastifyInstance = Fastify({ forceCloseConnections: true });
  await adapter.register(server);
  await server.ready();
  let deliveries = 0;

  /** Exactly this request, with nothing that a browser would add. */
  const bare = async (request: InjectOptions) => server.inject(request);
  const cookie = async () => {
    const answer = await bare({ url: '/', headers: { host } });
    return String(answer.headers['set-cookie']).split(';')[0] ?? '';
  };
  /** As the page sends it, through somebody's eyes. */
  async function send(
    person: string | null,
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    body?: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const answer = await bare({
      method,
      url,
      headers: {
        host,
        cookie: await cookie(),
        'sec-fetch-site': 'same-origin',
        ...(method === 'GET' ? {} : { origin: `http://${host}` }),
        ...(person === null ? {} : { 'x-baton-seat': person }),
        ...headers,
      },
      ...(body === undefined || method === 'GET' ? {} : { payload: body }),
    });
    return { status: answer.statusCode, body: parsed(answer.body), text: answer.body };
  }

  return {
    store,
    desk,
    clock,
    log,
    adapter,
    server,
    bare,
    cookie,
    send,
    /** What a press, an ask or a submit carries besides; each has an id of its own. */
    delivery: () => `00000000-0000-4000-8000-${String((deliveries += 1)).padStart(12, '0')}`,
    async close() {
      await adapter.stop();
      await server.close();
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
