/**
 * The control surface, for proofs and benches that drive the stand-in from outside: `POST /_control/<deed>` with the
 * deed's argument as JSON. It answers `{ "result": … }`, or 422 with the reason why nobody can do that.
 *
 * It listens on a port of its own, so that Telegram can be shut while people go on.
 */
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { TelegramStandIn } from './index.ts';

/** What can be done; each takes what the function of this name in the stand-in takes. */
const deeds = [
  'addPerson',
  'addGroup',
  'addBot',
  'kickBot',
  'restrictBot',
  'promoteBot',
  'makeAdmin',
  'join',
  'leave',
  'expel',
  'deactivate',
  'openTopic',
  'closeTopic',
  'reopenTopic',
  'deleteTopic',
  'migrate',
  'setVanishing',
  'deleteGroup',
  'removeMessage',
  'start',
  'follow',
  'say',
  'correct',
  'postFromChannel',
  'forward',
  'shareContact',
  'send',
  'press',
  'pressed',
  'answerOf',
  'block',
  'unblock',
  'seen',
  'cards',
  'calls',
  'violations',
  'menu',
  'ephemeralsOf',
  'busiest',
  'fault',
  'heal',
  'setRates',
  'hold',
  'letGo',
  'redeliver',
  'shut',
  'reopen',
  'passTime',
  'secret',
  'foreign',
  'isDrained',
  'deliveries',
  'webhookTarget',
  'setSwitches',
  'route',
] as const satisfies readonly (keyof TelegramStandIn)[];
type Deed = (typeof deeds)[number];

export async function serveControl(standIn: TelegramStandIn, port: number): Promise<string> {
  const server = createServer((request, response) => {
    void perform(standIn, request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      return response.end(JSON.stringify(body));
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The control surface has no port.');
  return `http://127.0.0.1:${address.port}/_control`;
}

async function perform(
  standIn: TelegramStandIn,
  request: IncomingMessage,
): Promise<{ readonly status: number; readonly body: object }> {
  const name = /^\/_control\/(\w+)$/.exec(request.url ?? '')?.[1];
  const deed = deeds.find((one) => one === name);
  if (request.method !== 'POST' || deed === undefined) {
    return { status: 404, body: { problem: `POST /_control/ and one of: ${deeds.join(', ')}` } };
  }
  try {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(Buffer.from(part));
    const text = Buffer.concat(parts).toString();
    const given: unknown = text === '' ? undefined : JSON.parse(text);
    const result = await actOf(standIn, deed)(...(Array.isArray(given) ? given : [given]));
    return { status: 200, body: { result: result ?? null } };
  } catch (error) {
    return { status: 422, body: { problem: error instanceof Error ? error.message : String(error) } };
  }
}

/** Whoever drives it from outside is trusted to hand over what the deed takes; a list is several arguments. */
function actOf(standIn: TelegramStandIn, deed: Deed): (...given: readonly unknown[]) => unknown {
  const act: (...given: never[]) => unknown = standIn[deed].bind(standIn);
  return (...given) => Reflect.apply(act, standIn, given);
}
