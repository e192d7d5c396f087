/** Reads, in one statement, all that a command is decided from: the lead, who acts, whom it concerns. Changes nothing. */
import type { LeadView } from '../core/lead-view.ts';
import type { MemberId, Moment, Ref } from '../core/lead.ts';
import type { Actor, Language } from '../core/member.ts';
import { askFunction } from './ask-function.ts';
import type { Member, NewIdentity } from './members.ts';
import type { Db } from './tables.ts';

/** A member with the roles they hold in the lead's direction. */
export type Person = Actor & {
  readonly name: string;
  readonly language: Language | null;
  readonly timeZone: string | null;
};

export type Situation = {
  readonly view: LeadView;
  /** Null for nobody, and for somebody who is no member. */
  readonly actor: Person | null;
  readonly subject: Person | null;
  /** Whom the lead would go back to if it were returned: whoever qualified it last, or prospects it now. */
  readonly prospector: Person | null;
};

export type LeadKey = { readonly ref: Ref } | { readonly number: number };

export function readSituation(
  db: Db,
  asked: {
    readonly lead: LeadKey;
    readonly actor: MemberId | null;
    readonly subject?: MemberId | null;
    /** When the actor's day began: their reveals are counted from it. */
    readonly dayStart: Moment;
    /** Who is away, and who is back, is judged by it. */
    readonly now: Moment;
  },
): Promise<Situation | null> {
  return askFunction(db, 'situation_of', {
    ...asked.lead,
    actor: asked.actor,
    subject: asked.subject ?? null,
    dayStart: asked.dayStart,
    now: asked.now,
  });
}

/**
 * The same for whoever a platform knows under an id: the actor is that person. `caller` is null for a stranger; look at
 * `active` and at the identity's `suspended`. `situation` is null for a lead that is not there.
 */
export function readSituationFor(
  db: Db,
  asked: {
    readonly lead: LeadKey;
    readonly identity: NewIdentity;
    /** The channel in which they act; null in private. */
    readonly channel: string | null;
    readonly dayStart: Moment;
    readonly now: Moment;
  },
): Promise<{
  readonly caller: Member | null;
  /** They have left the channel, as far as was heard. */
  readonly isAbsent: boolean;
  readonly situation: Situation | null;
}> {
  const { lead, identity, channel, dayStart, now } = asked;
  return askFunction(db, 'situation_for', { ...lead, identity, channel, dayStart, now });
}
