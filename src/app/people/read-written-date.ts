/**
 * Reads a moment as people write it in a sentence ("24 грудня", "tomorrow at 5pm", "in two weeks"), in Ukrainian and
 * English, by a library. It is asked only where the few plain ways of `readUntil` did not fit, and only what it
 * understands to the last word counts: nothing is guessed.
 */
import type { Moment } from '../../core/lead.ts';
import { longestAwayDays, type Until } from './read-until.ts';

export async function readWrittenDate(
  text: string,
  { now, timeZone }: { readonly now: Moment; readonly timeZone: string },
): Promise<Until> {
  // Loaded when it is needed: it knows a dozen languages, and most people write "friday".
  const [en, uk] = await Promise.all([import('chrono-node/en'), import('chrono-node/uk')]);
  const here = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone);
  const reference = { instant: new Date(now), timezone: here.offsetNanoseconds / 60e9 };
  for (const { parse } of [uk, en]) {
    const [found, ...others] = parse(text, reference, { forwardDate: true });
    if (!found || others.length > 0 || !isWhole(text, found.text) || found.end) continue;
    const { start } = found;
    const day = {
      year: start.get('year') ?? here.year,
      month: start.get('month') ?? here.month,
      day: start.get('day') ?? here.day,
    };
    // A day without a time means that they are back when it begins.
    const time = start.isCertain('hour')
      ? { hour: start.get('hour') ?? 0, minute: start.get('minute') ?? 0 }
      : { hour: 0, minute: 0 };
    const at = Temporal.ZonedDateTime.from({ ...day, ...time, timeZone }).epochMilliseconds;
    if (at <= now) return { ok: false, why: 'past' };
    return at > here.add({ days: longestAwayDays }).epochMilliseconds
      ? { ok: false, why: 'too_far' }
      : { ok: true, at };
  }
  return { ok: false, why: 'unreadable' };
}

/** But for the little words around it. */
function isWhole(text: string, understood: string): boolean {
  const rest = text.toLowerCase().replace(understood.toLowerCase(), ' ');
  return /^[\s.,]*(?:(?:until|till|to|by|on|at|до|в|у|на|о|об)[\s.,]*)*$/u.test(rest);
}
