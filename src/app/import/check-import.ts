/**
 * Reads a spreadsheet of leads whole and checks every row, before anything of it is kept. Large files are read in
 * pieces with a pause between, so that others are served meanwhile.
 */
import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Say } from '../../words/say.ts';
import type { App } from '../app.ts';
import type { ReadLead } from '../read-lead-input.ts';
import type { Encoding } from './decode-csv.ts';
import { readHeaders } from './headers.ts';
import { readCsv } from './read-csv.ts';
import { readRow } from './read-row.ts';

export type ImportRequest = {
  readonly file: Uint8Array;
  /** `phone:HEADING,source:HEADING` */
  readonly map: readonly string[];
  /** Of rows that name none. */
  readonly direction: string | null;
  readonly source: string | null;
  /** In the language of whoever sends it. */
  readonly say: Say;
};

export type RefusedRow = { readonly row: number; readonly reasons: readonly string[] };

export type CheckedImport = {
  /** The same for the same file. */
  readonly key: string;
  readonly encoding: Encoding;
  readonly received: number;
  readonly leads: readonly ReadLead[];
  readonly refused: readonly RefusedRow[];
};

export type ImportChecked =
  | { readonly ok: true; readonly checked: CheckedImport }
  | { readonly ok: false; readonly problems: readonly { readonly path: string; readonly says: string }[] };

const rowsAtOnce = 20;

export async function checkImport(
  { playbook, clock }: Pick<App, 'playbook' | 'clock'>,
  { file, map, direction, source, say }: ImportRequest,
): Promise<ImportChecked> {
  const read = await readCsv(file, say);
  if (!read.ok) return { ok: false, problems: [{ path: 'file', says: read.says }] };
  const { csv } = read;
  const headers = readHeaders(csv.headers, map, say);
  if (!headers.ok) return headers;

  const leads: ReadLead[] = [];
  const refused: RefusedRow[] = [];
  const reading = {
    columns: headers.columns,
    direction,
    source,
    playbook: playbook(),
    now: clock.now(),
    say,
  };
  for (const [at, { row, cells }] of csv.rows.entries()) {
    const lead = readRow(cells, reading);
    if (lead.ok) leads.push(lead.lead);
    else refused.push({ row, reasons: lead.reasons });
    if (at % rowsAtOnce === 0) await breathe();
  }
  const key = await keyOf(file);
  return {
    ok: true,
    checked: { key, encoding: csv.encoding, received: csv.rows.length, leads, refused },
  };
}

const hashedAtOnce = 1024 * 1024;

async function keyOf(file: Uint8Array): Promise<string> {
  const hash = createHash('sha256');
  for (let at = 0; at < file.length; at += hashedAtOnce) {
    hash.update(file.subarray(at, at + hashedAtOnce));
    await breathe();
  }
  return hash.digest('hex').slice(0, 32);
}
