/** Takes a file of a history apart, CSV or JSON lines, and reads every row of it before anything is kept. */
import { setImmediate as breathe } from 'node:timers/promises';
import { decodeCsv } from '../import/decode-csv.ts';
import { csvLimits, readCsv } from '../import/read-csv.ts';
import { readStep } from './read-step.ts';
import type { RawStep, StepReading } from './read-step.ts';
import type { RefusedStep, Step } from './step.ts';

export type HistoryRead =
  | {
      readonly ok: true;
      readonly received: number;
      readonly steps: readonly Step[];
      readonly refused: readonly RefusedStep[];
    }
  | { readonly ok: false; readonly says: string };

type Row = { readonly row: number; readonly raw: RawStep | null; readonly says: string };

export async function readHistory(
  file: Uint8Array,
  type: 'csv' | 'lines',
  reading: StepReading,
): Promise<HistoryRead> {
  const rows = await (type === 'csv' ? readTable(file, reading) : readLines(file, reading));
  if (!rows.ok) return rows;
  const steps: Step[] = [];
  const refused: RefusedStep[] = [];
  for (const [at, { row, raw, says }] of rows.rows.entries()) {
    const read = raw ? readStep(row, raw, reading) : ({ ok: false, reasons: [says] } as const);
    if (read.ok) steps.push(read.step);
    else refused.push({ row, reasons: read.reasons });
    if (at % rowsAtOnce === 0) await breathe();
  }
  return { ok: true, received: rows.rows.length, steps, refused };
}

const rowsAtOnce = 50;

type Rows =
  | { readonly ok: true; readonly rows: readonly Row[] }
  | { readonly ok: false; readonly says: string };

const fields = ['externalId', 'at', 'command', 'member', 'arguments'] as const;
const needed: readonly string[] = ['externalId', 'at', 'command'];

async function readTable(file: Uint8Array, { say }: StepReading): Promise<Rows> {
  const read = await readCsv(file, say);
  if (!read.ok) return read;
  const headers = read.csv.headers.map((header) => header.trim());
  if (!needed.every((name) => headers.includes(name))) {
    return { ok: false, says: say('history.file.columns', { headers: headers.join(', ').slice(0, 300) }) };
  }
  const rows = read.csv.rows.map(({ row, cells }): Row => {
    const named = new Map(headers.map((header, at) => [header, (cells[at] ?? '').trim()]));
    const given = parsed(named.get('arguments') ?? '');
    if (given === null) return { row, raw: null, says: say('history.row.arguments') };
    const own = headers.flatMap((header) => {
      const cell = named.get(header) ?? '';
      return cell === '' || fields.some((field) => field === header) ? [] : [[header, cell] as const];
    });
    return { row, says: '', raw: rawOf(Object.fromEntries(named), { ...given, ...Object.fromEntries(own) }) };
  });
  return { ok: true, rows };
}

async function readLines(file: Uint8Array, { say }: StepReading): Promise<Rows> {
  const decoded = await decodeCsv(file, say);
  if (!decoded.ok) return decoded;
  const lines = Buffer.from(decoded.bytes).toString('utf8').split('\n');
  if (lines.length > csvLimits.rows + 1) {
    return { ok: false, says: say('history.file.tooMany', { max: csvLimits.rows }) };
  }
  const rows = lines.flatMap((line, at): readonly Row[] => {
    if (line.trim() === '') return [];
    const row = at + 1;
    const value = parsed(line);
    if (value === null) return [{ row, raw: null, says: say('history.row.json') }];
    const given = value['arguments'] ?? {};
    return isObject(given)
      ? [{ row, raw: rawOf(value, given), says: '' }]
      : [{ row, raw: null, says: say('history.row.arguments') }];
  });
  return rows.length === 0 ? { ok: false, says: say('history.file.empty') } : { ok: true, rows };
}

function rawOf(row: Readonly<Record<string, unknown>>, given: Readonly<Record<string, unknown>>): RawStep {
  const { externalId, at, command, member } = row;
  return { externalId, at, command, member, arguments: given };
}

/** Nothing is no arguments; null is what is no object. */
function parsed(text: string): Readonly<Record<string, unknown>> | null {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
