/**
 * A lead as the rules see it: where it stands on the conveyor and who answers for it.
 *
 * A state that cannot be is a type that cannot be written. No contact and no free text is here:
 * those live where they can be erased.
 */

import type { Rung } from './ladder.ts';

export const stages = [
  'new',
  'claimed',
  'qualified',
  'accepted',
  'converted',
  'disqualified',
  'lost',
] as const;
export type Stage = (typeof stages)[number];

/** A member's id (`m_…`). */
export type MemberId = string;
/** A lead's opaque id in codes and addresses. It never looks like a number. */
export type Ref = string;
/** Milliseconds since 1970, UTC. */
export type Moment = number;

type Base = {
  readonly ref: Ref;
  /** 1042; people read it as `L-1042`. */
  readonly number: number;
  readonly direction: string;
  readonly source: string | null;
  readonly receivedAt: Moment;
  /** Goes up by one with every event; what a command is saved on. */
  readonly revision: number;
  /** The closed lead whose story this one goes on with. */
  readonly previous: Ref | null;
  /** When this stage, or this custodian, began. */
  readonly since: Moment;
  /** The last touch since then. */
  readonly touchedAt: Moment | null;
  readonly snoozedUntil: Moment | null;
  /** The manager who asked for a call back at that moment; kept until somebody goes on with it. */
  readonly snoozedBy?: MemberId;
  /** When the next step of the stage is due, in the direction's working time. */
  readonly dueAt: Moment | null;
  /** How often closers sent it back. */
  readonly returns: number;
  /** Whether somebody has filled in the brief. */
  readonly briefed: boolean;
  /** Who qualified it last, and so gets the credit for it. */
  readonly qualifiedBy: MemberId | null;
  /** The deed by which this stage, or this custodian, began; `since` says when. */
  readonly lastMove: { readonly type: MoveType; readonly by: MemberId | null };
  /** The last step of the ladder (a reminder, telling a manager) that was taken for the present `dueAt`. */
  readonly escalated: string | null;
  /** The steps that are still ahead. Absent on a lead whose due time arose before there were ladders. */
  readonly steps?: readonly Rung[];
  /** From when the present due time counts, where that is not `since`: it was snoozed and woke up. */
  readonly wokenAt?: Moment;
  /** A manager has asked after it since the due time arose. */
  readonly nudgedAt?: Moment;
  /** How often its custodian got more time. */
  readonly extensions?: number;
  /** By turns: whose turn it is, and until when; null: everybody's, since all have passed. */
  readonly offer?: { readonly to: MemberId | null; readonly until: Moment };
  /** Who has had their turn at it and did not take it. */
  readonly passed?: readonly MemberId[];
  /** Since when it waits because all were full or away. */
  readonly heldAt?: Moment;
  /** Who pressed while presses were gathered. */
  readonly asked?: readonly MemberId[];
  /** It came to its custodian by their turn. */
  readonly byTurn?: true;
  /** It was an account before a manager reopened it, and so was offered to the account team. */
  readonly wasAccount?: true;
  /** Who stands in while the custodian is away. The credit stays where it is. */
  readonly coveredBy?: MemberId;
  readonly erased: boolean;
};

/** The deeds that move a lead along the conveyor, or from hand to hand. */
const moveTypes = [
  'received',
  'claimed',
  'released',
  'qualified',
  'disqualified',
  'accepted',
  'returned',
  'converted',
  'lost',
  'taken',
  'assigned',
  'reopened',
  'erased',
  'vacated',
  'expired',
] as const;
export type MoveType = (typeof moveTypes)[number];

/** Whether what happened moved the lead. */
export function isMove({ type }: { readonly type: string }): boolean {
  return moveTypes.some((move) => move === type);
}

/** What a closed lead goes back to when a manager reopens it. */
export type Before =
  | { readonly stage: 'new' }
  | { readonly stage: 'claimed'; readonly prospector: MemberId }
  | { readonly stage: 'qualified' }
  | { readonly stage: 'accepted'; readonly closer: MemberId };

export type NewLead = Base & { readonly stage: 'new' };
export type ClaimedLead = Base & { readonly stage: 'claimed'; readonly prospector: MemberId };
export type QualifiedLead = Base & { readonly stage: 'qualified' };
export type AcceptedLead = Base & { readonly stage: 'accepted'; readonly closer: MemberId };
export type ConvertedLead = Base & {
  readonly stage: 'converted';
  readonly closer: MemberId;
  readonly convertedAt: Moment;
  /** In the smallest unit of the currency (kopecks, cents), or null where nobody said. */
  readonly value: number | null;
  readonly currency: string | null;
  /** The account's custodian; null while it waits for the account team. */
  readonly accountManager: MemberId | null;
};
export type DisqualifiedLead = Base & {
  readonly stage: 'disqualified';
  /** A reason of the playbook, or `erasedReason`. */
  readonly reason: string;
  readonly before: Before;
};
export type LostLead = Base & {
  readonly stage: 'lost';
  readonly reason: string;
  readonly before: Before;
};

export type OpenLead = NewLead | ClaimedLead | QualifiedLead | AcceptedLead;
/** Why an open lead is closed when the person's data is erased: nobody can be called any more. */
export const erasedReason = 'erased';
export type ClosedLead = DisqualifiedLead | LostLead;
export type Lead = OpenLead | ConvertedLead | ClosedLead;

/** Who answers for the lead, or for the account it became, now. */
export function custodianOf(lead: Lead): MemberId | null {
  switch (lead.stage) {
    case 'claimed':
      return lead.prospector;
    case 'accepted':
      return lead.closer;
    case 'converted':
      return lead.accountManager;
    default:
      return null;
  }
}

/** A lead on which work goes on, or the account that it became. */
export type LivingLead = (OpenLead | ConvertedLead) & { readonly erased: false };

/** Whether work on it goes on. A client whose data was erased is in the figures still, but nothing more is done. */
export function isAlive(lead: Lead): lead is LivingLead {
  return lead.stage !== 'disqualified' && lead.stage !== 'lost' && !lead.erased;
}
