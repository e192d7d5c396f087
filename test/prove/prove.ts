/**
 * Prints figures of reliability, each against its goal: `npm run prove -- claims --seed 7 --full`; without a name, of all
 * rows, each in a process of its own, but those that `--skip storm,crash` names (and `planted`, which the full size has).
 * One JSON line a figure on standard output; on standard error a table, the seed, the size and the machine, which
 * `--json` leaves out. Exits with 1 when a goal is missed; with `--busy`, for a machine that others use as well, only
 * when one is that must be met exactly. Then `--at-once 3` runs as many rows side by side.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { watchedPrograms, watchOutgoing } from '../support/outgoing-calls.ts';
import { proveAbuse } from './security/abuse.ts';
import { proveAuditor } from './time/auditor.ts';
import { proveAuthz } from './rights/authz.ts';
import { proveBackup } from './crashes/backup.ts';
import { proveCanary } from './security/canary.ts';
import { outgoingFigures } from './security/check-outgoing.ts';
import { proveClaims } from './races/claims.ts';
import { proveClock } from './time/clock.ts';
import { proveCrash } from './crashes/crash.ts';
import { proveDigestCalendar } from './time/digest-calendar.ts';
import { proveForged } from './security/forged.ts';
import { proveFuzz } from './security/fuzz.ts';
import { isMet, isRight, lineOf, numberOf, sayMachine, tableOf } from './figure.ts';
import type { Proof } from './figure.ts';
import { provePgliteLock } from './crashes/pglite-lock.ts';
import { provePlanted } from './planted/planted.ts';
import { provePgRestart } from './crashes/pg-restart.ts';
import { provePgSick } from './crashes/pg-sick.ts';
import { proveInject } from './security/inject.ts';
import { proveInterleave } from './races/interleave.ts';
import { proveLostAnswer } from './platforms/lost-answer.ts';
import { proveRedeliver } from './races/redeliver.ts';
import { runAll } from './run-all.ts';
import { proveLimits } from './platforms/limits.ts';
import { proveSim } from './sim/sim.ts';
import { proveSla } from './time/sla.ts';
import { proveRolling } from './crashes/rolling.ts';
import { proveIsolate } from './platforms/isolate.ts';
import { provePermanent } from './platforms/permanent.ts';
import { proveStorm } from './platforms/storm.ts';
import { proveTakeover } from './crashes/takeover.ts';
import { proveUpgrade } from './upgrades/upgrade.ts';

/** Those that take longest first, so that side by side none is left alone at the end. */
const proofs: Readonly<Record<string, Proof>> = {
  crash: proveCrash,
  storm: proveStorm,
  isolate: proveIsolate,
  authz: proveAuthz,
  interleave: proveInterleave,
  sim: proveSim,
  auditor: proveAuditor,
  limits: proveLimits,
  upgrade: proveUpgrade,
  claims: proveClaims,
  permanent: provePermanent,
  backup: proveBackup,
  rolling: proveRolling,
  takeover: proveTakeover,
  abuse: proveAbuse,
  'pg-restart': provePgRestart,
  'pg-sick': provePgSick,
  'digest-calendar': proveDigestCalendar,
  clock: proveClock,
  'pglite-lock': provePgliteLock,
  'lost-answer': proveLostAnswer,
  forged: proveForged,
  sla: proveSla,
  inject: proveInject,
  canary: proveCanary,
  fuzz: proveFuzz,
  redeliver: proveRedeliver,
  planted: provePlanted,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    full: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    db: { type: 'string' },
    procs: { type: 'string' },
    leads: { type: 'string' },
    clicks: { type: 'string' },
    starts: { type: 'string' },
    kills: { type: 'string' },
    tries: { type: 'string' },
    seconds: { type: 'string' },
    seeds: { type: 'string' },
    ledger: { type: 'string' },
    workers: { type: 'string' },
    bug: { type: 'string' },
    platforms: { type: 'boolean', default: false },
    busy: { type: 'boolean', default: false },
    'at-once': { type: 'string' },
    skip: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const { seed: seedText, full, json, platforms, busy, skip, help, 'at-once': atOnce, ...rest } = values;
const judge = busy ? isRight : isMet;
const seed = numberOf(seedText, 1);
const say = (line: string) => void process.stderr.write(`${line}\n`);
const more = Object.fromEntries(
  Object.entries({ ...rest, platforms: platforms ? 'both' : undefined }).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value]] : [],
  ),
);

const unknown = positionals.filter((name) => !Object.hasOwn(proofs, name));
const [only, ...others] = positionals;
if (help || unknown.length > 0) {
  say(
    `Say what to prove: ${Object.keys(proofs).toSorted().join(', ')}. For example: npm run prove -- claims`,
  );
  say(
    'Without a name all are proven, one after the other, planted with --full alone; --skip storm,crash leaves some out.',
  );
  process.exitCode = help ? 0 : 2;
} else if (only === undefined || others.length > 0) {
  if (!json) say(sayMachine());
  process.exitCode = await runAll({
    script: fileURLToPath(import.meta.url),
    names: only === undefined ? Object.keys(proofs) : positionals,
    given: [
      ...(full ? ['--full'] : []),
      ...(platforms ? ['--platforms'] : []),
      ...(busy ? ['--busy'] : []),
      ...(json ? ['--json'] : []),
      ...Object.entries({ seed: String(seed), ...rest }).flatMap(([name, value]) =>
        value === undefined ? [] : [`--${name}`, value],
      ),
    ],
    // It proves the proofs rather than the program, and takes as long as all others together.
    skip: [...(full || only !== undefined ? [] : ['planted']), skip ?? ''].join(','),
    atOnce: numberOf(atOnce, 1),
    judge,
    show: (figures) => {
      for (const figure of figures) process.stdout.write(`${lineOf(figure)}\n`);
    },
    say: json ? () => {} : say,
  });
} else {
  if (!json) say(sayMachine());
  if (!json) say(`${only}: seed ${seed}, ${full ? 'full size' : 'the size of every change'}`);
  const tell = json ? () => {} : say;
  watchOutgoing();
  const proven = (await proofs[only]?.({ seed, full, more, say: tell })) ?? [];
  const figures = [...proven, ...outgoingFigures(watchedPrograms(), tell)];
  for (const figure of figures) process.stdout.write(`${lineOf(figure)}\n`);
  if (!json) say(tableOf(figures));
  // Where nothing was measured, nothing is proven.
  if (proven.length === 0 || !figures.every(judge)) process.exitCode = 1;
}
