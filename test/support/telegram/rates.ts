/** How much may be written: 20 a minute in a group, one a second in a chat, 30 a second over all (T60–T62). */
import { tooMany } from './api-error.ts';
import type { Chat } from './types.ts';
import type { World } from './world.ts';

/** `scale`: windows of this fraction of their length, for tests that can't wait a minute. */
export type Rates = 'off' | 'real' | { readonly scale: number };

/** Short bursts pass in one chat: three in three seconds. */
const limits = {
  all: { calls: 30, windowMs: 1_000 },
  chat: { calls: 3, windowMs: 3_000 },
  group: { calls: 20, windowMs: 60_000 },
} as const;

export type RateGate = ReturnType<typeof makeRateGate>;

export function makeRateGate(world: World, initial: Rates) {
  let rates = initial;
  const all: number[] = [];
  const perChat = new Map<number, number[]>();
  const told = new Map<number | 'all', number>();
  /** How often somebody came back too early; each time it gets longer. */
  const ignored = new Map<number | 'all', number>();

  const scale = () => (rates === 'off' ? 0 : rates === 'real' ? 1 : rates.scale);

  /** When there is room again for one more; 0 when there is now. */
  function waitMs(times: number[], limit: { readonly calls: number; readonly windowMs: number }): number {
    const windowMs = limit.windowMs * scale();
    const first = times.at(-limit.calls);
    return first === undefined ? 0 : Math.max(first + windowMs - world.now(), 0);
  }
  function checkTold(where: number | 'all', chat: number): void {
    const until = told.get(where);
    if (until === undefined || until <= world.now()) return;
    world.violate('A call came before its retry_after had passed.', chat);
    if (rates === 'off') return;
    const times = (ignored.get(where) ?? 0) + 1;
    ignored.set(where, times);
    throw refuse(where, until - world.now() + 1_000 * 2 ** Math.min(times, 6));
  }
  function refuse(where: number | 'all', ms: number): Error {
    const seconds = Math.max(Math.ceil(ms / 1_000), 1);
    told.set(where, world.now() + seconds * 1_000);
    return tooMany(seconds);
  }

  return {
    set(to: Rates) {
      rates = to;
    },
    /** Counts a call that writes, or refuses it. */
    admit(chat: Chat): void {
      checkTold('all', chat.id);
      checkTold(chat.id, chat.id);
      if (rates === 'off') return;
      const times = perChat.get(chat.id) ?? [];
      perChat.set(chat.id, times);
      const wait = Math.max(
        waitMs(times, limits.chat),
        chat.kind === 'private' ? 0 : waitMs(times, limits.group),
      );
      const waitAll = waitMs(all, limits.all);
      if (wait > 0 || waitAll > 0) {
        world.violate('A call over the rate.', chat.id);
        throw waitAll > wait ? refuse('all', waitAll) : refuse(chat.id, wait);
      }
      ignored.delete(chat.id);
      ignored.delete('all');
      for (const kept of [times, all]) {
        kept.push(world.now());
        if (kept.length > 100) kept.splice(0, kept.length - 60);
      }
    },
    /** A refusal that a fault switch gave; who comes back earlier is written down. */
    tell(where: number | 'all', seconds: number) {
      told.set(where, world.now() + seconds * 1_000);
    },
  };
}
