/**
 * What a backup looks like: gzip'd lines of JSON, the same for both engines, so that one can be restored into the other.
 *
 *     {"baton":"backup","format":1,"engine":"pglite",…}   what it is and what it was taken from
 *     {"table":"accounts","columns":["lead",…]}           then a row a line, every value as the database writes it
 *     ["r5…","1772614800000",null]
 *     {"end":{"tables":{"accounts":{"rows":1,"sum":"…"}},"sha256":"…"}}
 *
 * A table's `sum` is that of the SHA-256 of its lines, modulo 2^256. It does not depend on their order, which two
 * databases need not agree on. `sha256` is that of all that stands before the last line.
 */
import { hash } from 'node:crypto';
import { z } from 'zod';

/** Goes up when an older program could no longer read what is written. */
export const backupFormat = 1;

const name = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().nonnegative();

export const headerSchema = z.object({
  baton: z.literal('backup'),
  format: z.number().int().positive(),
  engine: z.enum(['pglite', 'postgres']),
  takenAt: z.iso.datetime(),
  /** Of the installation that it was taken from; null where it has none. */
  install: z.string().max(200).nullable(),
  /** What the tables were made by, in order. */
  migrations: z.array(z.string().min(1).max(200)).min(1).max(10_000),
  /** How far each sequence has counted; null: not at all. */
  sequences: z.record(name, count.nullable()),
});
export type BackupHeader = z.infer<typeof headerSchema>;

export const tableSchema = z.strictObject({ table: name, columns: z.array(name).min(1).max(500) });

export const endSchema = z.strictObject({
  end: z.strictObject({
    tables: z.record(name, z.strictObject({ rows: count, sum: sha256 })),
    sha256,
  }),
});
export type BackupEnd = z.infer<typeof endSchema>['end'];
export type TableSum = BackupEnd['tables'][string];

export const rowSchema = z.array(z.string().nullable());

/** Counts the lines of a table and sums them up. */
export function makeSum(): { add(line: string): void; result(): TableSum } {
  let rows = 0;
  let total = 0n;
  return {
    add(line) {
      rows += 1;
      total = BigInt.asUintN(256, total + BigInt(`0x${hash('sha256', line, 'hex')}`));
    },
    result: () => ({ rows, sum: total.toString(16).padStart(64, '0') }),
  };
}

/** Why a file can not be restored. */
export type BackupFlaw =
  /** It is something else. */
  | 'not a backup'
  /** A byte of it is not what it was. */
  | 'damaged'
  /** It was not written to its end, or lost some of it. */
  | 'cut short'
  /** A later program wrote it. */
  | 'newer'
  /** It unpacks to more than any backup does. */
  | 'bloated';

export class BackupUnusable extends Error {
  override readonly name = 'BackupUnusable';
  readonly flaw: BackupFlaw;
  constructor(flaw: BackupFlaw, options?: ErrorOptions) {
    super(`This file can not be restored: ${flaw}. Nothing was changed.`, options);
    this.flaw = flaw;
  }
}
