/** When the day began that a moment lies in, where daily limits are counted. */
import type { Moment } from '../core/lead.ts';

export function startOfDay(moment: Moment, timeZone: string): Moment {
  return Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(timeZone).startOfDay()
    .epochMilliseconds;
}
