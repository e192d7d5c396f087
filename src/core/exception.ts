/** What of the conveyor needs a manager: leads that lie, handoffs that nobody takes, people away with work waiting. */
import type { MemberId, Moment } from './lead.ts';
import type { LeadView } from './lead-view.ts';

export const exceptionKinds = ['unclaimed', 'overdue', 'unaccepted', 'untaken', 'no_next_step'] as const;
export type ExceptionKind = (typeof exceptionKinds)[number];

export type Exceptions = {
  /** How many there are of each kind; a lead is one of one kind. */
  readonly counts: Readonly<Record<ExceptionKind, number>>;
  /** The first of them: the longest overdue, then the longest without a next step. */
  readonly leads: readonly { readonly kind: ExceptionKind; readonly view: LeadView }[];
  /** Who is away, without anybody standing in, and has work in hand. */
  readonly away: readonly {
    readonly member: MemberId;
    readonly name: string;
    readonly until: Moment;
    readonly waiting: number;
  }[];
  /** Calls that were promised for the period: made, or not. */
  readonly promises: { readonly kept: number; readonly broken: number };
  /** Clients who were won: new ones, and those whose story went on. */
  readonly business: { readonly new: number; readonly existing: number };
};
