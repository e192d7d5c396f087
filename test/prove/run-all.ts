/**
 * Runs rows, each in a process of its own, so that one that breaks is a row that was missed and not the end of the others,
 * and none is slowed by what another left behind: one after the other, or where only counts matter several at once.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { figureOf, isMet } from './figure.ts';
import type { Figure } from './figure.ts';
import { holds, sayAll } from './summary.ts';
import type { Judge, Outcome } from './summary.ts';

export type Rows = {
  /** What proves or measures one row, when it is named. */
  readonly script: string;
  readonly names: readonly string[];
  /** Options for each of them. */
  readonly given: readonly string[];
  /** Names that were asked to be left out, with commas between. */
  readonly skip: string | undefined;
  /** How many run side by side; without it one. */
  readonly atOnce?: number;
  /** What a row's process holds its figures against. */
  readonly judge?: Judge;
  /** Shows the figures of one row when it has ended. */
  show(figures: readonly Figure[]): void;
  say(line: string): void;
};

/** Ends with 0 where all their goals are met, with 1 where one is missed, with 2 where it was asked for what is not. */
export async function runAll({
  script,
  names,
  given,
  skip = '',
  atOnce = 1,
  judge = isMet,
  show,
  say,
}: Rows): Promise<0 | 1 | 2> {
  const skipped = skip.split(',').filter((name) => name !== '');
  const unknown = skipped.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    say(`There is no ${unknown.join(', ')} to be left out.`);
    return 2;
  }
  const from = performance.now();
  const left = names.filter((name) => !skipped.includes(name));
  const outcomes: Outcome[] = [];
  const runSome = async () => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) {
      const outcome = await runOne(script, [name, ...given], name);
      show(outcome.figures);
      say(`${name}: ${holds(outcome, judge) ? 'holds' : 'MISSED'}, ${outcome.seconds.toFixed(0)} s\n`);
      outcomes.push(outcome);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, runSome));
  const seconds = (performance.now() - from) / 1_000;
  say(sayAll({ outcomes, skipped, seconds, judge }));
  return outcomes.length > 0 && outcomes.every((one) => holds(one, judge)) ? 0 : 1;
}

async function runOne(script: string, args: readonly string[], name: string): Promise<Outcome> {
  const from = performance.now();
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const figures: Figure[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const figure = figureOf(line);
    if (figure) figures.push(figure);
  }
  const [code] = await ended;
  return {
    name,
    figures,
    seconds: (performance.now() - from) / 1_000,
    code: typeof code === 'number' ? code : null,
  };
}
