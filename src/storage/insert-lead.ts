/**
 * Lets a new lead in, in one statement: it gets its number, its contact is kept, the first cards are asked for. Whether
 * it is a duplicate of a living lead is decided there too, by a unique index, so that of two at once one wins.
 *
 * Does not wake the deliverers: the caller does.
 */
import type { Contact } from '../core/contact.ts';
import type { Happening } from '../core/event.ts';
import type { MemberId, Moment, NewLead, Ref, Stage } from '../core/lead.ts';
import type { Platform, Via } from '../core/member.ts';
import type { Notice } from '../core/notice.ts';
import { askFunction } from './ask-function.ts';
import type { Db, Json } from './tables.ts';

export type ContactKey = { readonly kind: 'phone' | 'email'; readonly value: string };

/** A lead that is known already, and by what. */
export type Known = {
  readonly ref: Ref;
  readonly number: number;
  readonly stage: Stage;
  readonly direction: string;
  readonly custodian: MemberId | null;
  readonly by: 'external' | 'phone' | 'email';
};

/** `receivedAt`, `source` and the rest stand in the lead; the number is given by the database, to both. */
export type Arrival = {
  readonly lead: Omit<NewLead, 'number'>;
  readonly event: Omit<Extract<Happening, { type: 'received' }>, 'number'> & {
    readonly at: Moment;
    readonly by: MemberId | null;
    readonly via: Via;
  };
  readonly contact: Contact;
  readonly externalId: string | null;
  readonly keys: readonly ContactKey[];
  readonly notices: readonly Notice[];
  readonly delivery?: { readonly platform: Platform; readonly id: string };
  /** Keeps the answer under the key in the same statement; `number` (`L-1042`) is put into the answer. */
  readonly idempotency?: {
    readonly owner: string;
    readonly key: string;
    readonly status: number;
    readonly answer: { readonly [key: string]: Json };
  };
};

export type Arrived =
  /** `previous`: the closed lead with the same contact, whose story this one goes on with. It stands in the lead, too. */
  { readonly number: number; readonly previous: Ref | null } | { readonly duplicate: Known } | 'repeated';

export function insertLead(db: Db, arrival: Arrival): Promise<Arrived> {
  const { lead, event, contact, externalId, keys, notices, delivery, idempotency } = arrival;
  return askFunction(db, 'let_in', {
    lead,
    event,
    contact,
    externalId,
    keys,
    notices,
    delivery: delivery ?? null,
    idempotency: idempotency ?? null,
  });
}

/** The lead that this contact belongs to: a living one first; by external id before phone, phone before e-mail. */
export function findKnown(
  db: Db,
  contact: {
    readonly externalId: string | null;
    readonly source: string | null;
    readonly phone: string | null;
    readonly email: string | null;
  },
): Promise<Known | null> {
  return askFunction(db, 'known_as', contact);
}
