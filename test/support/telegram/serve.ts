/** One call of the Bot API over HTTP: token, method, parameters, what goes wrong on the way, the answer. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError, badRequest, forbidden, notFound, tooMany, unauthorized } from './api-error.ts';
import type { Bench, Methods } from './bench.ts';
import type { Fault } from './faults.ts';
import { about } from './methods/about.ts';
import { editing } from './methods/edit.ts';
import { ephemeral } from './methods/ephemeral.ts';
import { receiving } from './methods/receive.ts';
import { sending } from './methods/send.ts';
import { readParams } from './params.ts';
import type { Params } from './params.ts';
import type { Call, Json } from './types.ts';

const methods: Methods = { ...about, ...editing, ...ephemeral, ...receiving, ...sending };
const byName = new Map(Object.keys(methods).map((name) => [name.toLowerCase(), name]));

export async function serveCall(
  bench: Bench,
  request: IncomingMessage,
  response: ServerResponse,
  onChange: () => void,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  let call: Call | null = null;
  try {
    const [, token = '', method = ''] = /^\/bot([^/]+)\/([^/]+)$/.exec(url.pathname) ?? [];
    checkToken(bench, token);
    const name = byName.get(method.toLowerCase());
    if (name === undefined) throw notFound('method not found');
    const params = await readParams(request, url);
    call = record(bench, name, params);
    const fault = bench.faults.meet(call);
    await meet(bench, call, fault, response, async () => {
      checkNames(bench, name, params);
      return (await methods[name]?.run(bench, params, gone.signal)) ?? null;
    });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (call) {
      call.outcome = String(error.code);
      const seconds = error.parameters?.['retry_after'];
      if (typeof seconds === 'number') call.retryAfterMs = seconds * 1_000;
    }
    answer(response, error.code, {
      ok: false,
      error_code: error.code,
      description: error.message,
      ...(error.parameters === null ? {} : { parameters: error.parameters }),
    });
  } finally {
    if (call) call.answeredAt = bench.world.now();
    onChange();
  }
}

/** What happens to a call that meets a fault; without one it is simply done. */
async function meet(
  { rates }: Bench,
  call: Call,
  fault: Fault | null,
  response: ServerResponse,
  act: () => Promise<Json>,
): Promise<void> {
  const kind = fault?.kind ?? null;
  if (kind !== null) call.outcome = kind;
  switch (kind) {
    case null:
    case 'slow': {
      if (kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault?.ms ?? 1_000));
      const result = await act();
      call.outcome = 'ok';
      answer(response, 200, { ok: true, result });
      return;
    }
    case 'answer lost':
      await act();
      response.destroy();
      return;
    case 'reset':
      response.destroy();
      return;
    case 'hang after':
      await act();
      return;
    case 'hang':
      return;
    case '502 after':
      await act();
      page(response);
      return;
    case '502':
      page(response);
      return;
    case '500':
      throw new ApiError(500, 'Internal Server Error: internal error');
    case '401':
      throw unauthorized();
    case '403':
      throw forbidden(call.chat !== null && call.chat > 0 ? 'bot was blocked by the user' : kicked);
    case '400':
      throw badRequest('MESSAGE_REFUSED');
    case '429': {
      const seconds = fault?.seconds ?? 1;
      if (call.chat !== null) rates.tell(fault?.scope === 'all' ? 'all' : call.chat, seconds);
      throw tooMany(seconds);
    }
    default:
      kind satisfies never;
  }
}

const kicked = 'bot was kicked from the supergroup chat';

function checkToken({ world }: Bench, token: string): void {
  if (token === world.token) return;
  // A token of the wrong shape leads nowhere; one of the right shape is refused.
  throw /^\d+:[\w-]{3,}$/.test(token) ? unauthorized() : notFound();
}

function checkNames({ world }: Bench, method: string, params: Params): void {
  for (const [name, value] of Object.entries(params.raw)) {
    // telegraf puts the method's name among the parts of a form.
    if (name === 'method') continue;
    if (!methods[method]?.takes.includes(name) && !params.files.has(name)) {
      world.violate(`${method} knows no parameter "${name}".`, null);
    }
    if (params.isMultipart && value === '[object Object]') {
      world.violate(`${method}: "${name}" was lost on its way into a form (L42).`, null);
    }
  }
}

function record(bench: Bench, method: string, params: Params): Call {
  const chat = Number(params.raw['chat_id'] ?? Number.NaN);
  const call: Call = {
    at: bench.world.now(),
    method,
    chat: Number.isSafeInteger(chat) ? chat : null,
    params: params.raw,
    isMultipart: params.isMultipart,
    outcome: 'open',
    retryAfterMs: null,
    answeredAt: null,
  };
  // Empty polls are not worth a word.
  if (method !== 'getUpdates') bench.calls.push(call);
  return call;
}

function answer(response: ServerResponse, status: number, body: Json): void {
  if (response.destroyed || response.writableEnded) return;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function page(response: ServerResponse): void {
  response.writeHead(502, { 'content-type': 'text/html' });
  response.end('<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>');
}
