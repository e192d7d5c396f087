/**
 * The figures of a period, as `GET /api/digest`, the digest's card and the page tell them, and what waits now.
 * Days are the direction's own, or the playbook's where it is about all of them.
 */
import type { Moment } from '../../core/lead.ts';
import type { Playbook } from '../../core/policy.ts';
import { countWaiting, type Standing } from '../../storage/count-open.ts';
import { bottleneckOf, steps } from '../../core/bottleneck.ts';
import type { Bottleneck, Flow, Step } from '../../core/bottleneck.ts';
import type { Exceptions } from '../../core/exception.ts';
import type { Counted, Figures, Slice } from '../../core/figures.ts';
import { readExceptions } from '../../storage/exceptions.ts';
import { readFigures, type PeriodFigures } from '../../storage/figures/read-figures.ts';
import type { App } from '../app.ts';

export type DigestPeriod = {
  /** `2026-03-02` */
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
  /** Null: all. */
  readonly direction: string | null;
};

export type Digest = DigestPeriod &
  Figures & {
    readonly timeZone: string;
    /** As things are now, whatever the period. */
    readonly waiting: Waiting;
    /** The narrowest place now, by the pace of the period. */
    readonly bottleneck: Bottleneck | null;
    /** As things are now; promises and business are those of the period. */
    readonly exceptions: Exceptions;
  };

export type Waiting = {
  /** New, and nobody has it. */
  readonly unclaimed: number;
  /** Qualified, and no closer has it. */
  readonly unaccepted: number;
  /** Clients without an account manager. */
  readonly untaken: number;
  /** With somebody or nobody, later than the playbook allows. */
  readonly overdue: number;
};

export async function readDigest(
  app: Pick<App, 'database' | 'clock' | 'playbook'>,
  { from, to, direction }: DigestPeriod,
): Promise<Digest> {
  const { db } = app.database;
  const timeZone = zoneOf(direction, app.playbook());
  const now = app.clock.now();
  const slices = daysOf(from, to, timeZone);
  const period = { from: slices[0]?.from ?? now, to: slices.at(-1)?.to ?? now };
  const [{ business, ...figures }, meant, stuck] = await Promise.all([
    figuresOf(app, { from, to, direction }),
    countWaiting(db, now, direction),
    readExceptions(db, { now, direction, period, shown: exceptionsShown }),
  ]);
  const bottleneck = bottleneckOf(flowsOf(meant, figures), slices.length);
  const exceptions = { ...stuck, business };
  return { from, to, direction, timeZone, ...figures, waiting: waitingOf(meant), bottleneck, exceptions };
}

/** The counts and measures alone. */
export function figuresOf(
  { database, clock, playbook }: Pick<App, 'database' | 'clock' | 'playbook'>,
  { from, to, direction }: DigestPeriod,
): Promise<PeriodFigures> {
  const now = clock.now();
  const slices = daysOf(from, to, zoneOf(direction, playbook()));
  return readFigures(database.db, {
    from: slices[0]?.from ?? now,
    to: slices.at(-1)?.to ?? now,
    direction,
    slices,
    closedBefore: now - stillBeingWrittenMs,
  });
}

const before = { claim: 'new', qualify: 'claimed', accept: 'qualified', convert: 'accepted' } as const;
const passing = {
  claim: 'claimed',
  qualify: 'qualified',
  accept: 'accepted',
  convert: 'converted',
  take: 'taken',
} as const satisfies Record<Step, Counted>;

function flowsOf(standing: readonly Standing[], { counts }: Pick<Figures, 'counts'>): readonly Flow[] {
  const sum = (of: readonly Standing[], part: 'count' | 'free') =>
    of.reduce((all, one) => all + one[part], 0);
  return steps.map((step) => {
    // A client who is served waits for nothing any more.
    const waiting =
      step === 'take'
        ? sum(
            standing.filter(({ stage }) => stage === 'converted'),
            'free',
          )
        : sum(
            standing.filter(({ stage }) => stage === before[step]),
            'count',
          );
    return { step, waiting, passed: counts[passing[step]] };
  });
}

/** More than these no message holds with their buttons. */
const exceptionsShown = 5;

export type NamedPeriod = 'today' | 'yesterday' | 'week' | 'month';

/** Whole days, today among them where it says so; `to` is exclusive. */
export function daysAround(
  period: NamedPeriod,
  now: Moment,
  timeZone: string,
): { readonly from: string; readonly to: string } {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
  const tomorrow = today.add({ days: 1 });
  switch (period) {
    case 'today':
      return { from: today.toString(), to: tomorrow.toString() };
    case 'yesterday':
      return { from: today.subtract({ days: 1 }).toString(), to: today.toString() };
    case 'week':
      return { from: tomorrow.subtract({ days: 7 }).toString(), to: tomorrow.toString() };
    case 'month':
      return { from: tomorrow.subtract({ months: 1 }).toString(), to: tomorrow.toString() };
  }
}

/** Longer than any deed takes from its moment to its being kept. */
export const stillBeingWrittenMs = 10 * 60_000;

/** The days of a period, each from midnight to midnight there, however long it is; `to` is exclusive. */
export function daysOf(from: string, to: string, timeZone: string): readonly Slice[] {
  const startOf = (day: Temporal.PlainDate) => day.toZonedDateTime(timeZone).epochMilliseconds;
  const slices: Slice[] = [];
  let day = Temporal.PlainDate.from(from);
  while (Temporal.PlainDate.compare(day, to) < 0) {
    const next = day.add({ days: 1 });
    // Some zones have skipped a day; it holds nothing.
    if (startOf(day) < startOf(next)) slices.push({ from: startOf(day), to: startOf(next) });
    day = next;
  }
  return slices;
}

export function zoneOf(direction: string | null, playbook: Playbook): string {
  const own = direction === null ? undefined : playbook.directions[direction];
  return own?.hours.timeZone ?? playbook.timeZone;
}

function waitingOf(mine: readonly Standing[]): Waiting {
  const free = (stage: Standing['stage']) =>
    mine.filter((one) => one.stage === stage).reduce((sum, one) => sum + one.free, 0);
  return {
    unclaimed: free('new'),
    unaccepted: free('qualified'),
    untaken: free('converted'),
    overdue: mine.reduce((sum, one) => sum + one.overdue, 0),
  };
}
