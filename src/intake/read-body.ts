/**
 * Turns the bytes of a body into data: JSON, or form fields. Strict about UTF-8, for a broken letter is a contact
 * lost. It knows nothing of what the data should be, and keeps nothing.
 */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { speak } from '../words/say.ts';
import { Problem } from './problem.ts';

const say = speak('en');

/** More would be an attack on memory, or an import, which has its own route. */
export const largestBody = 1024 * 1024;

/** A form that repeats itself more often than this is none. */
const mostFormFields = 500;

declare module 'fastify' {
  interface FastifyRequest {
    /** SHA-256 of the body as it came, for requests that carry an idempotency key. */
    bodyDigest: string;
  }
}

/** JSON alone, in place of what the framework reads by itself. */
export function readJson(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, bytes: Buffer) => {
      const text = textOf(request, bytes);
      if (text.trim() === '') throw broken('empty_body', say('api.emptyBody'));
      try {
        return JSON.parse(text) as unknown;
      } catch {
        // The reason that the engine gives quotes what was sent, so it is not passed on.
        throw broken('broken_json', say('api.brokenJson'));
      }
    },
  );
}

/** A website's form, for the routes of this scope. */
export function readForms(server: FastifyInstance): void {
  const type = 'application/x-www-form-urlencoded';
  server.addContentTypeParser(type, { parseAs: 'buffer' }, async (request: FastifyRequest, bytes: Buffer) =>
    readForm(textOf(request, bytes)),
  );
}

/** What a form held, by field; a field that came several times has several values. */
export class FormFields {
  readonly values: ReadonlyMap<string, readonly string[]>;
  constructor(values: ReadonlyMap<string, readonly string[]>) {
    this.values = values;
  }
}

export function readForm(text: string): FormFields {
  const values = new Map<string, string[]>();
  const pairs = text.split('&').filter((pair) => pair !== '');
  if (pairs.length > mostFormFields) {
    throw new Problem(413, 'too_many_fields', say('api.tooManyFields', { most: mostFormFields }));
  }
  for (const pair of pairs) {
    const middle = pair.indexOf('=');
    const name = decodePercents(middle < 0 ? pair : pair.slice(0, middle));
    const value = middle < 0 ? '' : decodePercents(pair.slice(middle + 1));
    const there = values.get(name);
    if (there) there.push(value);
    else values.set(name, [value]);
  }
  return new FormFields(values);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function textOf(request: FastifyRequest, bytes: Buffer): string {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(request.headers['content-type'] ?? '')?.[1];
  if (charset !== undefined && !/^(utf-?8|us-ascii)$/i.test(charset)) {
    throw new Problem(415, 'unsupported_charset', say('api.unsupportedCharset'));
  }
  if (request.headers['idempotency-key'] !== undefined) {
    request.bodyDigest = createHash('sha256').update(bytes).digest('base64url');
  }
  return decodeUtf8(bytes);
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw broken('broken_utf8', say('api.brokenUtf8'));
  }
}

/** `%D0%9E+k` to `О k`. A percent sign that begins no byte stands for itself, as browsers and servers agree. */
function decodePercents(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  if (!spaced.includes('%')) return spaced;
  const bytes = Buffer.from(spaced, 'utf8');
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const high = bytes[at] === percent ? hexOf(bytes[at + 1]) : -1;
    const low = high < 0 ? -1 : hexOf(bytes[at + 2]);
    if (low < 0) {
      bytes[length] = bytes[at] ?? 0;
    } else {
      bytes[length] = high * 16 + low;
      at += 2;
    }
    length += 1;
  }
  return decodeUtf8(bytes.subarray(0, length));
}

const percent = 0x25;

function hexOf(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

function broken(code: string, detail: string): Problem {
  return new Problem(400, code, detail);
}
