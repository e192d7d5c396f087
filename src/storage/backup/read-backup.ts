/**
 * Reads a backup, line by line, and believes nothing: seal, sums, counts and the shape of every line are checked on the
 * way. Whoever wants to be sure before the first deed reads it once with `checkBackup`, to its end.
 */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { z } from 'zod';
import {
  backupFormat,
  BackupUnusable,
  endSchema,
  headerSchema,
  makeSum,
  rowSchema,
  tableSchema,
  type BackupEnd,
  type BackupHeader,
  type TableSum,
} from './format.ts';
import { checkSeal } from './seal.ts';

export type BackupPart =
  | { readonly type: 'header'; readonly header: BackupHeader }
  | { readonly type: 'table'; readonly table: string; readonly columns: readonly string[] }
  /** Of the last table that was named. */
  | { readonly type: 'rows'; readonly lines: readonly string[] }
  | { readonly type: 'end'; readonly end: BackupEnd };

export type Limits = {
  /** The longest line, in bytes. */
  readonly lineBytes: number;
  /** How many times its size a file may unpack to, and how much it may in any case. */
  readonly ratio: number;
  readonly freeBytes: number;
};

/** The largest row is some text of at most 1 MiB, quoted; rows of random ids do not pack to a hundredth. */
const usual: Limits = { lineBytes: 16 * 1024 * 1024, ratio: 100, freeBytes: 16 * 1024 * 1024 };

/** From its first byte to its last. */
export async function checkBackup(
  path: string,
  limits: Limits = usual,
): Promise<{ readonly header: BackupHeader; readonly end: BackupEnd }> {
  let header: BackupHeader | null = null;
  for await (const part of readBackup(path, limits)) {
    if (part.type === 'header') header = part.header;
    if (part.type === 'end' && header) return { header, end: part.end };
  }
  throw new BackupUnusable('cut short');
}

/** Throws `BackupUnusable` where something is wrong; the part `end` comes last, and only if nothing is. */
export async function* readBackup(path: string, limits: Limits = usual): AsyncGenerator<BackupPart> {
  const reading = { whole: createHash('sha256'), sums: new Map<string, TableSum>() };
  let current: { name: string; columns: number; sum: ReturnType<typeof makeSum> } | null = null;
  let isBegun = false;
  let end: BackupEnd | null = null;
  const closeTable = () => {
    if (current) reading.sums.set(current.name, current.sum.result());
    current = null;
  };
  for await (const lines of piecesOf(path, limits)) {
    let rows: string[] = [];
    for (const line of lines) {
      if (end) throw new BackupUnusable('damaged');
      if (line.startsWith('[')) {
        if (!current) throw new BackupUnusable(isBegun ? 'damaged' : 'not a backup');
        if (parse(rowSchema, line).length !== current.columns) throw new BackupUnusable('damaged');
        current.sum.add(line);
        feed(reading.whole, line);
        rows.push(line);
        continue;
      }
      if (rows.length > 0) yield { type: 'rows', lines: rows };
      rows = [];
      if (!isBegun) {
        isBegun = true;
        feed(reading.whole, line);
        yield { type: 'header', header: headerOf(line) };
      } else if (line.startsWith('{"end"')) {
        closeTable();
        end = checkedEnd(parse(endSchema, line).end, reading);
      } else {
        closeTable();
        const { table, columns } = parse(tableSchema, line);
        if (reading.sums.has(table)) throw new BackupUnusable('damaged');
        feed(reading.whole, line);
        current = { name: table, columns: columns.length, sum: makeSum() };
        yield { type: 'table', table, columns };
      }
    }
    if (rows.length > 0) yield { type: 'rows', lines: rows };
  }
  if (!end) throw new BackupUnusable(isBegun ? 'cut short' : 'not a backup');
  yield { type: 'end', end };
}

function feed(hash: Hash, line: string): void {
  hash.update(line);
  hash.update('\n');
}

function checkedEnd(
  end: BackupEnd,
  { whole, sums }: { readonly whole: Hash; readonly sums: ReadonlyMap<string, TableSum> },
): BackupEnd {
  const isWhole =
    end.sha256 === whole.digest('hex') &&
    Object.keys(end.tables).length === sums.size &&
    [...sums].every(([table, { rows, sum }]) => {
      const told = end.tables[table];
      return told?.rows === rows && told.sum === sum;
    });
  if (!isWhole) throw new BackupUnusable('damaged');
  return end;
}

/** What a later program wrote need not have the shape that this one knows: its format is looked at first. */
function headerOf(line: string): BackupHeader {
  const told: unknown = jsonOf(line);
  if (typeof told !== 'object' || told === null || !('baton' in told) || told.baton !== 'backup') {
    throw new BackupUnusable('not a backup');
  }
  if ('format' in told && typeof told.format === 'number' && told.format > backupFormat) {
    throw new BackupUnusable('newer');
  }
  return parse(headerSchema, line);
}

function parse<T>(schema: z.ZodType<T>, line: string): T {
  const checked = schema.safeParse(jsonOf(line));
  // What zod has to say would quote the line, which may hold a contact.
  if (!checked.success) throw new BackupUnusable('damaged');
  return checked.data;
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new BackupUnusable('damaged');
  }
}

/** Lines that came out together, unpacked and decoded, none longer and all not more than the limits say. */
async function* piecesOf(path: string, limits: Limits): AsyncGenerator<readonly string[]> {
  const length = await checkSeal(path);
  const atMost = length * limits.ratio + limits.freeBytes;
  let total = 0;
  let rest: Buffer[] = [];
  let restBytes = 0;
  for await (const chunk of unpacked(path, length)) {
    total += chunk.length;
    if (total > atMost) throw new BackupUnusable('bloated');
    const last = chunk.lastIndexOf(0x0a);
    if (last < 0) {
      rest.push(chunk);
      restBytes += chunk.length;
      if (restBytes > limits.lineBytes) throw new BackupUnusable('bloated');
      continue;
    }
    yield decode(Buffer.concat([...rest, chunk.subarray(0, last)])).split('\n');
    rest = [chunk.subarray(last + 1)];
    restBytes = chunk.length - last - 1;
  }
  if (restBytes > 0) throw new BackupUnusable(total === restBytes ? 'not a backup' : 'cut short');
}

async function* unpacked(path: string, length: number): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { end: length - 1, highWaterMark: 256 * 1024 });
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  file.on('error', (error) => gunzip.destroy(error));
  try {
    for await (const chunk of file.pipe(gunzip)) yield chunk;
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) {
      throw new BackupUnusable('damaged', { cause: error });
    }
    throw error;
  } finally {
    file.destroy();
    gunzip.destroy();
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new BackupUnusable('damaged');
  }
}
