/** People as the rules see them: which roles they hold and how much they have in hand. */
import type { MemberId } from './lead.ts';

export const roles = ['prospector', 'closer', 'account_manager', 'manager'] as const;
export type Role = (typeof roles)[number];

export const audiences = ['prospectors', 'closers', 'account_team', 'managers'] as const;
export type Audience = (typeof audiences)[number];

export const platforms = ['slack', 'telegram', 'web'] as const;
export type Platform = (typeof platforms)[number];

/** By which way a command came. */
export const vias = [...platforms, 'api', 'intake', 'clock', 'import'] as const;
export type Via = (typeof vias)[number];

export const languages = ['en', 'uk'] as const;
export type Language = (typeof languages)[number];

/** How many a member has in hand now, by the stage that limits them. */
export type Load = { readonly claimed: number; readonly accepted: number; readonly accounts: number };

/** Somebody who acts, with the roles they hold in the lead's direction. */
export type Actor = {
  readonly id: MemberId;
  readonly roles: readonly Role[];
  readonly active: boolean;
  /** Away, or switched off from new leads. */
  readonly away: boolean;
  readonly load: Load;
  /** Limits of their own. */
  readonly limits?: Partial<Load>;
  /** How many contacts they have asked to see today, besides those of leads they took. */
  readonly revealsToday: number;
};
