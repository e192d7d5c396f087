/**
 * Reads a date as spreadsheets write it, and gives it as ISO 8601 without an offset: it is one of the direction's zone.
 * Which of two ways is meant is never guessed.
 */
export type DateRead =
  | { readonly ok: true; readonly iso: string }
  | { readonly ok: false; readonly why: 'dateAmbiguous' | 'dateShort' | 'dateNumber' | 'not_a_moment' };

export function readDate(text: string): DateRead {
  if (/^\d{4}-\d{2}-\d{2}(?:T|$)/.test(text)) return { ok: true, iso: text };
  if (/^\d{1,6}(?:[.,]\d+)?$/.test(text)) return { ok: false, why: 'dateNumber' };
  const [, first = '', mark = '', second = '', third = '', rest = ''] = shape.exec(text) ?? [];
  const time = readTime(rest);
  if (first === '' || time === null) return { ok: false, why: 'not_a_moment' };
  if (first.length === 4) return { ok: true, iso: isoOf(first, second, third, time) };
  if (third.length === 2) return { ok: false, why: 'dateShort' };
  if (third.length !== 4 || first.length > 2) return { ok: false, why: 'not_a_moment' };
  // With slashes some countries write the month first.
  if (mark === '/' && Number(first) <= 12 && Number(second) <= 12 && first !== second) {
    return { ok: false, why: 'dateAmbiguous' };
  }
  const isMonthFirst = mark === '/' && Number(second) > 12;
  const [day, month] = isMonthFirst ? [second, first] : [first, second];
  return { ok: true, iso: isoOf(third, month, day, time) };
}

const shape = /^(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?:[T,\s]\s*(.+))?$/u;

function isoOf(year: string, month: string, day: string, time: string): string {
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}${time}`;
}

/** Empty for no time; null for what is none. */
function readTime(text: string): string | null {
  if (text === '') return '';
  const [, hours = '', minutes = '', seconds = '00', half = ''] =
    /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:\s*([ap])\.?m\.?)?$/i.exec(text.trim()) ?? [];
  if (hours === '') return null;
  const hour = half === '' ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  const isTwelveHour = half !== '';
  if (hour > 23 || (isTwelveHour && (Number(hours) < 1 || Number(hours) > 12))) return null;
  return `T${String(hour).padStart(2, '0')}:${minutes}:${seconds}`;
}
