/** Sends a file to a running Baton and follows how far it is. Whatever can go wrong is said in a way that helps. */
import { z } from 'zod';
import { codeOf } from './code-of.ts';
import type { Language } from './core/member.ts';
import { speak, type Say } from './words/say.ts';

export type Sending = {
  readonly url: string;
  readonly token: string;
  readonly file: Uint8Array<ArrayBuffer>;
  readonly map: readonly string[];
  readonly isDryRun: boolean;
  readonly direction: string | null;
  readonly source: string | null;
  readonly language: Language;
  onProgress(done: number, of: number): void;
};

const answer = z.object({
  received: z.number(),
  created: z.number(),
  known: z.number(),
  encoding: z.string(),
  dryRun: z.boolean().optional(),
  refused: z.array(z.object({ row: z.number(), reasons: z.array(z.string()) })),
});
export type ImportAnswer = z.output<typeof answer>;

const problem = z.object({
  detail: z.string(),
  problems: z.array(z.object({ path: z.string(), says: z.string() })).optional(),
});

const line = z.union([
  z.object({ done: z.number(), of: z.number() }),
  z.object({ answer }),
  z.object({ problem }),
]);

export type Sent =
  | { readonly ok: true; readonly answer: ImportAnswer }
  | { readonly ok: false; readonly says: string };

export async function sendImport(sending: Sending): Promise<Sent> {
  const say = speak(sending.language);
  const { url } = sending;
  const response = await post(sending).catch((error: unknown) => codeOf(error));
  if (typeof response === 'string') {
    return { ok: false, says: say('imports.command.noAnswer', { url, code: response }) };
  }
  if (response.status === 401) return { ok: false, says: say('imports.command.wrongToken', { url }) };
  if (!response.ok) return { ok: false, says: await sayRefused(response, url, say) };
  try {
    for await (const text of linesOf(response)) {
      const told = line.parse(JSON.parse(text));
      if ('answer' in told) return { ok: true, answer: told.answer };
      if ('problem' in told) {
        return { ok: false, says: say('imports.command.stopped', { detail: told.problem.detail }) };
      }
      sending.onProgress(told.done, told.of);
    }
  } catch (error) {
    // `fetch` fails with a TypeError when the connection does.
    if (!(error instanceof TypeError)) throw error;
  }
  return { ok: false, says: say('imports.command.brokenOff') };
}

function post({ url, token, file, map, isDryRun, direction, source, language }: Sending): Promise<Response> {
  const query = new URLSearchParams(map.map((pairs) => ['map', pairs]));
  if (isDryRun) query.set('dryRun', '1');
  if (direction !== null) query.set('direction', direction);
  if (source !== null) query.set('source', source);
  return fetch(`${url}/api/leads/import?${query}`, {
    method: 'POST',
    headers: {
      authorization: ['Bearer', token].join(' '),
      'content-type': 'text/csv',
      accept: 'application/x-ndjson',
      'accept-language': language,
    },
    body: file,
  });
}

/** A problem of ours is told as it is; anything else is not ours. */
async function sayRefused(response: Response, url: string, say: Say): Promise<string> {
  const isProblem = response.headers.get('content-type')?.includes('problem+json') === true;
  const read = isProblem ? problem.safeParse(await response.json()) : null;
  if (!read?.success || response.status === 404) {
    return say('imports.command.notBaton', { url, status: response.status });
  }
  const { detail, problems = [] } = read.data;
  const lines =
    problems.length > 0 ? problems.map(({ path, says }) => `  ${path}: ${says}`) : [`  ${detail}`];
  return [say('imports.command.refused'), ...lines].join('\n');
}

async function* linesOf(response: Response): AsyncGenerator<string> {
  let rest = '';
  if (response.body === null) return;
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
}
