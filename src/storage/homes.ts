/**
 * Homes: what somebody sees who opens the bot itself. One is kept in step from the moment at which it was first opened;
 * the rows are the outbox's own. Everything that stands on it is read in one statement, however much there is.
 */
import type { LeadView } from '../core/lead-view.ts';
import type { MemberId, Moment } from '../core/lead.ts';
import type { Platform } from '../core/member.ts';
import { askFunction } from './ask-function.ts';
import type { Db } from './tables.ts';

/** Somebody looks at their home. False for nobody of ours. */
export function openHome(
  db: Db,
  opened: { readonly platform: Platform; readonly person: string; readonly now: Moment },
): Promise<boolean> {
  return askFunction(db, 'open_home', opened);
}

/** Where somebody could take on what waits: a stage of a direction. */
export type HomeDoor = { readonly stage: 'qualified' | 'converted'; readonly direction: string };

/** What the conveyor does of which they are the managers. */
export type HomeTeam = {
  readonly unclaimed: number;
  readonly unaccepted: number;
  readonly untaken: number;
  readonly inHand: number;
  readonly overdue: number;
  /** The longest overdue first. */
  readonly late: readonly LeadView[];
  readonly away: readonly {
    readonly name: string;
    readonly until: Moment;
    readonly deputy: string | null;
  }[];
};

export type HomeFacts = {
  /** What is due first comes first. */
  readonly mine: readonly LeadView[];
  readonly mineInAll: number;
  readonly waiting: readonly LeadView[];
  readonly waitingInAll: number;
  /** How many they could claim, by direction. */
  readonly free: readonly { readonly direction: string; readonly count: number }[];
  /** What they did since then, by the kind of event. */
  readonly week: Readonly<Partial<Record<WeekDeed, number>>>;
  /** Null for who is no manager. */
  readonly team: HomeTeam | null;
};

export type WeekDeed = 'claimed' | 'touched' | 'qualified' | 'accepted' | 'converted' | 'taken';

export function readHome(
  db: Db,
  asked: {
    readonly member: MemberId;
    readonly now: Moment;
    readonly weekStart: Moment;
    readonly doors: readonly HomeDoor[];
    /** Where they may claim. */
    readonly claims: readonly string[];
    /** Where they are managers; null: everywhere. None: nothing of a team is read. */
    readonly manages: readonly string[] | null;
    readonly shown: { readonly mine: number; readonly waiting: number; readonly late: number };
  },
): Promise<HomeFacts> {
  return askFunction(db, 'home_of', asked);
}
