import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { happeningEvents } from '../../../adapters/slack/happenings.ts';
import { shortcuts, slashCommand } from '../../../adapters/slack/listen.ts';
import { httpManifest } from '../../../adapters/slack/manifest.ts';
import { root, sourcesUnder } from '../../support/project-files.ts';

/** PLATFORMS section 4: nothing but what is known, within its limits. */
const text = (max: number) => z.string().min(1).max(max);
const url = z.url({ protocol: /^https$/ }).optional();
const manifest = z.strictObject({
  _metadata: z.strictObject({ major_version: z.literal([1, 2]) }),
  display_information: z.strictObject({
    name: text(35),
    description: text(140),
    background_color: z.string().regex(/^#[0-9a-f]{6}$/),
  }),
  features: z.strictObject({
    bot_user: z.strictObject({ display_name: text(80), always_online: z.boolean() }),
    app_home: z.strictObject({
      home_tab_enabled: z.literal(true),
      messages_tab_enabled: z.literal(true),
      messages_tab_read_only_enabled: z.literal(false),
    }),
    slash_commands: z
      .array(
        z.strictObject({
          command: text(32).startsWith('/'),
          url,
          description: text(2000),
          usage_hint: text(1000),
          should_escape: z.boolean(),
        }),
      )
      .max(50),
    shortcuts: z
      .array(
        z.strictObject({
          name: text(24),
          type: z.enum(['message', 'global']),
          callback_id: text(255),
          description: text(150),
        }),
      )
      .max(10),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(z.string()).max(255) }) }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({ request_url: url, bot_events: z.array(z.string()).max(100) }),
    interactivity: z.strictObject({ is_enabled: z.literal(true), request_url: url }),
    org_deploy_enabled: z.literal(false),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.literal(false),
  }),
});

/** What each method wants (section 3.3), for channels of both kinds and private conversations. */
const scopesOfMethods: Readonly<Record<string, readonly string[]>> = {
  'auth.test': [],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'conversations.open': ['im:write'],
  'conversations.info': ['channels:read', 'groups:read'],
  'conversations.members': ['channels:read', 'groups:read'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history'],
  'files.getUploadURLExternal': ['files:write'],
  'files.completeUploadExternal': ['files:write'],
  'files.info': ['files:read'],
  'users.info': ['users:read'],
  'views.open': [],
  'views.push': [],
  'views.update': [],
  'views.publish': [],
};

/** What each event wants (S18). */
const scopesOfEvents = (name: string): readonly string[] => {
  if (name === 'message.im') return ['im:history'];
  if (name === 'user_change') return ['users:read'];
  if (name.startsWith('member_')) return ['channels:read', 'groups:read'];
  if (name.startsWith('channel_')) return ['channels:read'];
  if (name.startsWith('group_')) return ['groups:read'];
  return [];
};

const shipped = readFileSync(join(root, 'adapters/slack/manifest.yaml'), 'utf8');
const ways = {
  'for Socket Mode': shipped,
  'for HTTP': httpManifest(shipped, 'https://baton.example.com/'),
};
const methodsUsed = [
  ...new Set(
    sourcesUnder('adapters/slack').flatMap(({ text }) =>
      [...text.matchAll(/'((?:auth|chat|conversations|files|users|views|apps|team|bots)\.[A-Za-z]+)'/g)].map(
        ([, name]) => name ?? '',
      ),
    ),
  ),
].sort();

describe.each(Object.entries(ways))('the manifest %s', (_, yaml) => {
  const read = manifest.parse(parse(yaml));

  it('asks for the scopes of what is called and subscribed to, and for no other', () => {
    const events = read.settings.event_subscriptions.bot_events;
    const needed = new Set([
      'commands',
      ...methodsUsed.flatMap((method) => scopesOfMethods[method] ?? []),
      ...events.flatMap(scopesOfEvents),
    ]);
    expect(read.oauth_config.scopes.bot).toEqual([...needed].sort());
  });

  it('subscribes to the events that mean something, and to no other', () => {
    expect(read.settings.event_subscriptions.bot_events).toEqual([...happeningEvents, 'message.im'].sort());
  });

  it('has the command and the shortcuts that are listened to', () => {
    expect(read.features.slash_commands.map(({ command }) => command)).toEqual([slashCommand]);
    expect(read.features.shortcuts.map(({ callback_id, type }) => [callback_id, type])).toEqual([
      [shortcuts.newLead, 'global'],
      [shortcuts.makeLead, 'message'],
    ]);
  });
});

describe('the manifest', () => {
  it('names every method that the adapter calls', () => {
    expect(methodsUsed).toEqual(Object.keys(scopesOfMethods).sort());
  });

  it('has no address in Socket Mode, and three for HTTP', () => {
    const address = 'https://baton.example.com/slack/events';
    expect(ways['for Socket Mode']).not.toContain('request_url');
    const http = manifest.parse(parse(ways['for HTTP']));
    expect(http.settings).toMatchObject({
      socket_mode_enabled: false,
      event_subscriptions: { request_url: address },
      interactivity: { request_url: address },
    });
    expect(http.features.slash_commands[0]?.url).toBe(address);
  });

  it.each([
    ['https://baton.example.com', 'https://baton.example.com/slack/events'],
    ['https://baton.example.com/slack/events', 'https://baton.example.com/slack/events'],
    ['https://example.com/baton/', 'https://example.com/baton/slack/events'],
  ])('takes %s as the address', (given, address) => {
    expect(httpManifest(shipped, given)).toContain(`request_url: ${address}\n`);
  });

  it.each(['http://baton.example.com', 'baton.example.com', ''])(
    'refuses "%s", which Slack can not call',
    (given) => {
      expect(() => httpManifest(shipped, given)).toThrow('https://');
    },
  );
});
