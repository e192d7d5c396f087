/** What a decision is made from, and what comes of it. */
import type { Happening } from '../event.ts';
import type { Moment } from '../lead.ts';
import type { Actor } from '../member.ts';
import type { Policy } from '../policy.ts';
import type { Refusal } from '../refusal.ts';

export type Circumstances = {
  /** Who acts; null for intake and the clock. */
  readonly actor: Actor | null;
  readonly now: Moment;
  readonly policy: Policy;
};

/** No events at all: nothing to do, and all is well. */
export type Decision =
  | { readonly ok: true; readonly events: readonly Happening[] }
  | { readonly ok: false; readonly refusal: Refusal };

/** Circumstances of a person's command, once it is known that somebody with a seat gives it. */
export type Situated = Circumstances & { readonly actor: Actor };
