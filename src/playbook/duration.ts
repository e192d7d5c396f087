/** Durations as a person writes them: `90s`, `15m`, `4h`, `2d`. A day is a working day of the direction. */

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000 } as const;

export const durationShape = /^([1-9]\d{0,4})\s?(s|m|h|d)$/;

export function readDuration(text: string, workingDayMs: number): number {
  const found = durationShape.exec(text);
  if (!found) throw new Error(`"${text}" is no duration: check it against durationShape first`);
  const unit = found[2] as keyof typeof unitMs | 'd';
  return Number(found[1]) * (unit === 'd' ? workingDayMs : unitMs[unit]);
}
