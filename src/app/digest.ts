/**
 * The figures of a period, as `GET /api/digest`, the digest's card and the page tell them, and what waits now.
 * Days are the direction's own, or the playbook's where it is about all of them.
 */
import type { Playbook } from '../core/policy.ts';
import { countOpen, type Standing } from '../storage/count-open.ts';
import { readFigures, type Figures } from '../storage/digest.ts';
import type { App } from './app.ts';

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
  const startOf = (day: string) => Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds;
  const figures = await readFigures(db, { from: startOf(from), to: startOf(to), direction });
  const standing = await countOpen(db, app.clock.now());
  return { from, to, direction, timeZone, ...figures, waiting: waitingOf(standing, direction) };
}

function zoneOf(direction: string | null, playbook: Playbook): string {
  const own = direction === null ? undefined : playbook.directions[direction];
  return own?.hours.timeZone ?? playbook.timeZone;
}

function waitingOf(standing: readonly Standing[], direction: string | null): Waiting {
  const mine = standing.filter((one) => direction === null || one.direction === direction);
  const free = (stage: Standing['stage']) =>
    mine.filter((one) => one.stage === stage).reduce((sum, one) => sum + one.free, 0);
  return {
    unclaimed: free('new'),
    unaccepted: free('qualified'),
    untaken: free('converted'),
    overdue: mine.reduce((sum, one) => sum + one.overdue, 0),
  };
}
