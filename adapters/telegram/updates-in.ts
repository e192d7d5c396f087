/** What of that which came is kept before anything is done about it (L34–L37). Kinds that mean nothing here are not. */
import type { KeptUpdate } from './store.ts';
import { bodyOf, laneOf, readUpdate, updateIdOf } from './update.ts';

export function updatesIn(bodies: readonly unknown[]): readonly KeptUpdate[] {
  return bodies.flatMap((body) => {
    const id = updateIdOf(body);
    const incoming = id === null ? null : readUpdate(body);
    return id === null || incoming === null ? [] : [{ id, lane: laneOf(incoming), body: bodyOf(body) }];
  });
}
