/** What people and the clock can ask of a lead. Words that a person typed come beside a command, never in it. */
import type { DeclineReason } from './distribution.ts';
import type { MemberId, Moment } from './lead.ts';
import type { Actor } from './member.ts';

export const touchKinds = ['call', 'message', 'meeting'] as const;
export type TouchKind = (typeof touchKinds)[number];

export const touchOutcomes = ['reached', 'no_answer', 'call_back', 'refused'] as const;
export type TouchOutcome = (typeof touchOutcomes)[number];

export const correctable = ['name', 'phone', 'email', 'company', 'message', 'source', 'value'] as const;
export type Correctable = (typeof correctable)[number];

export type Command =
  /** `atOnce`: given to them, or pulled by them, so that nobody is waited for. */
  | { readonly type: 'claim'; readonly atOnce?: true }
  | { readonly type: 'release' }
  | { readonly type: 'touch'; readonly kind: TouchKind; readonly outcome: TouchOutcome }
  | { readonly type: 'note' }
  | { readonly type: 'snooze'; readonly until: Moment }
  | { readonly type: 'qualify' }
  | { readonly type: 'disqualify'; readonly reason: string }
  | { readonly type: 'accept'; readonly atOnce?: true }
  | {
      readonly type: 'return';
      readonly reason: string;
      /** The prospector it would go back to, as they are now; null if they are gone. */
      readonly prospector: Actor | null;
    }
  | { readonly type: 'convert'; readonly value: number | null; readonly currency: string | null }
  | { readonly type: 'lose'; readonly reason: string }
  | { readonly type: 'take'; readonly atOnce?: true }
  | { readonly type: 'reveal' }
  | { readonly type: 'assign'; readonly to: Actor }
  | { readonly type: 'reopen' }
  | {
      readonly type: 'correct';
      readonly fields: readonly Correctable[];
      readonly value?: number;
      readonly currency?: string;
      readonly source?: string | null;
    }
  | { readonly type: 'erase' }
  /** The custodian is gone (removed, or lost the role): their work goes back to where others can take it. */
  | { readonly type: 'vacate'; readonly member: MemberId }
  /** It goes back; `inARow`: how many it is by now that were taken back from them. */
  | { readonly type: 'expire'; readonly inARow?: number }
  /** All steps of the ladder whose moment has come, and the end of a snooze. */
  | { readonly type: 'escalate' }
  /** A manager asks the custodian after it. */
  | { readonly type: 'nudge' }
  /** By turns: it is theirs to take now; null: everybody's. */
  | { readonly type: 'offer'; readonly to: MemberId | null }
  /** By turns: all are full or away. */
  | { readonly type: 'hold' }
  /** Nobody of those who pressed could have it after all. */
  | { readonly type: 'draw' }
  | { readonly type: 'decline'; readonly reason: DeclineReason }
  /** More time for it. */
  | { readonly type: 'extend' }
  /** Who stands in for its custodian, who is away; null: nobody any more. */
  | { readonly type: 'cover'; readonly custodian: MemberId; readonly to: MemberId | null };

export type CommandType = Command['type'];

/** The commands that a person may give, in the order in which a card offers them. */
export const commandTypes = [
  'claim',
  'touch',
  'qualify',
  'accept',
  'convert',
  'take',
  'note',
  'snooze',
  'release',
  'return',
  'disqualify',
  'lose',
  'reveal',
  'assign',
  'reopen',
  'correct',
  'erase',
] as const satisfies readonly CommandType[];
export type PersonCommandType = (typeof commandTypes)[number];
