/**
 * Judges digests against the days of a zone as `Intl` shows them on the wall: one for each local day that there is, at
 * the set time, or at the first moment after it where the wall skips it. It asks no `Temporal`.
 */
export const dayFigures = [
  'days without a digest',
  'days with several',
  'digests at a wrong moment',
] as const;
export type DayFault = { readonly figure: (typeof dayFigures)[number]; readonly says: string };

export type Digest = { readonly day: string; readonly at: number };

/** `days`: each that there is, with the moment at which its digest is due. */
export function checkDays(
  days: ReadonlyMap<string, number>,
  digests: readonly Digest[],
  zone: string,
): readonly DayFault[] {
  const counts = new Map<string, number>();
  for (const { day } of digests) counts.set(day, (counts.get(day) ?? 0) + 1);
  return [
    ...digests
      .filter(({ day, at }) => days.get(day) !== at)
      .map(({ day, at }): DayFault => ({
        figure: 'digests at a wrong moment',
        says: `${zone} ${day}: ${sayMoment(at)}, not ${sayMoment(days.get(day))}`,
      })),
    ...[...days.keys()].flatMap((day): readonly DayFault[] => {
      const count = counts.get(day) ?? 0;
      if (count === 1) return [];
      return [
        {
          figure: count === 0 ? 'days without a digest' : 'days with several',
          says: `${zone} ${day}: ${count}`,
        },
      ];
    }),
  ];
}

const minuteMs = 60_000;
const quarterMs = 15 * minuteMs;
/** No clock is put forward by more at once (three hours, at Casey), but where a whole day is skipped. */
const shortestDayMs = 20.75 * 60 * minuteMs;

/**
 * The days of a zone, and when the wall first shows the set time of each or a later one: found by looking at every
 * quarter of an hour, and before one that is found at the minutes, since some clocks change between quarters (at Casey at
 * one past midnight). The first day may be cut off and is left out.
 */
export function daysOnTheWall(
  zone: string,
  { from, to, minutes }: { readonly from: number; readonly to: number; readonly minutes: number },
): ReadonlyMap<string, number> {
  const wallOf = wallIn(zone);
  const days = new Map<string, number>();
  const firstMinute = (quarter: number, holds: (wall: Wall) => boolean) => {
    let first = quarter;
    while (first > quarter - quarterMs && holds(wallOf(first - minuteMs))) first -= minuteMs;
    return first;
  };
  let day = wallOf(from).date;
  let at = from;
  while (at < to) {
    const wall = wallOf(at);
    if (wall.date > day && wall.date !== dayAfter(day)) {
      // The day between is not there, or the quarters jumped over it: only the former happens.
      day = dayBefore(wall.date);
    }
    if (wall.date === dayAfter(day)) {
      const { date } = wall;
      const isOver = wallOf(at + quarterMs).date > date;
      const isNow = wall.minutes >= minutes;
      if (isNow || isOver) {
        const first = isNow
          ? firstMinute(at, (before) => before.date === date && before.minutes >= minutes)
          : firstMinute(at + quarterMs, (before) => before.date > date);
        days.set(date, first);
        day = date;
        at += isNow ? shortestDayMs : quarterMs;
        continue;
      }
    }
    at += quarterMs;
  }
  return days;
}

type Wall = { readonly date: string; readonly minutes: number };

function wallIn(zone: string): (at: number) => Wall {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return (at) => {
    // "04/03/2026, 09:30"
    const text = format.format(at);
    return {
      date: `${text.slice(6, 10)}-${text.slice(3, 5)}-${text.slice(0, 2)}`,
      minutes: Number(text.slice(12, 14)) * 60 + Number(text.slice(15, 17)),
    };
  };
}

const dayMs = 86_400_000;
const shifted = (date: string, ms: number) => new Date(Date.parse(date) + ms).toISOString().slice(0, 10);
const dayAfter = (date: string) => shifted(date, dayMs);
const dayBefore = (date: string) => shifted(date, -dayMs);
const sayMoment = (at: number | undefined) => (at === undefined ? 'at all' : new Date(at).toISOString());
