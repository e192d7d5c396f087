/** What a digest counts and measures, and of which period. */
import type { EventType } from './event.ts';
import type { MemberId, Moment } from './lead.ts';

export const counted = [
  'received',
  'claimed',
  'qualified',
  'returned',
  'accepted',
  'converted',
  'disqualified',
  'lost',
  'taken',
] as const satisfies readonly EventType[];
export type Counted = (typeof counted)[number];

/** From the first of one event to the first of another. */
export const spans = {
  toClaim: ['received', 'claimed'],
  toTouch: ['claimed', 'touched'],
  toQualify: ['claimed', 'qualified'],
  toAccept: ['qualified', 'accepted'],
  toConvert: ['accepted', 'converted'],
  toTake: ['converted', 'taken'],
} as const satisfies Record<string, readonly [EventType, EventType]>;
export type Span = keyof typeof spans;
export const spanNames = [
  'toClaim',
  'toTouch',
  'toQualify',
  'toAccept',
  'toConvert',
  'toTake',
] as const satisfies readonly Span[];

/** Whom a deed is credited to, and as what. */
export const creditOf = { qualified: 'prospected', converted: 'closed', taken: 'served' } as const;
export type Credited = keyof typeof creditOf;
export const isCredited = (type: EventType): type is Credited => type in creditOf;

/** Of which events it is told from which source their leads came. */
export const isSourced = (type: EventType): boolean => type === 'received' || type === 'converted';

/** In seconds of the wall clock. */
export type Spread = { readonly median: number | null; readonly p90: number | null };

export type Figures = {
  readonly counts: Readonly<Record<Counted, number>>;
  /** By source; null is absent. */
  readonly sources: readonly {
    readonly source: string | null;
    readonly received: number;
    readonly converted: number;
  }[];
  readonly credit: readonly {
    readonly member: MemberId;
    readonly prospected: number;
    readonly closed: number;
    readonly served: number;
  }[];
  readonly seconds: Readonly<Record<Span, Spread>>;
  readonly value: readonly { readonly currency: string; readonly total: number }[];
};

export type Period = {
  readonly from: Moment;
  /** Exclusive. */
  readonly to: Moment;
  /** Null: all. */
  readonly direction: string | null;
};

/** A span of time that is read at once; `to` is exclusive. */
export type Slice = { readonly from: Moment; readonly to: Moment };
