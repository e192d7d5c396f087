/**
 * Brings a drawing to where it belongs: edits the message that stands there, looks for one whose answer was lost, or
 * posts. Each call ends within ten seconds, so that at most two of them fit into a lease.
 */
import type { ChatAdapter, MessageId, Posting } from '../../chat/port.ts';
import type { Work, WorkKind } from '../../storage/outbox.ts';
import type { Clock } from '../clock.ts';
import { callPlatform } from './call.ts';
import type { Drawing } from './draw.ts';

export type Showing =
  | { readonly ok: true; readonly message: MessageId }
  /** `inDoubt`: a message of ours may stand there, and has to be looked for before posting anew. */
  | { readonly ok: false; readonly error: unknown; readonly inDoubt: boolean };

export async function show(
  clock: Clock,
  adapter: ChatAdapter,
  work: Work,
  drawing: Drawing,
): Promise<Showing> {
  // A twin that was found must not be forgotten when the edit after it fails.
  let inDoubt = work.unknown && work.message === null;
  const call = <T>(run: (posting: Posting) => Promise<T>) =>
    callPlatform(clock, (signal) => run({ ...drawing, key: work.key, signal }));
  try {
    const standing = work.message ?? (inDoubt ? await found(clock, adapter, work) : null);
    if (standing) {
      // What was seen of it is not known, so it is drawn again; what is told once is told by standing there.
      if (work.message !== null || isLevel(work)) await call((posting) => adapter.edit(standing, posting));
      return { ok: true, message: standing };
    }
    inDoubt = false;
    // An older card that never stood anywhere needs no stub.
    const message = await call((posting) => post(adapter, work, posting));
    return { ok: true, message };
  } catch (error) {
    return { ok: false, error, inDoubt };
  }
}

/** Whether it is kept in step, rather than told once. */
export function isLevel({ kind }: Pick<Work, 'kind'>): boolean {
  return levels.includes(kind);
}

const levels: readonly WorkKind[] = ['living card', 'private card', 'stub', 'import card'];

function post(adapter: ChatAdapter, { to }: Work, posting: Posting): Promise<MessageId> {
  return to.type === 'person'
    ? adapter.direct(to.person, posting)
    : adapter.post({ channel: to.channel, thread: to.thread }, posting);
}

function found(clock: Clock, adapter: ChatAdapter, { to, key }: Work): Promise<MessageId | null> {
  const place =
    to.type === 'person' ? { channel: to.person, thread: null } : { channel: to.channel, thread: to.thread };
  return callPlatform(clock, (signal) => adapter.find(place, key, signal));
}
