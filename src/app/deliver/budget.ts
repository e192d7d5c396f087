/**
 * How fast a platform may be written to: a pause after each call per place, and rates per method, both kept in the
 * database, because all processes together must stay within them. What people press and are answered is under none of
 * these, nor is it delivered.
 *
 * A rate allows so many beginnings in any span of so long. A platform's minute is cut into short spans, so that what is
 * urgent never waits long for the next; each is a little longer than it need be, for two calls may take unequally long
 * to arrive.
 */
import type { Platform } from '../../core/member.ts';
import type { Method, Rate, Rates } from '../../storage/outbox.ts';

export type Budget = {
  /** The pause between two calls to one place. */
  pauseMs(place: { readonly channel: string; readonly isDirect: boolean; readonly method: Method }): number;
  /** Null: as many as there are. */
  readonly rates: Rates | null;
  /** How many calls may be in hand at once, over all places. */
  readonly inHand: number;
  /** How many more, if they are urgent. */
  readonly inHandUrgent: number;
};

/** A second and a little more, since two calls may take unequally long to arrive; 0.98 of what is allowed. */
const aSecondMs = 1_020;
/** 20 a minute, and a little more pause so that a 21st never falls into the same minute. */
const telegramGroupMs = 3_050;

/** 300 a minute and workspace; "several hundred" are allowed (S75). The next six begin within 1.2 s. */
const slackPosts: Rate = { rate: 'post', calls: 6, ms: 1_212 };
/** Tier 3: 50 a minute (S74). */
const slackTier3 = (rate: string): Rate => ({ rate, calls: 10, ms: 12_120 });
/** 30 a second over everything (T60), edits among it (T61). */
const telegramAll: Rate = { rate: 'all', calls: 30, ms: 1_020 };

export const budgets: Readonly<Record<Platform, Budget>> = {
  // A post a second and channel (S75, S77). An edit is under its method's rate alone.
  slack: {
    pauseMs: ({ method }) => (method === 'post' || method === 'direct' ? aSecondMs : 0),
    rates: {
      post: slackPosts,
      direct: slackPosts,
      // chat.update
      edit: slackTier3('edit'),
      // conversations.history
      find: slackTier3('find'),
      // views.publish, tier 4: 100 a minute.
      home: { rate: 'home', calls: 10, ms: 6_060 },
    },
    inHand: 8,
    inHandUrgent: 2,
  },
  // One a second and chat, 20 a minute and group (T60); edits eat from the same (T61).
  telegram: {
    pauseMs: ({ channel, isDirect, method }) => {
      if (method === 'home' || method === 'find') return 0;
      return !isDirect && channel.startsWith('-') ? telegramGroupMs : aSecondMs;
    },
    rates: {
      post: telegramAll,
      direct: telegramAll,
      edit: telegramAll,
      find: telegramAll,
      home: telegramAll,
    },
    inHand: 8,
    inHandUrgent: 2,
  },
  // Our own page: as fast as it goes.
  web: { pauseMs: () => 0, rates: null, inHand: 4, inHandUrgent: 1 },
};
