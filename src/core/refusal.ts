/** Why a command was not carried out: a fact, with what is needed to say it kindly. */
import type { MemberId, Moment, Ref, Stage } from './lead.ts';
import type { Role } from './member.ts';

export type Refusal =
  /** Somebody else was first. */
  | {
      readonly code: 'already_claimed' | 'already_accepted' | 'already_taken';
      readonly by: MemberId;
      readonly at: Moment;
    }
  /** The stage does not know this command (any more). */
  | { readonly code: 'wrong_stage'; readonly stage: Stage; readonly by: MemberId | null; readonly at: Moment }
  | { readonly code: 'not_custodian'; readonly custodian: MemberId | null }
  | { readonly code: 'not_allowed'; readonly needs: readonly Role[] }
  /** Deactivated: their seat is gone. */
  | { readonly code: 'not_active' }
  | { readonly code: 'away' }
  | {
      readonly code: 'limit_reached';
      readonly limit: number;
      readonly held: number;
      readonly stage: 'claimed' | 'accepted' | 'accounts';
    }
  | { readonly code: 'reveal_limit_reached'; readonly limit: number }
  /** It came back from closing once already: now a manager decides. */
  | { readonly code: 'returned_before'; readonly returns: number }
  | { readonly code: 'unknown_reason'; readonly reason: string; readonly known: readonly string[] }
  | { readonly code: 'not_qualified_person'; readonly member: MemberId; readonly needs: readonly Role[] }
  | { readonly code: 'moment_past'; readonly until: Moment }
  /** By turns: it is somebody else's now (null: it is not decided yet). */
  | { readonly code: 'not_your_turn'; readonly to: MemberId | null; readonly until: Moment | null }
  /** It had more time once already: now a manager decides. */
  | { readonly code: 'extended_before' }
  | { readonly code: 'erased' }
  /** A living lead has this contact: two would be worked on at once. */
  | { readonly code: 'duplicate_contact'; readonly ref: Ref; readonly number: number };

export type RefusalCode = Refusal['code'];
