/** What happens on a platform without anybody asking the bot: people leave, places close or move, doors open. */
import type { Moment } from '../core/lead.ts';
import type { Platform } from '../core/member.ts';
import type { Channel, PlaceProblem } from '../core/place.ts';

export type Happening = {
  readonly platform: Platform;
  /** The platform's own id of this delivery; a repeated one acts once. */
  readonly id: string;
  readonly at: Moment;
} & (
  | /** Deactivated, banned, gone from the organisation. */ {
      readonly type: 'person left';
      readonly person: string;
    }
  | { readonly type: 'person returned'; readonly person: string }
  | { readonly type: 'person left place'; readonly person: string; readonly place: Channel }
  | { readonly type: 'person joined place'; readonly person: string; readonly place: Channel }
  /** The bot may write to them privately from now on, or no longer. */
  | { readonly type: 'private opened'; readonly person: string }
  | { readonly type: 'private closed'; readonly person: string }
  /** A place that can't be used any more: archived, deleted, shared with others, the bot thrown out or its rights cut. */
  | { readonly type: 'place lost'; readonly place: Channel; readonly problem: PlaceProblem }
  | { readonly type: 'place usable'; readonly place: Channel }
  /** The same place under another id, with all threads. `keepsMessages`: what stands there can still be edited. */
  | {
      readonly type: 'place moved';
      readonly from: string;
      readonly to: string;
      readonly keepsMessages: boolean;
    }
  | { readonly type: 'home opened'; readonly person: string }
  /** The app was uninstalled or its token revoked. */
  | { readonly type: 'platform lost' }
);
