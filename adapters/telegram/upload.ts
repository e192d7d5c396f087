/**
 * Calls that carry a file. Telegraf's multipart stream never ends on Node 26 (its `sandwich-stream` reads once where there is
 * more to read), and drops objects besides (L42); so these few go out by `fetch`, with every object as JSON.
 */
import { createHash } from 'node:crypto';

/** A file to send. */
export type Upload = { readonly source: Uint8Array<ArrayBuffer>; readonly filename: string };

export type UploadTo = { readonly botToken: string; readonly apiRoot: string | null };

const officialRoot = 'https://api.telegram.org';

export function hasUpload(payload: object): boolean {
  return Object.values(payload).some((value: unknown) => isUpload(value) || uploadIn(value) !== null);
}

/** Fails as telegraf does: with the `response` of a refusal, or an error of the network. */
export async function callWithFile(
  { botToken, apiRoot }: UploadTo,
  method: string,
  payload: object,
  signal: AbortSignal,
): Promise<unknown> {
  const url = new URL(`./bot${botToken}/${method}`, `${apiRoot ?? officialRoot}/`);
  const { boundary, bytes } = multipart(partsOf(payload));
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  const answer = await fetch(url, { method: 'POST', headers, body: bytes, signal, redirect: 'error' });
  if (answer.status >= 500) throw refusal({ error_code: answer.status, description: answer.statusText });
  const said: unknown = await answer.json();
  if (!isRecord(said) || said['ok'] !== true) throw refusal(said);
  return said['result'];
}

type Part = { readonly name: string; readonly value: string | Upload };

function partsOf(payload: object): readonly Part[] {
  return Object.entries(payload).flatMap(([name, value]: [string, unknown]): readonly Part[] => {
    if (value === undefined || value === null) return [];
    if (isUpload(value)) return [{ name, value }];
    const inside = uploadIn(value);
    if (inside === null || !isRecord(value)) {
      return [{ name, value: typeof value === 'string' ? value : JSON.stringify(value) }];
    }
    const file = `${name}_file`;
    const media = JSON.stringify({ ...value, media: `attach://${file}` });
    return [
      { name, value: media },
      { name: file, value: inside },
    ];
  });
}

/** By hand: `FormData` would make two characters of each line end. Names are our own, and need no escaping. */
function multipart(parts: readonly Part[]): {
  readonly boundary: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
} {
  const contents = parts.map(({ value }) => Buffer.from(typeof value === 'string' ? value : value.source));
  const hash = createHash('sha256');
  for (const content of contents) hash.update(content);
  // Nothing can hold its own hash.
  const boundary = `baton-${hash.digest('hex')}`;
  const pieces = parts.flatMap(({ name, value }, index) => {
    const file = typeof value === 'string' ? '' : `; filename="${value.filename}"`;
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${file}\r\n\r\n`;
    return [Buffer.from(head), contents[index] ?? Buffer.of(), Buffer.from('\r\n')];
  });
  return { boundary, bytes: Uint8Array.from(Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)])) };
}

/** The file of an `InputMedia`. */
function uploadIn(value: unknown): Upload | null {
  return isRecord(value) && isUpload(value['media']) ? value['media'] : null;
}

function isUpload(value: unknown): value is Upload {
  return isRecord(value) && value['source'] instanceof Uint8Array && typeof value['filename'] === 'string';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function refusal(response: unknown): Error {
  return Object.assign(new Error('Telegram refused a call.'), { response });
}
