/** How far the plan has come: of the team by the figures of the week or month, of a person by what they did in it. */
import type { Figures } from '../../core/figures.ts';
import type { MemberId, Moment } from '../../core/lead.ts';
import type { Hours, Playbook } from '../../core/policy.ts';
import { onCourseFor, spanAround } from '../../core/quota.ts';
import type { Planned, Progress, Quota } from '../../core/quota.ts';
import { countDeeds } from '../../storage/quotas.ts';
import type { App } from '../app.ts';
import { usualDirection } from '../direction-of.ts';
import { figuresOf } from '../digests/read-digest.ts';
import { readPlanned } from './read-planned.ts';

type PlanApp = Pick<App, 'database' | 'clock' | 'playbook'>;

/** `isMeant`: of which parts of the plan; the others are not counted. */
export async function readProgress(
  app: PlanApp,
  isMeant: (quota: Quota) => boolean,
): Promise<readonly Progress[]> {
  const { quotas } = await readPlanned(app);
  return countProgress(app, quotas.filter(isMeant));
}

export async function countProgress(app: PlanApp, quotas: readonly Planned[]): Promise<readonly Progress[]> {
  const progress: Progress[] = [];
  // Several steps of one direction and span are read at once.
  const read = new Map<string, Figures>();
  for (const quota of quotas) {
    const hours = hoursOf(quota.direction, app.playbook());
    const done = await doneOf(app, quota, hours, read);
    progress.push({ ...quota, done, onCourseFor: onCourseFor(done, quota.per, app.clock.now(), hours) });
  }
  return progress;
}

/** What a digest of one direction, or of all, tells. */
export const isIn =
  (direction: string | null) =>
  (quota: Quota): boolean =>
    direction === null || quota.direction === direction;

/** What is planned for a person, and for the team that they are part of. */
export const concerns =
  (member: MemberId, directions: readonly (string | null)[]) =>
  (quota: Quota): boolean =>
    quota.member === member ||
    (quota.member === null &&
      directions.some((direction) => direction === null || quota.direction === direction));

async function doneOf(
  app: PlanApp,
  quota: Quota,
  { timeZone }: Hours,
  read: Map<string, Figures>,
): Promise<number> {
  const { member, step, direction, per } = quota;
  const today = Temporal.Instant.fromEpochMilliseconds(app.clock.now())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate();
  const { from } = spanAround(today, per);
  const tomorrow = today.add({ days: 1 });
  if (member === null) {
    const key = JSON.stringify([direction, per]);
    const period = { from: from.toString(), to: tomorrow.toString(), direction };
    const figures = read.get(key) ?? (await figuresOf(app, period));
    read.set(key, figures);
    return figures.counts[step];
  }
  const startOf = (day: Temporal.PlainDate): Moment => day.toZonedDateTime(timeZone).epochMilliseconds;
  return countDeeds(app.database.db, { member, step, direction, from: startOf(from), to: startOf(tomorrow) });
}

/** Of all directions: those of the first, in the company's zone. */
function hoursOf(direction: string | null, playbook: Playbook): Hours {
  const { hours } = usualDirection(playbook, direction ?? undefined);
  return direction === null ? { ...hours, timeZone: playbook.timeZone } : hours;
}
