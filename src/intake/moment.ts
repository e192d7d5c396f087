/** Moments as programs write them: ISO 8601, in UTC or with an offset, and plain dates where a day is meant. */
import { z } from 'zod';
import type { Moment } from '../core/lead.ts';
import { speak } from '../words/say.ts';

const say = speak('en');

export const moment = z.iso.datetime({ offset: true, error: say('api.input.moment') });

export const date = z.iso.date({ error: say('api.input.date') });

export const momentOrDate = z
  .union([moment, date], { error: say('api.input.momentOrDate') })
  .meta({ description: say('api.input.momentOrDate') });

export function momentOf(text: string): Moment {
  return Temporal.Instant.from(text).epochMilliseconds;
}

/** A date is the beginning of that day in the zone. */
export function momentOrDateOf(text: string, timeZone: string): Moment {
  return text.includes('T')
    ? momentOf(text)
    : Temporal.PlainDate.from(text).toZonedDateTime(timeZone).epochMilliseconds;
}

export function isoOf(at: Moment): string {
  return new Date(at).toISOString();
}
