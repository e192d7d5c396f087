/**
 * The rows that an import refused, as a file that can be mended and imported: all their cells as they were, and in
 * front the number of the row and why. Cells that a spreadsheet would run as formulas are guarded; the import takes
 * the guard off again.
 */
import { parse } from 'node:path';
import { refusedColumns } from './app/import/headers.ts';
import { readCsv } from './app/import/read-csv.ts';
import { byteOrderMark, csvLine } from './core/csv-line.ts';
import type { ImportAnswer } from './send-import.ts';
import { speak } from './words/say.ts';

/** `leads.csv` to `leads.refused.csv`. */
export function refusedPath(path: string): string {
  const { dir, name, ext } = parse(path);
  const folder = dir === '' ? '' : `${dir}/`;
  return `${folder}${name.replace(/\.refused$/, '')}.refused${ext || '.csv'}`;
}

/** In UTF-8 with its mark, which spreadsheets need to know it by. */
export async function refusedFile(file: Uint8Array, refused: ImportAnswer['refused']): Promise<string> {
  const read = await readCsv(file, speak('en'));
  if (!read.ok) throw new Error('The file changed while it was imported.');
  const { headers, rows, delimiter } = read.csv;
  // Of a file that was refused before, its own columns are made anew.
  const kept = headers.flatMap((header, at) =>
    refusedColumns.some((name) => name === header.trim()) ? [] : [at],
  );
  const cellsOf = new Map(rows.map(({ row, cells }) => [row, cells]));
  const lines = refused.map(({ row, reasons }) => {
    const cells = cellsOf.get(row) ?? [];
    // A row that is too long keeps what hangs over.
    return [
      String(row),
      reasons.join(' '),
      ...kept.map((at) => cells[at] ?? ''),
      ...cells.slice(headers.length),
    ];
  });
  const all = [[...refusedColumns, ...kept.map((at) => headers[at] ?? '')], ...lines];
  return byteOrderMark + all.map((cells) => csvLine(cells, delimiter)).join('');
}
