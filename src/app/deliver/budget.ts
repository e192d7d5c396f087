/**
 * How fast a platform may be written to. Per place by a pause after each call, kept in the database because several
 * processes share it; per platform by a sliding window of this process.
 */
import type { Moment } from '../../core/lead.ts';
import type { Platform } from '../../core/member.ts';

export type Budget = {
  /** The pause between two calls to one place. */
  pauseMs(place: { readonly channel: string; readonly isDirect: boolean }): number;
  /** How many calls may begin in any span of time; null: as many as there are. */
  readonly window: { readonly calls: number; readonly ms: number } | null;
  /** How many calls may be in hand at once, over all places. */
  readonly inHand: number;
};

const aSecondMs = 1_000;
/** 20 a minute, and a little more pause so that a 21st never falls into the same minute. */
const telegramGroupMs = 3_050;

export const budgets: Readonly<Record<Platform, Budget>> = {
  // A post a second and channel, several hundred a minute in all (S75, S77).
  slack: { pauseMs: () => aSecondMs, window: { calls: 300, ms: 60_000 }, inHand: 8 },
  // One a second and chat, 20 a minute and group, 30 a second in all (T60); edits eat from the same (T61).
  telegram: {
    pauseMs: ({ channel, isDirect }) => (!isDirect && channel.startsWith('-') ? telegramGroupMs : aSecondMs),
    window: { calls: 30, ms: aSecondMs },
    inHand: 8,
  },
  // Our own page: as fast as it goes.
  web: { pauseMs: () => 0, window: null, inHand: 4 },
};

export type Window = {
  /** How many calls may begin now. */
  room(now: Moment): number;
  spend(now: Moment): void;
  /** When the next one may begin; `now` or earlier if there is room. */
  freeAt(now: Moment): Moment;
  /** The platform asked for silence. */
  holdUntil(moment: Moment): void;
};

export function makeWindow({ window, inHand }: Pick<Budget, 'window' | 'inHand'>): Window {
  let begun: readonly Moment[] = [];
  let heldUntil: Moment = Number.NEGATIVE_INFINITY;
  const recent = (now: Moment) => {
    if (window) begun = begun.filter((at) => at > now - window.ms);
    return begun;
  };
  return {
    room(now) {
      if (now < heldUntil) return 0;
      return window ? Math.max(window.calls - recent(now).length, 0) : inHand;
    },
    spend(now) {
      if (window) begun = [...begun, now];
    },
    freeAt(now) {
      const oldest = window && recent(now).length >= window.calls ? recent(now).at(-window.calls) : undefined;
      return Math.max(heldUntil, oldest !== undefined && window ? oldest + window.ms : now);
    },
    holdUntil(moment) {
      heldUntil = Math.max(heldUntil, moment);
    },
  };
}
