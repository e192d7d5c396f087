/** Figures: what proofs and benches print, each with the goal it is held against. */
import { cpus, loadavg } from 'node:os';
import { z } from 'zod';

/** A figure that a proof prints, with the goal it is held against. */
export type Figure = {
  /** The row of the goals that it belongs to. */
  readonly row: string;
  readonly name: string;
  readonly value: number;
  readonly goal: { readonly is: 'exactly' | 'at most' | 'at least'; readonly than: number };
  readonly unit?: string;
};

export type ProofOptions = {
  readonly seed: number;
  /** The size for a release, rather than the one that every change can afford. */
  readonly full: boolean;
  /** What else was asked for on the command line: `--db postgres` comes as `{ db: 'postgres' }`. */
  readonly more: Readonly<Record<string, string>>;
  say(line: string): void;
};

export type Proof = (options: ProofOptions) => Promise<readonly Figure[]>;

export function isMet({ value, goal }: Figure): boolean {
  if (!Number.isFinite(value)) return false;
  if (goal.is === 'exactly') return value === goal.than;
  return goal.is === 'at most' ? value <= goal.than : value >= goal.than;
}

/**
 * Whether what must be exactly so is so: how many were lost, doubled, let in. Times and ratios are let pass, which a busy
 * machine colours.
 */
export function isRight(figure: Figure): boolean {
  return figure.goal.is !== 'exactly' || isMet(figure);
}

export function lineOf(figure: Figure): string {
  return JSON.stringify({ ...figure, met: isMet(figure) });
}

const printed = z.object({
  row: z.string(),
  name: z.string(),
  // JSON knows no NaN: what could not be measured is printed as null.
  value: z.number().nullable(),
  goal: z.object({ is: z.enum(['exactly', 'at most', 'at least']), than: z.number() }),
  unit: z.string().optional(),
});

/** A figure as another process printed it with `lineOf`; null where a line is something else. */
export function figureOf(line: string): Figure | null {
  if (!line.startsWith('{')) return null;
  const { value, unit, ...rest } = printed.parse(JSON.parse(line));
  return { ...rest, value: value ?? Number.NaN, ...(unit === undefined ? {} : { unit }) };
}

/** What must not be at all. */
export function zero(row: string, name: string, value: number): Figure {
  return { row, name, value, goal: { is: 'exactly', than: 0 } };
}

/** All figures under each other, for people. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.row,
    figure.name,
    `${rounded(figure.value)}${figure.unit ? ` ${figure.unit}` : ''}`,
    `${figure.goal.is} ${figure.goal.than}`,
    isMet(figure) ? 'met' : 'MISSED',
  ]);
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** What it was measured on, and how busy that was: absolute figures mean nothing without. */
export function sayMachine(): string {
  const [first] = cpus();
  const [load = 0] = loadavg();
  return `Node ${process.version}, ${cpus().length} × ${first?.model ?? 'a processor'}, load ${load.toFixed(1)}`;
}

/** A whole number from the command line, or what stands for it when it was not given. */
export function numberOf(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`"${text}" should be a whole number from 1 on.`);
  return number;
}

const rounded = (value: number) => (Number.isInteger(value) ? String(value) : value.toFixed(2));
