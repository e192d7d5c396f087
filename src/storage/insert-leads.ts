/**
 * Lets a piece of an import in, in one statement: all of its rows or none. Whether a row is a duplicate is decided as
 * for a single lead, also among the rows themselves.
 *
 * Pieces are small, because the embedded database does nothing else meanwhile. Does not wake the deliverers.
 */
import type { Moment } from '../core/lead.ts';
import type { Audience } from '../core/member.ts';
import { askFunction } from './ask-function.ts';
import type { Arrival, Arrived } from './insert-lead.ts';
import type { Db } from './tables.ts';

/** Announces the rows by one card for each place, not by one for each lead. */
export type ImportAnnouncement = {
  /** The same for all pieces of one file, whenever it is sent: there is one card for it. */
  readonly key: string;
  readonly now: Moment;
  /** The card waits so long for the next piece. */
  readonly holdMs: number;
  /** Whose places are told, by direction. */
  readonly audiences: Readonly<Record<string, Audience>>;
};

export async function insertLeads(
  db: Db,
  arrivals: readonly Arrival[],
  announcement: ImportAnnouncement | null,
): Promise<readonly Arrived[]> {
  if (arrivals.length === 0) return [];
  return askFunction(db, 'let_many_in', {
    announcement,
    arrivals: arrivals.map(({ delivery, idempotency, ...arrival }) => ({
      ...arrival,
      delivery: delivery ?? null,
      idempotency: idempotency ?? null,
    })),
  });
}

/** For each contact, in order: whether it is known, so that it would make no lead of its own. */
export function areKnown(
  db: Db,
  contacts: readonly {
    readonly externalId: string | null;
    readonly source: string | null;
    readonly phone: string | null;
    readonly email: string | null;
  }[],
): Promise<readonly boolean[]> {
  return askFunction(db, 'known_many', contacts);
}
