/** A plan and how far it has come: what is to be reached in a week or month, and where today's pace would lead. Pure. */
import type { MemberId, Moment } from './lead.ts';
import type { Hours } from './policy.ts';
import { intervalsOf } from './working-time.ts';

export const quotaSteps = ['received', 'claimed', 'qualified', 'accepted', 'converted', 'taken'] as const;
export type QuotaStep = (typeof quotaSteps)[number];

export const quotaSpans = ['week', 'month'] as const;
export type QuotaSpan = (typeof quotaSpans)[number];

export type Quota = {
  /** Null: all. */
  readonly direction: string | null;
  readonly step: QuotaStep;
  /** Null: the whole team. */
  readonly member: MemberId | null;
  readonly per: QuotaSpan;
  readonly target: number;
};

/** A number above this is no plan. */
export const largestTarget = 1_000_000;

/** As the playbook plans it: people by their names. */
export type WrittenQuota = Omit<Quota, 'member'> & { readonly person: string | null };

export type Planned = Quota & {
  /** What the playbook says of the same; null where it says nothing. */
  readonly written: number | null;
};

/** What counts: what a manager set goes before what the playbook says of the same, until they end it. */
export function planOf(written: readonly Quota[], set: readonly Quota[]): readonly Planned[] {
  const inForce = new Map(written.map((quota) => [keyOf(quota), { ...quota, written: quota.target }]));
  const isNew: Planned[] = [];
  for (const quota of set) {
    const before = inForce.get(keyOf(quota));
    if (before) inForce.set(keyOf(quota), { ...before, target: quota.target });
    else isNew.push({ ...quota, written: null });
  }
  return [...inForce.values(), ...isNew].toSorted(inOrder);
}

/** Of which part of the plan it speaks. */
export function isSame(one: Omit<Quota, 'target'>, other: Omit<Quota, 'target'>): boolean {
  return keyOf(one) === keyOf(other);
}

function keyOf({ direction, step, member, per }: Omit<Quota, 'target'>): string {
  return JSON.stringify([direction, step, member, per]);
}

/** All directions before one, the team before its people, weeks after months, along the conveyor. */
function inOrder(one: Quota, other: Quota): number {
  return (
    compare(one.direction, other.direction) ||
    compare(one.member, other.member) ||
    compare(one.per, other.per) ||
    quotaSteps.indexOf(one.step) - quotaSteps.indexOf(other.step)
  );
}

function compare(one: string | null, other: string | null): number {
  if (one === other) return 0;
  if (one === null || other === null) return one === null ? -1 : 1;
  return one < other ? -1 : 1;
}

export type Progress = Planned & {
  readonly done: number;
  /** What comes out at this pace; null on the first morning, when any pace would be a guess. */
  readonly onCourseFor: number | null;
};

/** The week from Monday, or the month, in which a day lies; `to` is exclusive. */
export function spanAround(
  day: Temporal.PlainDate,
  per: QuotaSpan,
): { readonly from: Temporal.PlainDate; readonly to: Temporal.PlainDate } {
  const from = per === 'week' ? day.subtract({ days: day.dayOfWeek - 1 }) : day.with({ day: 1 });
  return { from, to: from.add(per === 'week' ? { weeks: 1 } : { months: 1 }) };
}

/** The run-rate: what was done, carried on at the same pace for the working days that are left. */
export function onCourseFor(done: number, per: QuotaSpan, now: Moment, hours: Hours): number | null {
  const moment = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(hours.timeZone);
  const today = moment.toPlainDate();
  const { from, to } = spanAround(today, per);
  let [passed, all] = [0, 0];
  for (let day = from; Temporal.PlainDate.compare(day, to) < 0; day = day.add({ days: 1 })) {
    if (!isWorkingDay(day, hours)) continue;
    all += 1;
    const order = Temporal.PlainDate.compare(day, today);
    if (order < 0) passed += 1;
    else if (order === 0) passed += shareOfDay(moment, hours);
  }
  return passed < leastToJudge ? null : Math.round((done * all) / passed);
}

/** Half a working day tells something. */
const leastToJudge = 0.5;

function isWorkingDay(day: Temporal.PlainDate, hours: Hours): boolean {
  return !hours.holidays.includes(day.toString()) && intervalsOf(day, hours).length > 0;
}

/** How much of a working day is over. */
function shareOfDay(moment: Temporal.ZonedDateTime, hours: Hours): number {
  const minute = moment.hour * 60 + moment.minute;
  const intervals = intervalsOf(moment.toPlainDate(), hours);
  const whole = intervals.reduce((sum, [from, to]) => sum + (to - from), 0);
  const over = intervals.reduce(
    (sum, [from, to]) => sum + Math.min(Math.max(minute - from, 0), to - from),
    0,
  );
  return whole === 0 ? 0 : over / whole;
}
