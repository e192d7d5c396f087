/**
 * Slack over HTTP: `POST /slack/events` on the one server, for events, buttons, forms and commands. The bytes are kept
 * as they came, as the signature is over them (S2); what is not Slack's is refused before anything reads it (S1–S5, P14).
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { bodyLimit, eventsPath, slackTimes } from './config.ts';
import type { SlackClock, SlackLog } from './config.ts';
import { isSlacks } from './signature.ts';

/** Something that came in, by either way. */
export type Delivery = {
  readonly body: Readonly<Record<string, unknown>>;
  readonly retryNum: number | undefined;
  readonly retryReason: string | undefined;
  /** Acknowledges it, once; `answer` is what a modal is answered with. */
  readonly ack: (answer?: unknown) => Promise<void>;
  /** It must come again (S8). */
  readonly again: () => void;
};

export type Receiving = {
  readonly secrets: readonly string[];
  readonly clock: SlackClock;
  readonly log: SlackLog;
  readonly deliver: (delivery: Delivery) => Promise<void>;
};

export async function receiveOver(server: FastifyInstance, receiving: Receiving): Promise<void> {
  await server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_, body, done) => {
      done(null, body);
    });
    scope.addHook('onRequest', async (request, reply) => {
      // Without a signature there is nothing to read but a probe of a few letters (S3).
      const length = Number(request.headers['content-length'] ?? Number.NaN);
      const isProbe = kindOf(request) === 'form' && length <= probeBytes;
      if (request.headers['x-slack-signature'] === undefined && !isProbe) return reply.code(401).send();
    });
    scope.post(eventsPath, async (request, reply) => {
      const { status, body } = await respond(request, receiving);
      reply.code(status);
      if (typeof body === 'string') return reply.type('text/plain; charset=utf-8').send(body);
      return reply.type('application/json; charset=utf-8').send(JSON.stringify(body));
    });
  });
}

type Response = { readonly status: number; readonly body: unknown };

async function respond(request: FastifyRequest, receiving: Receiving): Promise<Response> {
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const kind = kindOf(request);
  const { headers } = request;
  const signed = {
    timestamp: headers['x-slack-request-timestamp'],
    signature: headers['x-slack-signature'],
    body: bytes,
  };
  if (!isSlacks(signed, receiving.secrets, receiving.clock.now())) {
    const isProbe = kind === 'form' && new URLSearchParams(bytes.toString('utf8')).get('ssl_check') === '1';
    return isProbe ? done : { status: 401, body: '' };
  }
  if (kind === null) return { status: 415, body: '' };
  const body = bodyOf(bytes.toString('utf8'), kind);
  if (body === null) return { status: 400, body: '' };
  if (body['ssl_check'] === '1') return done;
  if (body['type'] === 'url_verification') {
    const { challenge } = body;
    return { status: 200, body: typeof challenge === 'string' ? challenge : '' };
  }
  return answered(receiving, body, headers);
}

const done: Response = { status: 200, body: '' };

/** The first of: an acknowledgement, a wish to have it again, the end of its handling, the end of Slack's patience (S7). */
async function answered(
  { clock, log, deliver }: Receiving,
  body: Readonly<Record<string, unknown>>,
  headers: FastifyRequest['headers'],
): Promise<Response> {
  const { promise, resolve } = Promise.withResolvers<Response>();
  const cancel = clock.at(clock.now() + slackTimes.acknowledgeMs, () => {
    log.warn({}, 'Slack was answered before what it brought was done.');
    resolve(done);
  });
  const handle = async (): Promise<void> => {
    try {
      await deliver({
        body,
        retryNum: numberOf(headers['x-slack-retry-num']),
        retryReason: textOf(headers['x-slack-retry-reason']),
        ack: async (answer) => resolve({ status: 200, body: answer ?? '' }),
        again: () => resolve({ status: 503, body: '' }),
      });
      resolve(done);
    } catch (error) {
      log.error({ error: error instanceof Error ? error.name : typeof error }, 'What Slack brought failed.');
      resolve({ status: 500, body: '' });
    }
  };
  void handle();
  try {
    return await promise;
  } finally {
    cancel();
  }
}

/** With or without a charset behind it; Bolt itself wants it without (S6). */
function kindOf({ headers }: FastifyRequest): 'json' | 'form' | null {
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  switch (type.trim().toLowerCase()) {
    case 'application/json':
      return 'json';
    case 'application/x-www-form-urlencoded':
      return 'form';
    default:
      return null;
  }
}

/** JSON of an event, the `payload` of a form, or the form itself for a command (S6). */
function bodyOf(text: string, kind: 'json' | 'form'): Readonly<Record<string, unknown>> | null {
  if (kind === 'json') return parsed(text);
  const form = new URLSearchParams(text);
  const payload = form.get('payload');
  return payload === null ? Object.fromEntries(form) : parsed(payload);
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function numberOf(header: string | string[] | undefined): number | undefined {
  const value = Number(header);
  return header === undefined || Number.isNaN(value) ? undefined : value;
}

function textOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined;
}

const probeBytes = 2_048;
