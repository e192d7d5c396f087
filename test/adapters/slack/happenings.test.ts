import { describe, expect, it } from 'vitest';
import {
  eventEnvelope,
  happeningEvents,
  happeningsOf,
  needsBot,
} from '../../../adapters/slack/happenings.ts';

const now = Date.UTC(2026, 10, 26, 9);
const bot = 'UBATON';

const envelope = (event: object) =>
  eventEnvelope.parse({
    type: 'event_callback',
    event_id: 'Ev1',
    event_time: now / 1000 - 60,
    team_id: 'T1',
    authorizations: [{ user_id: bot, is_bot: true }],
    event,
  });
const means = (event: object) =>
  happeningsOf(envelope(event), { bot, now }).map((happening) =>
    Object.fromEntries(Object.entries(happening).filter(([key]) => !['id', 'at', 'platform'].includes(key))),
  );
const place = { channel: 'C1', thread: null };

/** Each kind of event with what it means; none may be missing. */
const meanings: readonly (readonly [object, readonly object[]])[] = [
  [
    { type: 'app_home_opened', user: 'U1', channel: 'D1', tab: 'home' },
    [
      { type: 'home opened', person: 'U1' },
      { type: 'private opened', person: 'U1' },
    ],
  ],
  [
    { type: 'app_home_opened', user: 'U1', channel: 'D1', tab: 'messages' },
    [{ type: 'private opened', person: 'U1' }],
  ],
  [{ type: 'app_uninstalled' }, [{ type: 'platform lost' }]],
  [{ type: 'tokens_revoked', tokens: { bot: [bot] } }, [{ type: 'platform lost' }]],
  [{ type: 'tokens_revoked', tokens: { oauth: ['U1'] } }, []],
  [{ type: 'tokens_revoked', tokens: { bot: ['UOTHER'] } }, []],
  [
    { type: 'channel_archive', channel: 'C1', user: 'U1' },
    [{ type: 'place lost', place, problem: 'archived' }],
  ],
  [
    { type: 'group_archive', channel: 'C1', user: 'U1' },
    [{ type: 'place lost', place, problem: 'archived' }],
  ],
  [{ type: 'channel_unarchive', channel: 'C1' }, [{ type: 'place usable', place }]],
  [{ type: 'group_unarchive', channel: 'C1' }, [{ type: 'place usable', place }]],
  [{ type: 'channel_deleted', channel: 'C1' }, [{ type: 'place lost', place, problem: 'not_found' }]],
  [{ type: 'group_deleted', channel: 'C1' }, [{ type: 'place lost', place, problem: 'not_found' }]],
  [{ type: 'channel_left', channel: 'C1' }, [{ type: 'place lost', place, problem: 'not_in_channel' }]],
  [{ type: 'group_left', channel: 'C1' }, [{ type: 'place lost', place, problem: 'not_in_channel' }]],
  [
    { type: 'channel_shared', channel: 'C1', connected_team_id: 'T2' },
    [{ type: 'place lost', place, problem: 'shared_with_others' }],
  ],
  [{ type: 'channel_unshared', channel: 'C1', is_ext_shared: false }, [{ type: 'place usable', place }]],
  [{ type: 'channel_unshared', channel: 'C1', is_ext_shared: true }, []],
  [
    { type: 'channel_id_changed', old_channel_id: 'G1', new_channel_id: 'C1' },
    [{ type: 'place moved', from: 'G1', to: 'C1', keepsMessages: true }],
  ],
  [
    { type: 'member_joined_channel', user: 'U1', channel: 'C1' },
    [{ type: 'person joined place', person: 'U1', place }],
  ],
  [{ type: 'member_joined_channel', user: bot, channel: 'C1' }, [{ type: 'place usable', place }]],
  [
    { type: 'member_left_channel', user: 'U1', channel: 'C1' },
    [{ type: 'person left place', person: 'U1', place }],
  ],
  [
    { type: 'member_left_channel', user: bot, channel: 'C1' },
    [{ type: 'place lost', place, problem: 'not_in_channel' }],
  ],
  [{ type: 'user_change', user: { id: 'U1', deleted: true } }, [{ type: 'person left', person: 'U1' }]],
  [{ type: 'user_change', user: { id: 'U1', is_restricted: true } }, [{ type: 'person left', person: 'U1' }]],
  [
    { type: 'user_change', user: { id: 'U1', is_ultra_restricted: true } },
    [{ type: 'person left', person: 'U1' }],
  ],
  [{ type: 'user_change', user: { id: 'U1', deleted: false } }, [{ type: 'person returned', person: 'U1' }]],
];

describe('an event of Slack', () => {
  it.each(meanings)('means to the bot: %j', (event, expected) => {
    expect(means(event)).toEqual(expected);
  });

  it('has a meaning for each kind that is subscribed to', () => {
    const told = meanings.map(([event]) => ('type' in event ? event.type : ''));
    expect(happeningEvents.filter((name) => !told.includes(name))).toEqual([]);
  });

  it('means nothing when it is another', () => {
    for (const type of ['team_join', 'channel_rename', 'reaction_added', 'constructor']) {
      expect(means({ type, user: {} })).toEqual([]);
    }
  });

  it('is told under its own id, so that a repeated one acts once, and its two meanings act each (S10)', () => {
    const [first, second] = happeningsOf(envelope({ type: 'app_home_opened', user: 'U1', tab: 'home' }), {
      bot,
      now,
    });
    expect(first).toMatchObject({ id: 'Ev1', platform: 'slack', at: now - 60_000 });
    expect(second?.id).toBe('Ev1.1');
  });

  it('of a form that nobody knows is no happening but an error', () => {
    expect(() => means({ type: 'member_joined_channel' })).toThrow('user');
  });

  it('needs our own id only where it could be about us', () => {
    expect(needsBot(envelope({ type: 'member_left_channel' }))).toBe(true);
    expect(needsBot(envelope({ type: 'channel_archive' }))).toBe(false);
  });
});
