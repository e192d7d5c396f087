/** What a run of many rows comes to: which of them hold all their goals, which don't, and how long each took. */
import { isMet } from './figure.ts';
import type { Figure } from './figure.ts';

export type Outcome = {
  readonly name: string;
  readonly figures: readonly Figure[];
  readonly seconds: number;
  /** How it ended; null where a signal ended it. One that misses a goal ends with 1. */
  readonly code: number | null;
};

/** What a figure is held against. */
export type Judge = (figure: Figure) => boolean;

/** Where nothing was measured nothing is proven; and what broke may have stood before its worst figure. */
export function holds({ figures, code }: Outcome, judge: Judge = isMet): boolean {
  return code === 0 && figures.length > 0 && figures.every(judge);
}

/** One table for people: a line for each row, below it each goal that was missed; what it comes to stands last. */
export function sayAll({
  outcomes,
  skipped,
  seconds,
  judge = isMet,
}: {
  readonly outcomes: readonly Outcome[];
  readonly skipped: readonly string[];
  /** Of all together, some of which may have run side by side. */
  readonly seconds: number;
  readonly judge?: Judge;
}): string {
  const width = Math.max(...outcomes.map(({ name }) => name.length));
  const figures = outcomes.flatMap((one) => one.figures);
  const missed = outcomes.filter((one) => !holds(one, judge));
  return [
    ...outcomes.flatMap((one) => [
      `${one.name.padEnd(width)}  ${one.seconds.toFixed(0).padStart(5)} s  ${countOf(one)}  ${holds(one, judge) ? 'holds' : 'MISSED'}`,
      ...one.figures.filter((figure) => !isMet(figure)).map((figure) => `  ${sayMissed(figure)}`),
      ...(endedBadly(one, judge) ? [`  ${sayEnd(one)}`] : []),
    ]),
    ...(skipped.length > 0 ? [`left out: ${skipped.join(', ')}`] : []),
    `${figures.filter(isMet).length} of ${figures.length} goals hold, in ${outcomes.length - missed.length} of ${outcomes.length} rows all of them, in ${minutes(seconds)}` +
      (missed.length > 0 ? `; not in ${missed.map(({ name }) => name).join(', ')}` : ''),
  ].join('\n');
}

const countOf = ({ figures }: Outcome): string =>
  `${String(figures.filter(isMet).length).padStart(3)} of ${String(figures.length).padStart(3)}`;

const sayMissed = ({ row, name, value, goal, unit }: Figure): string =>
  `${row} ${name}: ${Number.isInteger(value) ? value : value.toFixed(2)}${unit ? ` ${unit}` : ''}, should be ${goal.is} ${goal.than}`;

/** Every goal that it printed is met, and yet it does not hold. */
const endedBadly = (one: Outcome, judge: Judge): boolean => !holds(one, judge) && one.figures.every(judge);

function sayEnd({ code, figures }: Outcome): string {
  if (code === null) return 'was ended by a signal';
  return figures.length === 0 && code === 0 ? 'measured nothing' : `ended with ${code}`;
}

const minutes = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')} min`;
