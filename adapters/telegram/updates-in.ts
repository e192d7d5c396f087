/**
 * What of that which came is kept before anything is done about it (L34–L37). Kinds that mean nothing here are not, nor is
 * what people write to each other in a group: that is nobody's business but theirs.
 */
import { isAskedInGroup } from './command.ts';
import { happeningsOf } from './happenings.ts';
import type { KeptUpdate } from './store.ts';
import { bodyOf, laneOf, readUpdate, updateIdOf } from './update.ts';
import type { Incoming } from './update.ts';

export function updatesIn(bodies: readonly unknown[]): readonly KeptUpdate[] {
  return bodies.flatMap((body) => {
    const id = updateIdOf(body);
    const incoming = id === null ? null : readUpdate(body);
    if (id === null || incoming === null || isChatter(incoming)) return [];
    return [{ id, lane: laneOf(incoming), body: bodyOf(body) }];
  });
}

function isChatter(incoming: Incoming): boolean {
  if (incoming.type !== 'message' || incoming.message.chat.type === 'private') return false;
  const { text, caption } = incoming.message;
  // When it happened tells nothing here.
  return !isAskedInGroup(text ?? caption ?? '') && happeningsOf(incoming, 0).length === 0;
}
