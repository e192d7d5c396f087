/**
 * Prints figures of speed, each as a ratio to a floor that is measured side by side in the same run:
 * `npm run bench -- intake --rounds 5 --seconds 3`; without a name, of all rows, each in a process of its own, but those
 * that `--skip growth,digest` names. A table for people, or JSON lines with `--json`; exits with 1 when a
 * goal is missed. What was measured on the way, spreads and trouble by other processes, stands on standard error.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isMet, lineOf, numberOf, sayMachine, tableOf, type Figure } from '../prove/figure.ts';
import { runAll } from '../prove/run-all.ts';
import { benchAck } from './ack.ts';
import { benchAnnounce } from './announce.ts';
import { benchBurst } from './burst.ts';
import { benchClaim } from './claim.ts';
import { benchCpu } from './cpu.ts';
import { benchDigest } from './digest.ts';
import { benchGrowth } from './growth.ts';
import { benchIntake } from './intake.ts';
import { benchLoop } from './loop.ts';
import { areInstalled, benchPeers } from './peers.ts';
import { benchRace } from './race.ts';
import { benchRefuse } from './refuse.ts';
import { benchReveal } from './reveal.ts';
import { benchSize } from './size.ts';
import { benchSla } from './sla.ts';
import { benchSoak } from './soak.ts';
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
  announce: benchAnnounce,
  burst: benchBurst,
  claim: benchClaim,
  intake: benchIntake,
  loop: benchLoop,
  cpu: benchCpu,
  digest: benchDigest,
  growth: benchGrowth,
  peers: benchPeers,
  race: benchRace,
  refuse: benchRefuse,
  reveal: benchReveal,
  size: benchSize,
  sla: benchSla,
  soak: benchSoak,
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
    skip: { type: 'string' },
    help: { type: 'boolean', default: false },
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
const [only, ...others] = positionals;
const show = (figures: readonly Figure[]) => {
  if (values.json) for (const figure of figures) process.stdout.write(`${lineOf(figure)}\n`);
  else if (figures.length > 0) process.stdout.write(`${tableOf(figures)}\n`);
};
if (values.help || unknown.length > 0) {
  say(`Say what to measure: ${Object.keys(benches).join(', ')}. For example: npm run bench -- intake`);
  say('Without a name all are measured, one after the other; --skip growth,digest leaves some out.');
  process.exitCode = values.help ? 0 : 2;
} else if (only === undefined || others.length > 0) {
  const isWithoutPeers = only === undefined && !areInstalled();
  if (isWithoutPeers)
    say('The peers are not installed and left out; `npm run bench -- peers` installs them.');
  process.exitCode = await runAll({
    script: fileURLToPath(import.meta.url),
    names: only === undefined ? Object.keys(benches) : positionals,
    given: [
      ...(values.full ? ['--full'] : []),
      // Their lines are read; the table is drawn from them here.
      '--json',
      ...(['rounds', 'seconds', 'lives'] as const).flatMap((name) => {
        const value = values[name];
        return value === undefined ? [] : [`--${name}`, value];
      }),
    ],
    skip: isWithoutPeers ? [values.skip ?? '', 'peers'].join(',') : values.skip,
    show,
    say,
  });
} else {
  say(sayMachine());
  if (options.server === null) say('DATABASE_URL is not set: what needs PostgreSQL is left out.');
  const figures = (await benches[only]?.(options)) ?? [];
  show(figures);
  if (!figures.every(isMet)) process.exitCode = 1;
}
