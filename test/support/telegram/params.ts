/** What came with a call: JSON, form fields or multipart, read as the Bot API reads them. */
import type { IncomingMessage } from 'node:http';
import { badRequest } from './api-error.ts';
import type { Json, JsonRecord } from './types.ts';

export type Upload = { readonly name: string; readonly type: string; readonly bytes: Uint8Array };

export type Params = {
  readonly isMultipart: boolean;
  /** Everything that came, files as their size; objects that came as text in a form are text here. */
  readonly raw: JsonRecord;
  readonly files: ReadonlyMap<string, Upload>;
  string(name: string): string | null;
  integer(name: string): number | null;
  boolean(name: string): boolean;
  /** An object or array, also where it came as text. */
  json(name: string): Json | undefined;
};

const maxBodyBytes = 60 * 1024 * 1024;

export async function readParams(request: IncomingMessage, url: URL): Promise<Params> {
  const body = await readBody(request);
  const type = request.headers['content-type'] ?? '';
  const files = new Map<string, Upload>();
  const raw: Record<string, Json> = {};
  for (const [name, value] of url.searchParams) raw[name] = value;
  const isMultipart = type.startsWith('multipart/form-data');
  if (body.length > 0 && type.startsWith('application/json'))
    Object.assign(raw, parseObject(body.toString()));
  else if (body.length > 0 && type.startsWith('application/x-www-form-urlencoded')) {
    for (const [name, value] of new URLSearchParams(body.toString())) raw[name] = value;
  } else if (body.length > 0 && isMultipart) await readMultipart(body, type, raw, files);
  else if (body.length > 0) throw badRequest('unsupported content type');
  return { isMultipart, raw, files, ...readers(raw) };
}

/** A word or a number within an object; anything else is nothing. */
export const wordOf = (value: Json | undefined): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

function readers(raw: JsonRecord): Pick<Params, 'string' | 'integer' | 'boolean' | 'json'> {
  const scalar = (name: string): string | null => {
    const value = raw[name];
    if (value === undefined || value === null) return null;
    if (typeof value === 'object') throw badRequest(`parameter "${name}" must not be an object`);
    return String(value);
  };
  return {
    string: scalar,
    integer(name) {
      const text = scalar(name);
      if (text === null || text.trim() === '') return null;
      if (!/^-?\d{1,16}$/.test(text.trim())) throw badRequest(`parameter "${name}" must be an Integer`);
      return Number(text);
    },
    boolean: (name) => ['true', '1', 'yes'].includes(scalar(name)?.toLowerCase() ?? ''),
    json(name) {
      const value = raw[name];
      if (typeof value !== 'string') return value;
      return value.trim() === '' ? undefined : parseJson(value, `can't parse ${name} JSON object`);
    },
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    const bytes = Buffer.from(part);
    length += bytes.length;
    if (length > maxBodyBytes) throw badRequest('request entity too large');
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

async function readMultipart(
  body: Buffer,
  type: string,
  raw: Record<string, Json>,
  files: Map<string, Upload>,
): Promise<void> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  for (const [name, value] of form) {
    if (typeof value === 'string') raw[name] = value;
    else {
      const bytes = new Uint8Array(await value.arrayBuffer());
      files.set(name, { name: value.name, type: value.type, bytes });
      raw[name] = `file of ${bytes.length} bytes`;
    }
  }
}

function parseObject(text: string): JsonRecord {
  const value = parseJson(text, "can't parse request JSON object");
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badRequest("can't parse request JSON object");
  }
  return Object.fromEntries(Object.entries(value));
}

function parseJson(text: string, problem: string): Json {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    throw badRequest(problem);
  }
}
