/**
 * A line of a CSV file that a spreadsheet opens: what would be run as a formula there is guarded by an apostrophe (CSV
 * injection, OWASP), and what holds the delimiter, a quote or a line end is quoted (RFC 4180).
 */
export function csvLine(cells: readonly string[], delimiter: string): string {
  return `${cells.map((cell) => cellOf(cell, delimiter)).join(delimiter)}\r\n`;
}

/** What spreadsheets know UTF-8 by. */
export const byteOrderMark = '\uFEFF';

/** Where an input method writes wide signs, spreadsheets take those for the narrow ones. */
const runs = /^[=+\-@\t\r\n＝＋－＠]/u;

function cellOf(text: string, delimiter: string): string {
  const guarded = runs.test(text) ? `'${text}` : text;
  return guarded.includes(delimiter) || /["\r\n]/.test(guarded)
    ? `"${guarded.replaceAll('"', '""')}"`
    : guarded;
}
