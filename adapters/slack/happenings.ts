/** What Slack's events mean to the bot (S18, S116, S122, S124): pure. Events that mean nothing to it give nothing. */
import { z } from 'zod';
import type { Happening } from '../../src/chat/happening.ts';
import type { PlaceProblem } from '../../src/core/place.ts';

/** The wrapper of every event; only one of the authorizations is told, and it is ours (section 1.3). */
export const eventEnvelope = z.object({
  type: z.literal('event_callback'),
  event_id: z.string().min(1),
  event_time: z.number().optional(),
  team_id: z.string().nullish(),
  authorizations: z
    .array(z.object({ user_id: z.string().optional(), is_bot: z.boolean().optional() }))
    .nullish(),
  event: z.looseObject({ type: z.string() }),
});
export type EventEnvelope = z.infer<typeof eventEnvelope>;

/** The events that are subscribed to, `message.im` aside, which somebody typed. The manifest is made from these. */
export const happeningEvents = [
  'app_home_opened',
  'app_uninstalled',
  'channel_archive',
  'channel_deleted',
  'channel_id_changed',
  'channel_left',
  'channel_shared',
  'channel_unarchive',
  'channel_unshared',
  'group_archive',
  'group_deleted',
  'group_left',
  'group_unarchive',
  'member_joined_channel',
  'member_left_channel',
  'tokens_revoked',
  'user_change',
] as const;
type EventName = (typeof happeningEvents)[number];

/** `bot`: our own user id. An event of an unknown form throws: it is Slack that would have changed. */
export function happeningsOf(
  { event, event_id, event_time }: EventEnvelope,
  about: About,
): readonly Happening[] {
  const meant = isKnown(event.type) ? meaningOf(event.type, event, about.bot) : [];
  const at = event_time === undefined ? about.now : event_time * 1000;
  return meant.map((meaning, index) => ({
    platform: 'slack',
    // One delivery may mean two things, each of which acts once (S10).
    id: index === 0 ? event_id : `${event_id}.${index}`,
    at,
    ...meaning,
  }));
}

/** Whether our own user id has to be known to read it. */
export function needsBot({ event }: EventEnvelope): boolean {
  return ['member_joined_channel', 'member_left_channel', 'tokens_revoked'].includes(event.type);
}

type About = { readonly bot: string | null; readonly now: number };
type Meaning = Happening extends infer H
  ? H extends Happening
    ? Omit<H, 'platform' | 'id' | 'at'>
    : never
  : never;

const ofPerson = z.object({ user: z.string() });
const ofChannel = z.object({ channel: z.string() });
const home = z.object({ user: z.string(), tab: z.string().optional() });
const membership = z.object({ user: z.string(), channel: z.string() });
const unshared = z.object({ channel: z.string(), is_ext_shared: z.boolean().optional() });
const moved = z.object({ old_channel_id: z.string(), new_channel_id: z.string() });
const revoked = z.object({ tokens: z.object({ bot: z.array(z.string()).nullish() }) });
const changed = z.object({
  user: z.object({
    id: z.string(),
    deleted: z.boolean().optional(),
    is_restricted: z.boolean().optional(),
    is_ultra_restricted: z.boolean().optional(),
  }),
});

function meaningOf(name: EventName, event: unknown, bot: string | null): readonly Meaning[] {
  switch (name) {
    case 'app_home_opened': {
      const { tab } = home.parse(event);
      const { user: person } = ofPerson.parse(event);
      const opened = { type: 'private opened', person } as const;
      return tab === 'home' ? [{ type: 'home opened', person }, opened] : [opened];
    }
    case 'user_change': {
      const { user } = changed.parse(event);
      // Deactivated (S116), or made a guest (S125): neither works here any more.
      const isOut = user.deleted === true || user.is_restricted === true || user.is_ultra_restricted === true;
      return [{ type: isOut ? 'person left' : 'person returned', person: user.id }];
    }
    case 'member_joined_channel':
    case 'member_left_channel': {
      const { user, channel } = membership.parse(event);
      const isIn = name === 'member_joined_channel';
      if (user === bot) return [isIn ? usable(channel) : lost(channel, 'not_in_channel')];
      return [
        { type: isIn ? 'person joined place' : 'person left place', person: user, place: placeOf(channel) },
      ];
    }
    case 'channel_archive':
    case 'group_archive':
      return [lost(ofChannel.parse(event).channel, 'archived')];
    case 'channel_unarchive':
    case 'group_unarchive':
      return [usable(ofChannel.parse(event).channel)];
    case 'channel_deleted':
    case 'group_deleted':
      return [lost(ofChannel.parse(event).channel, 'not_found')];
    case 'channel_left':
    case 'group_left':
      return [lost(ofChannel.parse(event).channel, 'not_in_channel')];
    case 'channel_shared':
      return [lost(ofChannel.parse(event).channel, 'shared_with_others')];
    case 'channel_unshared': {
      const { channel, is_ext_shared } = unshared.parse(event);
      // With one organisation fewer, others may still be there.
      return is_ext_shared === true ? [] : [usable(channel)];
    }
    case 'channel_id_changed': {
      const { old_channel_id: from, new_channel_id: to } = moved.parse(event);
      return [{ type: 'place moved', from, to, keepsMessages: true }];
    }
    case 'app_uninstalled':
      return [{ type: 'platform lost' }];
    case 'tokens_revoked': {
      const { tokens } = revoked.parse(event);
      const bots = tokens.bot ?? [];
      // Somebody else's token is nothing to us; whose ours is, is in the list.
      return bots.length > 0 && (bot === null || bots.includes(bot)) ? [{ type: 'platform lost' }] : [];
    }
    default:
      return name satisfies never;
  }
}

function isKnown(type: string): type is EventName {
  return (happeningEvents as readonly string[]).includes(type);
}

function placeOf(channel: string) {
  return { channel, thread: null };
}

function usable(channel: string): Meaning {
  return { type: 'place usable', place: placeOf(channel) };
}

function lost(channel: string, problem: PlaceProblem): Meaning {
  return { type: 'place lost', place: placeOf(channel), problem };
}
