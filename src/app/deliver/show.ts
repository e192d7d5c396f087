/**
 * Brings a drawing to where it belongs: edits the message that stands there, posts, or draws the home. One call, which
 * ends within ten seconds, and so long before a lease does.
 */
import type { ChatAdapter, MessageId, Posting } from '../../chat/port.ts';
import type { Work } from '../../storage/outbox.ts';
import type { Clock } from '../clock.ts';
import { callPlatform } from './call.ts';
import type { Drawing } from './draw.ts';

export type Called<T> =
  | { readonly ok: true; readonly answer: T }
  | { readonly ok: false; readonly error: unknown };

/** Answers the message that stands there now; null for a home, which is none. */
export function show(
  clock: Clock,
  adapter: ChatAdapter,
  work: Work,
  drawing: Drawing,
): Promise<Called<MessageId | null>> {
  return called(() =>
    callPlatform(clock, (signal) => write(adapter, work, { ...drawing, key: work.key, signal })),
  );
}

/** After a lost answer: what may stand there already. */
export function look(
  clock: Clock,
  adapter: ChatAdapter,
  { to, key }: Work,
): Promise<Called<MessageId | null>> {
  const place =
    to.type === 'person' ? { channel: to.person, thread: null } : { channel: to.channel, thread: to.thread };
  return called(() => callPlatform(clock, (signal) => adapter.find(place, key, signal)));
}

async function write(
  adapter: ChatAdapter,
  { method, message, to }: Work,
  posting: Posting,
): Promise<MessageId | null> {
  if (message !== null && method === 'edit') {
    await adapter.edit(message, posting);
    return message;
  }
  if (to.type === 'channel') return adapter.post({ channel: to.channel, thread: to.thread }, posting);
  if (method !== 'home') return adapter.direct(to.person, posting);
  await adapter.home(to.person, posting);
  return null;
}

async function called<T>(call: () => Promise<T>): Promise<Called<T>> {
  try {
    return { ok: true, answer: await call() };
  } catch (error) {
    return { ok: false, error };
  }
}
