/** One request as a line of the table writes it down, and what of its answer tells whether somebody was served. */
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { HttpAnswer } from './check-http-rights.ts';

export type Headers = Readonly<Record<string, string>>;

/** What stands in the table as an address, the body's type and the body. */
export function readAsked(path: string, asked: string | null, method: string) {
  if (asked === null) return { address: path, type: null, body: '' };
  if (asked.startsWith('?')) return { address: `${path}${asked}`, type: null, body: '' };
  if (asked.startsWith('/')) return { address: asked, type: null, body: '' };
  if (method === 'GET' || method === 'HEAD') throw new Error(`${path} cannot be asked with a body.`);
  const [, kind, given] = /^(csv|form): (.+)$/u.exec(asked) ?? [];
  if (kind === 'csv') return { address: path, type: 'text/csv', body: (given ?? '').replaceAll(';', '\n') };
  if (kind === 'form') return { address: path, type: 'application/x-www-form-urlencoded', body: given ?? '' };
  return { address: path, type: 'application/json', body: asked };
}

const told = z.looseObject({
  code: z.string().nullable().catch(null),
  tone: z.string().nullable().catch(null),
  /** Of many leads, those that could not be changed, or would not be. */
  value: z
    .looseObject({
      refused: z.array(z.unknown()).catch([]),
      staying: z.number().catch(0),
    })
    .nullable()
    .catch(null),
  problems: z.array(z.looseObject({ path: z.string() })).catch([]),
});

/** By hand: no other client sends another host's name. */
export async function answerTo(
  url: string,
  method: string,
  body: string,
  headers: Headers,
): Promise<HttpAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  const sent = request(url, { method, agent: false, headers }, (response) => {
    const { statusCode: status = 0, headers: heard } = response;
    const type = heard['content-type'] ?? '';
    const plain = { status, code: null, location: heard.location ?? null, isRefused: false, about: [] };
    // A stream of news has no end.
    if (method === 'HEAD' || type.startsWith('text/event-stream')) {
      resolve(plain);
      return sent.destroy();
    }
    text(response).then((read) => {
      const said =
        type.includes('json') && !type.includes('ndjson') ? told.safeParse(JSON.parse(read)) : null;
      if (!said?.success) return resolve(plain);
      const { code, tone, value, problems } = said.data;
      const isRefused = tone === 'refused' || (value?.refused.length ?? 0) > 0 || (value?.staying ?? 0) > 0;
      return resolve({ ...plain, code, isRefused, about: problems.map(({ path }) => path) });
    }, reject);
  });
  sent.on('error', (cause) => reject(new Error(`${method} ${url} was not answered`, { cause })));
  sent.end(body === '' ? undefined : body);
  return promise;
}
