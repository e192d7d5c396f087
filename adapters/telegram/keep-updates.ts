/** Keeps what came before anything is done about it (L34–L37). Kinds that mean nothing here are not kept. */
import type { KeptUpdate, TelegramStore } from './store.ts';
import { bodyOf, laneOf, readUpdate, updateIdOf } from './update.ts';

/** Resolves when they are kept. */
export async function keepUpdates(
  store: Pick<TelegramStore, 'keep'>,
  bodies: readonly unknown[],
): Promise<void> {
  const known = bodies.flatMap((body): readonly KeptUpdate[] => {
    const id = updateIdOf(body);
    const incoming = id === null ? null : readUpdate(body);
    return id === null || incoming === null ? [] : [{ id, lane: laneOf(incoming), body: bodyOf(body) }];
  });
  if (known.length > 0) await store.keep(known);
}
