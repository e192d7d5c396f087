/**
 * Saves what a command decided, in one statement: state on the revision it was read at, history, words, contact,
 * reveals, account, counts in hand, and what must be shown or told. Either all of it or nothing.
 *
 * Does not wake the deliverers: the caller does, once it is saved (`database.wake()`).
 */
import type { Contact, Words } from '../core/contact.ts';
import type { LeadEvent } from '../core/event.ts';
import { custodianOf, isAlive, isMove, type Lead, type MemberId, type Ref } from '../core/lead.ts';
import type { Load, Platform } from '../core/member.ts';
import type { Notice } from '../core/notice.ts';
import { askFunction } from './ask-function.ts';
import type { ContactKey } from './insert-lead.ts';
import type { Db } from './tables.ts';

export type Saved =
  | 'saved'
  /** Somebody else changed the lead since it was read: read it again and decide anew. */
  | 'moved'
  /** The platform has delivered this before: nothing was done. */
  | 'repeated'
  /** The member has as much in hand as is allowed: nothing was done. */
  | 'over_limit'
  /** Another living lead has this contact: nothing was done. */
  | { readonly duplicate: Ref };

export type LoadChange = {
  readonly member: MemberId;
  readonly held: keyof Load;
  readonly by: 1 | -1;
  /** Only counting up is held against it; null is none. */
  readonly limit: number | null;
};

export type Saving = {
  readonly before: Lead;
  readonly after: Lead;
  readonly events: readonly LeadEvent[];
  readonly words?: Words;
  readonly contact?: Contact;
  readonly loads: readonly LoadChange[];
  readonly notices: readonly Notice[];
  readonly delivery?: { readonly platform: Platform; readonly id: string };
  /** What the contact is recognised by while the lead lives; needed when it changes or the lead comes back to life. */
  readonly keys?: readonly ContactKey[];
};

export function saveLead(db: Db, saving: Saving): Promise<Saved> {
  const { before, after, events, words, contact, loads, notices, delivery, keys } = saving;
  if (events.length === 0)
    throw new Error('A lead is saved with the events that changed it; there are none.');
  if (after.ref !== before.ref || after.revision !== before.revision + events.length) {
    throw new Error('A lead is saved one revision up for each event.');
  }
  return askFunction(db, 'move_on', {
    ref: after.ref,
    revision: before.revision,
    after,
    custodian: custodianOf(after),
    isAlive: isAlive(after),
    wasAlive: isAlive(before),
    wasConverted: before.stage === 'converted',
    events,
    last: events.findLast(isMove) ?? null,
    text: words?.text ?? null,
    brief: words?.brief ?? null,
    contact: contact ?? null,
    keys: keys ?? null,
    loads,
    notices,
    delivery: delivery ?? null,
  });
}
