/**
 * What the page can do besides chatting: the seats to look through, the channels, and the manager's desk.
 * Handed in; the adapter decides nothing. Every answer is data that may stand in a browser: no contact is in it.
 */
import type { Card } from '../../src/cards/card.ts';
import type { Moment, Ref, Stage } from '../../src/core/lead.ts';
import type { Audience, Language, Platform, Role } from '../../src/core/member.ts';

/** Somebody whose eyes one can look through: a member with an identity on the page. */
export type Seat = {
  /** Their identity on this platform. */
  readonly person: string;
  readonly member: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly language: Language;
  readonly timeZone: string;
  /** Of the sample team that the first start seats. */
  readonly isSample: boolean;
  readonly isAway: boolean;
};

export type WebChannel = {
  readonly channel: string;
  readonly audiences: readonly Audience[];
  readonly directions: readonly string[];
};

export type WebDirection = {
  readonly id: string;
  readonly name: string;
  /** Why a lead of it may be disqualified. */
  readonly reasons: readonly { readonly id: string; readonly label: string }[];
};

/** A team member as the manager's desk shows them. */
export type DeskPerson = {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Grant[];
  readonly language: Language;
  readonly isActive: boolean;
  readonly isAway: boolean;
  readonly isSample: boolean;
  /** How many leads and accounts they have in hand. */
  readonly held: number;
  readonly platforms: readonly Platform[];
};

/** Many leads at once. `free`: out of whosever hands, and offered to all again. */
export type BulkDeed =
  | { readonly type: 'assign'; readonly to: string }
  | { readonly type: 'free' }
  | { readonly type: 'disqualify'; readonly reason: string }
  | { readonly type: 'reopen' };

/** With a revision, only if the lead has not moved on since. */
export type BulkLead = { readonly ref: Ref; readonly revision: number | null };

export type BulkResult = {
  readonly done: number;
  readonly unchanged: number;
  /** Each cause once, with the first few numbers that it held up. */
  readonly refused: readonly {
    readonly says: string;
    readonly count: number;
    readonly numbers: readonly string[];
  }[];
  /** What puts everything back, as long as nobody has worked on it since. */
  readonly back: readonly { readonly deed: BulkDeed; readonly leads: readonly BulkLead[] }[];
};

/** All that somebody has in hand; `to` is null where others shall take it. */
export type Move = { readonly from: string; readonly to: string | null };

export type MovePreview = {
  readonly groups: readonly {
    readonly stage: Stage;
    readonly direction: string;
    readonly count: number;
    /** Why these would stay. */
    readonly says: string | null;
  }[];
  readonly going: number;
  readonly staying: number;
};

export type OurCaller = {
  readonly number: string;
  readonly stage: Stage;
  readonly custodian: string | null;
};

export type DeskPlace = {
  readonly id: string;
  readonly platform: Platform;
  readonly channel: string;
  readonly audience: Audience;
  readonly direction: string | null;
  readonly language: Language;
};

export type DeskLead = {
  readonly ref: Ref;
  readonly number: string;
  readonly stage: Stage;
  readonly direction: string;
  readonly source: string | null;
  readonly custodian: string | null;
  readonly dueAt: Moment | null;
  readonly receivedAt: Moment;
};

export const figurePeriods = ['today', 'yesterday', 'week', 'month'] as const;
export type FigurePeriod = (typeof figurePeriods)[number];
export type Figures = {
  readonly card: Card;
  readonly picture: { readonly svg: string; readonly alt: string } | null;
};

/** What has happened at least once, for the guided tour. */
export type Happened = Readonly<
  Record<'received' | 'claimed' | 'qualified' | 'accepted' | 'converted' | 'taken', boolean>
>;

/** Done, or a sentence why not, in the language of whoever asked. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly says: string };

export type Grant = {
  readonly role: Role;
  /** Null: in all directions. */
  readonly direction: string | null;
};
export type PersonInput = {
  readonly name: string;
  readonly grants: readonly Grant[];
  readonly language: Language;
};
export type PersonChanges = Partial<PersonInput> & { readonly isActive?: boolean };

export interface Desk {
  seats(): Promise<readonly Seat[]>;
  /** The web channels that are bound to something. */
  channels(): Promise<readonly WebChannel[]>;
  /** The company and its directions, named in a language. */
  company(language: Language): { readonly name: string; readonly directions: readonly WebDirection[] };
  happened(): Promise<Happened>;
  /** The seat's own language; for a sample seat that of the whole sample team and its channels. */
  speak(seat: Seat, language: Language): Promise<void>;
  /** Receives a made-up lead, each time another person. */
  sampleLead(language: Language): Promise<Outcome<{ readonly ref: Ref; readonly number: string }>>;
  /** All that follows is asked of a manager's seat alone. */
  people(): Promise<readonly DeskPerson[]>;
  addPerson(by: Seat, input: PersonInput): Promise<Outcome<DeskPerson>>;
  /** `released`: how many leads of theirs are free for others now. */
  changePerson(
    by: Seat,
    id: string,
    changes: PersonChanges,
  ): Promise<Outcome<DeskPerson & { readonly released: number }>>;
  /** A code by which this person becomes known on a further platform. */
  invite(by: Seat, id: string): Promise<Outcome<{ readonly code: string; readonly expiresAt: Moment }>>;
  /** Sends the made-up people home. */
  dismissSampleTeam(by: Seat): Promise<Outcome<{ readonly count: number }>>;
  places(): Promise<readonly DeskPlace[]>;
  bind(
    by: Seat,
    place: {
      readonly channel: string;
      readonly audience: Audience;
      readonly direction: string | null;
      readonly language: Language;
    },
  ): Promise<Outcome<DeskPlace>>;
  unbind(by: Seat, id: string): Promise<Outcome<null>>;
  /** What would go and what would stay, in counts. */
  previewMove(by: Seat, move: Move): Promise<Outcome<MovePreview>>;
  /** So many at a time: `next` is where to go on, null when that was all. */
  moveAll(
    by: Seat,
    move: Move & { readonly cursor: string | null },
  ): Promise<Outcome<BulkResult & { readonly next: string | null }>>;
  bulk(by: Seat, deed: BulkDeed, leads: readonly BulkLead[]): Promise<BulkResult>;
  /** Whose a caller is, by a full phone number; refused for a part of one, and when asked too often. */
  isOurs(by: Seat, phone: string): Promise<Outcome<{ readonly found: OurCaller | null }>>;
  /** The digest of a period as it is now, in words and as a picture. */
  figures(by: Seat, period: FigurePeriod): Promise<Outcome<Figures>>;
  leads(filter: {
    readonly stage: Stage | null;
    readonly cursor: string | null;
  }): Promise<{ readonly items: readonly DeskLead[]; readonly next: string | null }>;
}
