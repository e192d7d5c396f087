/** What the shipped manifest grants and asks for: scopes, events, shortcuts, commands; without one everything is granted. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../project-files.ts';
import { asJson, asList, asText, jsonsOf } from './flaws.ts';
import type { Json } from './flaws.ts';

export type Manifest = {
  /** Null: all. */
  readonly scopes: ReadonlySet<string> | null;
  readonly events: ReadonlySet<string> | null;
  readonly commands: ReadonlySet<string> | null;
  readonly shortcuts: ReadonlySet<string> | null;
  readonly hasHomeTab: boolean;
  readonly hasMessagesTab: boolean;
};

const everything: Manifest = {
  scopes: null,
  events: null,
  commands: null,
  shortcuts: null,
  hasHomeTab: true,
  hasMessagesTab: true,
};

const shipped = join(root, 'adapters/slack/manifest.yaml');

export function readManifest(path = shipped): Manifest {
  if (!existsSync(path)) return everything;
  const read: unknown = parse(readFileSync(path, 'utf8'));
  const manifest = asJson(read) ?? {};
  const features = part(manifest, 'features');
  const home = part(features, 'app_home');
  const settings = part(manifest, 'settings');
  return {
    scopes: names(asJson(part(manifest, 'oauth_config')['scopes'])?.['bot']),
    events: names(part(settings, 'event_subscriptions')['bot_events']),
    commands: new Set(jsonsOf(features['slash_commands']).flatMap((one) => asText(one['command']) ?? [])),
    shortcuts: new Set(jsonsOf(features['shortcuts']).flatMap((one) => asText(one['callback_id']) ?? [])),
    hasHomeTab: home['home_tab_enabled'] === true,
    hasMessagesTab: home['messages_tab_enabled'] === true && home['messages_tab_read_only_enabled'] !== true,
  };
}

const part = (of: Json, key: string): Json => asJson(of[key]) ?? {};
const names = (value: unknown) => new Set((asList(value) ?? []).flatMap((one) => asText(one) ?? []));

/** Which scope a kind of conversation is read with. */
export function scopeOf(
  what: 'read' | 'history',
  channel: { readonly kind: string; readonly isPrivate: boolean },
): string {
  const family = channel.kind === 'im' ? 'im' : channel.isPrivate ? 'groups' : 'channels';
  return `${family}:${what}`;
}
