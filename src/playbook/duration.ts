/** Durations as a person writes them: `90s`, `15m`, `4h`, `2d`. A day is a working day of the direction. */

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

export const durationShape = /^([1-9]\d{0,4})\s?(s|m|h|d)$/;

export function readDuration(text: string, workingDayMs: number): number {
  const found = durationShape.exec(text);
  if (!found) throw new Error(`"${text}" is no duration: check it against durationShape first`);
  return Number(found[1]) * (unitMs[found[2] ?? ''] ?? workingDayMs);
}
