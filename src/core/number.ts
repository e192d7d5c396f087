/** A lead's number as people read and type it: `L-1042`. */

export function formatNumber(number: number): string {
  return `L-${number}`;
}

/** `L-1042`, `l1042`, `#1042`, `1042`, with the Cyrillic `Л` too; null for anything else. */
export function parseLeadNumber(text: string): number | null {
  const digits = shape.exec(text.trim())?.[1];
  if (digits === undefined) return null;
  const number = Number(digits);
  return number > 0 && number <= largest ? number : null;
}

const shape = /^(?:[lл][-–—]?|#)?\s?(\d{1,10})$/iu;
/** What the database's integer holds. */
const largest = 2_147_483_647;
