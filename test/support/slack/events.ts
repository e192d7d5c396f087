/** Events: those that the manifest subscribes to and the scopes allow, brought with retries, repeated or out of order if told. */
import type { Inbound, Parcel } from './inbound.ts';
import type { Json } from './flaws.ts';
import { asText } from './flaws.ts';
import { scopeOf } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import { eventWrapper } from './payloads.ts';
import type { Workspace } from './workspace.ts';
import { botUserId } from './workspace.ts';

/** What has no scope of a conversation (S18). */
const scopes: Readonly<Record<string, string | null>> = {
  app_home_opened: null,
  app_uninstalled: null,
  tokens_revoked: null,
  user_change: 'users:read',
  team_join: 'users:read',
};

export type Events = ReturnType<typeof makeEvents>;

export function makeEvents(workspace: Workspace, manifest: Manifest, inbound: Inbound) {
  let repeats = 0;
  let held: Parcel[] | null = null;
  const kept: Parcel[] = [];
  let sent = 0;

  function bring(parcel: Parcel): void {
    for (let time = 0; time <= repeats; time += 1) void inbound.withRetries(parcel);
  }

  return {
    emit(event: Json): void {
      if (!isHeard(workspace, manifest, event)) return;
      const at = workspace.now();
      const channel = asText(event['channel']);
      const isExtShared = channel !== null && (workspace.channels.get(channel)?.isExtShared ?? false);
      const id = `Ev${String((sent += 1)).padStart(8, '0')}`;
      const whole = { event_ts: workspace.nextTs(), ...event };
      const parcel: Parcel = {
        kind: 'event',
        what: String(event['type']),
        id,
        payload: eventWrapper(whole, id, at, isExtShared),
        takesPayload: false,
      };
      kept.push(parcel);
      if (held) held.push(parcel);
      else bring(parcel);
    },
    /** How often more each event comes (S10). */
    repeat(times: number) {
      repeats = times;
    },
    /** Keeps what happens from now on, to bring it later in another order. */
    hold() {
      held ??= [];
    },
    /** Brings one after another what was kept. */
    async release(order: 'as it was' | 'backwards'): Promise<void> {
      const parcels = held ?? [];
      held = null;
      for (const parcel of order === 'backwards' ? parcels.toReversed() : parcels) {
        await inbound.withRetries(parcel);
      }
    },
    /** Once more the newest event of a type. */
    async again(type: string): Promise<void> {
      const parcel = kept.findLast(({ what }) => what === type);
      if (!parcel) throw new Error(`No event ${type} has happened.`);
      await inbound.withRetries(parcel);
    },
  };
}

function isHeard(workspace: Workspace, manifest: Manifest, event: Json): boolean {
  const type = String(event['type']);
  const channel = workspace.channels.get(asText(event['channel']) ?? '');
  const subscription = type === 'message' && channel ? `message.${familyOf(channel)}` : type;
  if (manifest.events !== null && !manifest.events.has(subscription)) return false;
  if (manifest.scopes === null) return true;
  if (Object.hasOwn(scopes, type)) {
    const scope = scopes[type] ?? null;
    return scope === null || manifest.scopes.has(scope);
  }
  if (!channel) return true;
  // What happens in a private channel is told to those in it.
  if (channel.isPrivate && !channel.members.has(botUserId) && !type.endsWith('_left')) return false;
  return manifest.scopes.has(scopeOf(type === 'message' ? 'history' : 'read', channel));
}

function familyOf(channel: { readonly kind: string; readonly isPrivate: boolean }): string {
  if (channel.kind === 'im') return 'im';
  return channel.isPrivate ? 'groups' : 'channels';
}
