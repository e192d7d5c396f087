/** Reads what a call brought: form, JSON or multipart, nested values as JSON text in a form (S70, L22). */
import { asJson, asList } from './flaws.ts';
import type { Json } from './flaws.ts';
import { Refusal, missing } from './refusal.ts';

/** Methods that read take no JSON. */
const readers = new Set([
  'users.info',
  'users.list',
  'users.conversations',
  'users.lookupByEmail',
  'conversations.info',
  'conversations.members',
  'conversations.history',
  'conversations.replies',
  'conversations.list',
  'files.info',
  'files.getUploadURLExternal',
  'chat.getPermalink',
]);

export type Given = { readonly args: Json; readonly token: string | null };

export async function readArguments(
  method: string,
  {
    type,
    authorization,
    body,
    query,
  }: { type: string | null; authorization: string | null; body: Uint8Array; query: URLSearchParams },
): Promise<Given> {
  const bearer = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1] ?? null;
  const args: Record<string, unknown> = Object.fromEntries(query);
  let token = bearer;
  const [mime = ''] = (type ?? '').split(';');
  if (body.length === 0) {
    // Nothing came with it: a method without arguments, or those of the address.
  } else if (type === null) throw new Refusal('missing_post_type');
  else if (mime === 'application/x-www-form-urlencoded') {
    Object.assign(args, Object.fromEntries(new URLSearchParams(new TextDecoder().decode(body))));
  } else if (mime === 'multipart/form-data') {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    for (const [key, value] of form) args[key] = value;
  } else if (mime === 'application/json') {
    if (readers.has(method)) throw new Refusal('invalid_arguments', jsonRefused);
    Object.assign(args, parsed(new TextDecoder().decode(body)));
  } else throw new Refusal('invalid_post_type');
  if (typeof args['token'] === 'string' && mime !== 'application/json') token ??= args['token'];
  delete args['token'];
  return { args, token };
}

const jsonRefused = {
  response_metadata: { messages: ['[ERROR] this method takes no JSON: send a form'] },
};

function parsed(text: string): Json {
  try {
    const read = asJson(JSON.parse(text));
    if (read) return read;
  } catch {
    // Falls through to the refusal.
  }
  throw new Refusal('invalid_json');
}

export function textOf(args: Json, key: string): string | null {
  const value = args[key];
  if (value === undefined || value === null || value === '') return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function needed(args: Json, key: string): string {
  const value = textOf(args, key);
  if (value === null) throw missing(key);
  return value;
}

export function flagOf(args: Json, key: string, otherwise: boolean): boolean {
  const value = args[key];
  if (value === undefined || value === null || value === '') return otherwise;
  return value === true || value === 'true' || value === '1' || value === 1;
}

export function numberOf(args: Json, key: string, otherwise: number): number {
  const value = textOf(args, key);
  return value === null || Number.isNaN(Number(value)) ? otherwise : Number(value);
}

/** A nested value, as it is or as text; `undefined` where there is none. */
export function nested(args: Json, key: string, error: string): unknown {
  const value = args[key];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    throw new Refusal(error);
  }
}

export function objectOf(args: Json, key: string, error: string): Json | null {
  const value = nested(args, key, error);
  if (value === undefined) return null;
  const object = asJson(value);
  if (!object) throw new Refusal(error);
  return object;
}

export function listOf(args: Json, key: string, error: string): readonly unknown[] | null {
  const value = nested(args, key, error);
  if (value === undefined) return null;
  const list = asList(value);
  if (!list) throw new Refusal(error);
  return list;
}
