/**
 * Slack promises no order of its events (S10). Each tells how something is at a moment: whoever has heard of a later
 * moment of the same thing must not go back to an earlier one. Of one thing, one event at a time.
 *
 * It remembers within this process alone; what two processes hear the wrong way round is mended by the hourly look.
 */
import type { Happening } from '../../src/chat/happening.ts';
import { slackTimes } from './config.ts';
import type { SlackClock } from './config.ts';

export type InOrder = (happening: Happening, moment: number, keep: () => Promise<void>) => Promise<void>;

export function makeInOrder(clock: SlackClock): InOrder {
  const newest = new Map<string, number>();
  const turns = new Map<string, Promise<void>>();

  return async (happening, moment, keep) => {
    const thing = thingOf(happening);
    if (thing === null) return keep();
    const before = turns.get(thing);
    const take = async (): Promise<void> => {
      // One that hangs must not hold up those after it for ever, nor until they are given up themselves.
      if (before) await within(clock, slackTimes.happenedMs / 2, before);
      if (moment < (newest.get(thing) ?? 0)) return;
      await keep();
      if (newest.size >= thingsKept) newest.clear();
      newest.set(thing, moment);
    };
    const turn = take();
    // Who comes after waits, and does not fail with it.
    const settled = turn.catch(() => undefined);
    turns.set(thing, settled);
    try {
      await turn;
    } finally {
      if (turns.get(thing) === settled) turns.delete(thing);
    }
  };
}

async function within(clock: SlackClock, ms: number, doing: Promise<void>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const cancel = clock.at(clock.now() + ms, resolve);
  await Promise.race([doing, late]);
  cancel();
}

const thingsKept = 10_000;

/** What it tells the state of; null where it is a deed of its own. */
function thingOf(happening: Happening): string | null {
  switch (happening.type) {
    case 'person left':
    case 'person returned':
      return `person ${happening.person}`;
    case 'person left place':
    case 'person joined place':
      return `presence ${happening.person} ${happening.place.channel}`;
    case 'place lost':
    case 'place usable':
      return `place ${happening.place.channel}`;
    default:
      return null;
  }
}
