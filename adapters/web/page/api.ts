/** Talks to the server: JSON, in the name of the seat that one looks through. A press that got no answer is sent again under its own id. */
import type { Problem } from '../wire.ts';
import { language, say } from './words.ts';

/** The server said no, with a sentence. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: string;
  readonly status: number;
  constructor(status: number, { code, says }: Problem) {
    super(says);
    this.status = status;
    this.code = code;
  }
}

let seat: string | null = null;

export function speakFor(person: string | null): void {
  seat = person;
}

export async function get<T>(path: string): Promise<T> {
  return send('GET', path, undefined);
}

export async function change<T>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body: object): Promise<T> {
  return send(method, path, body);
}

/**
 * Something a person did: acts once, however often it is sent, because the server knows its `delivery`. So when the
 * answer gets lost on the way it may be asked for again.
 */
export async function deliver<T>(path: string, body: object): Promise<T> {
  const delivery = deliveryId();
  for (let tries = 1; ; tries += 1) {
    try {
      return await send('POST', path, { delivery, ...body });
    } catch (error) {
      if (error instanceof Refusal || tries === 3) throw error;
      await new Promise((resolve) => setTimeout(resolve, tries * 700));
    }
  }
}

async function send<T>(method: string, path: string, body: object | undefined): Promise<T> {
  const headers: Record<string, string> = { 'x-baton-language': language() };
  if (seat !== null) headers['x-baton-seat'] = seat;
  if (body !== undefined) headers['content-type'] = 'application/json';
  const answer = await fetch(path, {
    method,
    headers,
    credentials: 'same-origin',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (answer.ok) return JSON.parse(text);
  throw new Refusal(answer.status, problemIn(text));
}

/** Whatever stands between us and the server may answer in its own way, too. */
function problemIn(text: string): Problem {
  try {
    const read: Partial<Problem> = JSON.parse(text);
    return { code: read.code ?? 'failed', says: read.says ?? say('page.problems.failed') };
  } catch {
    return { code: 'failed', says: say('page.problems.failed') };
  }
}

/** `crypto.randomUUID` is missing where a page comes over plain HTTP from another machine. */
function deliveryId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
