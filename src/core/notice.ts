/** What must be shown or told after a change. Kept in the same transaction, carried out afterwards. */
import type { MemberId, Moment } from './lead.ts';
import type { Audience } from './member.ts';
import type { Segment } from './roles.ts';

export const tellings = [
  'lead_returned', // to the prospector: it came back, with the reason
  'lead_repeated', // to the custodian: the same contact wrote again
  'lead_assigned', // to whoever got it
  'lead_taken_away', // to whoever had it before a manager moved it
  'call_back', // to the custodian, or who stands in: a manager asks them to call the client at a moment
  'prospect_accepted', // to the prospector: a closer took it on
  'claim_lost', // to whoever pressed in the same seconds: somebody else has waited longer
  'client_converted', // to the prospector: it became a client
  'return_decision', // to managers: returned twice, or with nobody to go back to
  'custody_freed', // to managers: somebody left, their work waits
] as const;
export type Telling = (typeof tellings)[number];

/** What the clock, or a manager, has to say about a lead. What is said to one person or place at once is said in sum. */
export const reminders = [
  'warn', // before its time is over
  'remind', // its time is over
  'wake', // it was snoozed until now
  'nudge', // a manager asks after it
  'given back', // it was taken back from them
  'switched off', // that was the second in a row: no new leads until they press Resume
  'tell managers', // its time is over for long
] as const;
export type Reminder = (typeof reminders)[number];

export type Notice =
  /** The living cards of this audience are out of date; `fresh`: offered anew, so a new message and a stub. */
  | { readonly type: 'card'; readonly audience: Audience; readonly fresh: boolean }
  /** This member's private card of the lead is out of date (they got it, have it, or had it). */
  | { readonly type: 'private card'; readonly member: MemberId }
  /** A private message, told once. */
  | { readonly type: 'tell'; readonly member: MemberId; readonly telling: Telling }
  /** To one member, to an audience's places, or to managers. Held back until `notBefore`: the person rests, or is away. */
  | {
      readonly type: 'remind';
      readonly about: Reminder;
      readonly member?: MemberId;
      readonly audience?: Audience;
      /** Of whom it is said, where that is not whoever has the lead. */
      readonly who?: MemberId;
      /** The due time that it is about. */
      readonly dueAt: Moment | null;
      readonly notBefore?: Moment;
    }
  /** By turns: one more was offered to them, or it was none and they get their turn back. */
  | { readonly type: 'turn'; readonly member: MemberId; readonly segment: Segment; readonly by: 1 | -1 }
  /** One more lead was taken back from them, which switches them off at `count`; 0: they have begun with one. */
  | { readonly type: 'strike'; readonly member: MemberId; readonly count: number }
  /** A message to the managers' places of the direction, told once. */
  | { readonly type: 'tell managers'; readonly telling: Telling };
