/** Learns of a message of ours that nobody knew of, since the answer to its posting was lost. Speaks to no platform. */
import type { Moment, Ref } from '../core/lead.ts';
import type { Platform } from '../core/member.ts';
import type { Channel, MessageId } from '../core/place.ts';
import { askFunction } from './ask-function.ts';
import type { Db } from './tables.ts';

/** `adopted`: it is the card from now on; `stubbed`: another one is, and this one will say so. */
export type TwinFound = 'known' | 'adopted' | 'stubbed';

export function adoptTwin(
  db: Db,
  pressed: {
    readonly platform: Platform;
    readonly person: string;
    /** Null in a private conversation. */
    readonly place: Channel | null;
    readonly message: MessageId;
    /** What the button is about. */
    readonly ref: Ref;
    readonly now: Moment;
  },
): Promise<TwinFound> {
  return askFunction(db, 'adopt_twin', pressed);
}
