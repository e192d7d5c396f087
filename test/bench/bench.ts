/**
 * Prints figures of speed, each as a ratio to a floor that is measured side by side in the same run:
 * `npm run bench -- intake --rounds 5 --seconds 3`. A table for people, or JSON lines with `--json`; exits with 1 when a
 * goal is missed. What was measured on the way, spreads and trouble by other processes, stands on standard error.
 */
import { parseArgs } from 'node:util';
import { isMet, lineOf, numberOf, sayMachine, tableOf, type Figure } from '../prove/figure.ts';
import { benchAck } from './ack.ts';
import { benchBurst } from './burst.ts';
import { benchClaim } from './claim.ts';
import { benchCpu } from './cpu.ts';
import { benchDigest } from './digest.ts';
import { benchGrowth } from './growth.ts';
import { benchIntake } from './intake.ts';
import { benchLoop } from './loop.ts';
import { benchRefuse } from './refuse.ts';
import { benchReveal } from './reveal.ts';
import { benchSize } from './size.ts';
import { benchSla } from './sla.ts';
import { benchStart } from './start.ts';

export type BenchOptions = {
  readonly rounds: number;
  readonly seconds: number;
  readonly lives: number;
  /** The size for a release. */
  readonly full: boolean;
  /** PostgreSQL; null: it is left out, and the run says so. */
  readonly server: string | null;
  readonly say: (line: string) => void;
};

const benches: Readonly<Record<string, (options: BenchOptions) => Promise<readonly Figure[]>>> = {
  ack: benchAck,
  burst: benchBurst,
  claim: benchClaim,
  intake: benchIntake,
  loop: benchLoop,
  cpu: benchCpu,
  digest: benchDigest,
  growth: benchGrowth,
  refuse: benchRefuse,
  reveal: benchReveal,
  size: benchSize,
  sla: benchSla,
  start: benchStart,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    lives: { type: 'string' },
    full: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const say = (line: string) => void process.stderr.write(`${line}\n`);
const options: BenchOptions = {
  rounds: numberOf(values.rounds, 5),
  seconds: numberOf(values.seconds, 3),
  lives: numberOf(values.lives, 300),
  full: values.full,
  server: process.env['DATABASE_URL'] ?? null,
  say,
};

const unknown = positionals.filter((name) => !Object.hasOwn(benches, name));
if (positionals.length === 0 || unknown.length > 0) {
  say(`Say what to measure: ${Object.keys(benches).join(', ')}. For example: npm run bench -- intake`);
  process.exitCode = 2;
} else {
  say(sayMachine());
  if (options.server === null) say('DATABASE_URL is not set: what needs PostgreSQL is left out.');
  for (const name of positionals) {
    const figures = (await benches[name]?.(options)) ?? [];
    if (values.json) for (const figure of figures) process.stdout.write(`${lineOf(figure)}\n`);
    else process.stdout.write(`${tableOf(figures)}\n`);
    if (!figures.every(isMet)) process.exitCode = 1;
  }
}
