/** The rules of one direction, as the playbook gives them. */
import type { Distribution } from './distribution.ts';
import type { Ladder } from './ladder.ts';
import type { Language } from './member.ts';
import type { WrittenQuota } from './quota.ts';
import type { Segment } from './roles.ts';

export const shapes = ['three-stage', 'prospecting+closing', 'closing+account', 'solo'] as const;
export type Shape = (typeof shapes)[number];

export const fieldKinds = [
  'text',
  'long text',
  'number',
  'money',
  'date',
  'choice',
  'several choices',
  'person',
] as const;
export type FieldKind = (typeof fieldKinds)[number];

/** Something that is shown in the language of whoever reads. */
export type Text = Readonly<Record<Language, string>>;

/** A question of the brief. */
export type Question = {
  readonly id: string;
  readonly label: Text;
  readonly hint: Text | null;
  readonly kind: FieldKind;
  readonly required: boolean;
  /** Of `choice` and `several choices`. */
  readonly choices: readonly { readonly id: string; readonly label: Text }[];
};

/** A reason a person picks when a lead is disqualified, returned or lost. */
export type Reason = { readonly id: string; readonly label: Text };

/** Working hours: intervals per weekday (1 is Monday) in minutes of the day, and days off (`2026-12-25`). */
export type Hours = {
  readonly timeZone: string;
  readonly week: Readonly<
    Record<1 | 2 | 3 | 4 | 5 | 6 | 7, readonly (readonly [from: number, to: number])[]>
  >;
  readonly holidays: readonly string[];
};

export const limitNames = [
  'claim within',
  'first touch within',
  'qualify within',
  'accept within',
  'close within',
  'take within',
  'first contact within',
] as const;
export type LimitName = (typeof limitNames)[number];

/** What is allowed at once; null is `none`. */
export type Limits = {
  readonly claimed: number | null;
  readonly accepted: number | null;
  readonly accounts: number | null;
  readonly revealsADay: number | null;
};

export type Policy = {
  readonly direction: string;
  readonly shape: Shape;
  readonly hours: Hours;
  readonly currency: string;
  /** Allowed working time in milliseconds, null where the playbook sets none. */
  readonly times: Readonly<Record<LimitName, number | null>>;
  /** What happens while a time of a stage passes. */
  readonly ladders?: Readonly<Record<Segment, Ladder>>;
  /** How much more time somebody gets who asks for it; null: as much as was allowed. */
  readonly moreTime?: Readonly<Record<Segment, number | null>>;
  /** How what is free in a part of the conveyor comes into somebody's hands; the first press where nothing is said. */
  readonly distribution?: Readonly<Record<Segment, Distribution>>;
  /** Reasons for which a lead was none at all: whoever had it gets their turn back. */
  readonly junk?: readonly string[];
  readonly limits: Limits;
  readonly brief: readonly Question[];
  readonly reasons: {
    readonly disqualify: readonly Reason[];
    readonly return: readonly Reason[];
    readonly lose: readonly Reason[];
  };
};

/** Facts about a lead that a channel may see, by the playbook. */
export const shownFields = ['source', 'direction', 'company', 'message', 'brief', 'hint'] as const;
export type ShownField = (typeof shownFields)[number];

export type Script = Text;

export type Direction = Policy & {
  readonly name: Text;
  /** ISO 3166 code by which phones without a country are read. */
  readonly country: string;
  readonly scripts: {
    readonly prospecting: Script;
    readonly closing: Script;
    readonly account: Script;
  };
};

/** The company's regulation, read and checked. */
export type Playbook = {
  readonly company: string;
  readonly language: Language;
  readonly timeZone: string;
  /** What channels are shown of a lead. */
  readonly shown: readonly ShownField[];
  readonly directions: Readonly<Record<string, Direction>>;
  readonly announceAtMost: number;
  readonly digest: { readonly at: number; readonly weekdays: readonly number[] };
  /** What is to be reached, as far as the playbook says it. */
  readonly plan?: readonly WrittenQuota[];
  /** SHA-256 of the file and of the scripts it names. */
  readonly hash: string;
};
