/** What has happened to a lead. Ids, codes and times alone: nothing here ever needs to be erased. */
import type { Correctable, TouchKind, TouchOutcome } from './command.ts';
import type { DeclineReason } from './distribution.ts';
import type { Due } from './due.ts';
import type { Step } from './ladder.ts';
import type { MemberId, Moment, Ref } from './lead.ts';
import type { Via } from './member.ts';

export type Happening =
  | ({
      readonly type: 'received';
      readonly ref: Ref;
      readonly number: number;
      readonly direction: string;
      readonly source: string | null;
      readonly receivedAt: Moment;
      readonly previous: Ref | null;
    } & Due)
  /** The same contact came again; nothing changes, the custodian is told. */
  | { readonly type: 'repeated'; readonly source: string | null }
  | ({ readonly type: 'claimed' } & Due)
  /** Back to where others can take it: new, qualified, or a waiting account. */
  | ({ readonly type: 'released' } & Due)
  | ({ readonly type: 'touched'; readonly kind: TouchKind; readonly outcome: TouchOutcome } & Due)
  | { readonly type: 'noted' }
  /** `to`: whom a manager asks to call back then; absent where whoever has it put it off. */
  | { readonly type: 'snoozed'; readonly until: Moment; readonly to?: MemberId }
  | ({ readonly type: 'qualified' } & Due)
  /** `isJunk`: it was no lead at all. */
  | { readonly type: 'disqualified'; readonly reason: string; readonly isJunk?: true }
  | ({ readonly type: 'accepted' } & Due)
  /** `to` is the prospector it went back to, null when it went back to all of them. */
  | ({ readonly type: 'returned'; readonly reason: string; readonly to: MemberId | null } & Due)
  | ({ readonly type: 'converted'; readonly value: number | null; readonly currency: string | null } & Due)
  | { readonly type: 'lost'; readonly reason: string }
  | ({ readonly type: 'taken' } & Due)
  /** `own`: it came with having the lead and does not count against the daily limit. `to`: who may see it. */
  | { readonly type: 'revealed'; readonly own: boolean; readonly to: MemberId }
  | ({ readonly type: 'assigned'; readonly to: MemberId; readonly from: MemberId | null } & Due)
  | ({ readonly type: 'reopened' } & Due)
  | {
      readonly type: 'corrected';
      readonly fields: readonly Correctable[];
      readonly value?: number;
      readonly currency?: string;
      readonly source?: string | null;
    }
  | { readonly type: 'erased' }
  | ({ readonly type: 'vacated'; readonly member: MemberId } & Due)
  /** `inARow`: how many leads in a row were taken back from them by now. */
  | ({ readonly type: 'expired'; readonly member: MemberId; readonly inARow?: number } & Due)
  /** A step of the ladder was taken. */
  | { readonly type: 'escalated'; readonly step: Step }
  /** A snoozed lead came back. */
  | ({ readonly type: 'woken' } & Due)
  /** A manager asked its custodian after it. */
  | { readonly type: 'nudged'; readonly member: MemberId }
  /** There is more time for it now. */
  | ({ readonly type: 'extended' } & Due)
  /** It is somebody's turn; null: it is for all, since everybody has passed. */
  | { readonly type: 'offered'; readonly to: MemberId | null; readonly until: Moment }
  | { readonly type: 'declined'; readonly reason: DeclineReason }
  /** All are full or away. */
  | { readonly type: 'held' }
  /** Somebody pressed, and it is decided a little later who gets it. */
  | { readonly type: 'asked'; readonly until: Moment }
  /** Somebody stands in for its custodian, who is away; null: nobody does any more. */
  | { readonly type: 'covered'; readonly to: MemberId | null };

export type EventType = Happening['type'];

/** One line of the append-only history: what, when, who (null: intake or the clock) and from where. */
export type LeadEvent = Happening & {
  readonly at: Moment;
  readonly by: MemberId | null;
  /** Whose deed it counts as, where somebody stands in for them. */
  readonly for?: MemberId;
  readonly via: Via;
};
