/**
 * Takes a CSV file apart into rows of cells: which delimiter it has is found from its first line. Row numbers are the
 * ones that people see in the spreadsheet. What the cells mean is not known here.
 */
import { once } from 'node:events';
import { setImmediate as breathe } from 'node:timers/promises';
import { CsvError, parse, type InfoRecord } from 'csv-parse';
import type { Say } from '../../words/say.ts';
import { decodeCsv, type Encoding } from './decode-csv.ts';

export type CsvRow = { readonly row: number; readonly cells: readonly string[] };

export type Csv = {
  readonly encoding: Encoding;
  readonly delimiter: Delimiter;
  readonly headers: readonly string[];
  /** Without rows that are empty. */
  readonly rows: readonly CsvRow[];
};

export type CsvRead =
  | { readonly ok: true; readonly csv: Csv }
  | { readonly ok: false; readonly says: string };

const delimiters = ['\t', ';', ','] as const;
export type Delimiter = (typeof delimiters)[number];

export const csvLimits = {
  rows: 200_000,
  /** With empty ones and with those inside of cells: a spreadsheet has a million rows at the most. */
  lines: 2_000_000,
  columns: 100,
  headerLength: 100,
  /** A lead can't be half as large, however it is written. */
  rowBytes: 256 * 1024,
} as const;

export async function readCsv(file: Uint8Array, say: Say): Promise<CsvRead> {
  const decoded = await decodeCsv(file, say);
  if (!decoded.ok) return decoded;
  const { delimiter, from } = findDelimiter(decoded.bytes);
  const bytes = decoded.bytes.subarray(from);
  const bulk = await findBulk(bytes, delimiter);
  if (bulk?.type === 'many lines') return { ok: false, says: sayTooMany(say) };
  if (bulk) return { ok: false, says: say('imports.file.rowTooLong', { row: bulk.line }) };

  const read = await readRows(bytes, delimiter, say);
  if (!read.ok) return read;
  const [first, ...rows] = read.rows;
  if (!first) return { ok: false, says: say('imports.file.empty') };
  const headers = withoutEmptyEnd(first.cells);
  if (headers.length > csvLimits.columns) {
    return { ok: false, says: say('imports.file.tooManyColumns', { max: csvLimits.columns }) };
  }
  if (rows.length === 0) return { ok: false, says: say('imports.file.noRows') };
  return { ok: true, csv: { encoding: decoded.encoding, delimiter, headers, rows } };
}

type RowsRead =
  | { readonly ok: true; readonly rows: readonly CsvRow[] }
  | { readonly ok: false; readonly says: string };

/** Small enough to be read in a moment, and to hold few rows however short they are. */
const pieceBytes = 8 * 1024;

async function readRows(bytes: Uint8Array, delimiter: Delimiter, say: Say): Promise<RowsRead> {
  const rows: CsvRow[] = [];
  const parser = parse({
    delimiter,
    // A file that was put together from several has several kinds of line ends.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_quotes: true,
    relax_column_count: true,
    max_record_size: csvLimits.rowBytes,
    // They are counted all the same, so that rows have the numbers that people see.
    skip_empty_lines: true,
    info: true,
  });
  parser.on('data', ({ record, info }: { record: readonly string[]; info: InfoRecord }) => {
    if (record.some((cell) => cell.trim() !== '')) {
      rows.push({ row: info.records + info.empty_lines, cells: record });
    }
  });
  const isTooMany = () => rows.length > csvLimits.rows + 1;
  const ended = once(parser, 'end');
  // It is waited for below, after the writing; until then nobody listens to its failure.
  ended.catch(() => undefined);
  try {
    for (let at = 0; at < bytes.length && !parser.destroyed; at += pieceBytes) {
      const goesOn = parser.write(Buffer.from(bytes.subarray(at, at + pieceBytes)));
      if (!goesOn && !parser.destroyed) await Promise.race([once(parser, 'drain'), ended]);
      await breathe();
      if (isTooMany()) {
        parser.destroy();
        return { ok: false, says: sayTooMany(say) };
      }
    }
    parser.end();
    await ended;
  } catch (error) {
    if (error instanceof CsvError) return { ok: false, says: sayBroken(error, say) };
    throw error;
  }
  return isTooMany() ? { ok: false, says: sayTooMany(say) } : { ok: true, rows };
}

function sayTooMany(say: Say): string {
  return say('imports.file.tooManyRows', { max: csvLimits.rows });
}

function sayBroken(error: CsvError, say: Say): string {
  const row = Number(error['records'] ?? 0) + Number(error['empty_lines'] ?? 0) + 1;
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return say('imports.file.quoteOpen', { row });
    case 'CSV_MAX_RECORD_SIZE':
      return say('imports.file.rowTooLong', { row });
    default:
      return say('imports.file.broken', { row });
  }
}

/** Of the first line that is not empty; some spreadsheets write a line `sep=;` before it, and don't show it. */
function findDelimiter(bytes: Uint8Array): { readonly delimiter: Delimiter; readonly from: number } {
  const beginning = Buffer.from(bytes.subarray(0, 64 * 1024)).toString('utf8');
  const said = /^sep=(.)\r?\n/i.exec(beginning);
  const named = delimiters.find((one) => one === said?.[1]);
  if (said && named) return { delimiter: named, from: said[0].length };
  const counts = new Map<string, number>();
  let isQuoted = false;
  for (const letter of beginning.trimStart()) {
    if (letter === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (letter === '\n' || letter === '\r')) break;
    else if (!isQuoted) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  const often = (one: Delimiter) => counts.get(one) ?? 0;
  // A comma may also stand within a heading, so of two that stand there equally often it is not it.
  const best = delimiters.reduce((found, one) => (often(one) > often(found) ? one : found));
  return { delimiter: often(best) > 0 ? best : ',', from: 0 };
}

/** No line of a table of leads has so many cells; a parser would make a million of them before anybody could look. */
const widestLine = 10_000;

type Bulk = { readonly type: 'wide line'; readonly line: number } | { readonly type: 'many lines' };

async function findBulk(bytes: Uint8Array, delimiter: Delimiter): Promise<Bulk | null> {
  const wanted = delimiter.charCodeAt(0);
  let [line, count] = [1, 0];
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === wanted) {
      count += 1;
      if (count > widestLine) return { type: 'wide line', line };
    } else if (byte === 0x0a || (byte === 0x0d && bytes[at + 1] !== 0x0a)) {
      line += 1;
      count = 0;
      if (line > csvLimits.lines) return { type: 'many lines' };
    }
    if (at % (1024 * 1024) === 0) await breathe();
  }
  return null;
}

function withoutEmptyEnd(cells: readonly string[]): readonly string[] {
  const last = cells.findLastIndex((cell) => cell.trim() !== '');
  return cells.slice(0, last + 1);
}
