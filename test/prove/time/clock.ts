/**
 * Clocks that jump, each machine's for itself: on and back by a second or by a month, while three processes are woken in
 * any order, and some stop in the very minute in which something is due and others start. No step and no digest may be
 * lost or come twice. On PostgreSQL where DATABASE_URL names one, else on the embedded database.
 */
import { sql } from 'kysely';
import { clockRounds, type ClockWork } from '../../../src/app/clock-work/rounds.ts';
import { sendDueDigests } from '../../../src/app/digests/send-due.ts';
import type { Ref } from '../../../src/core/lead.ts';
import { migrate } from '../../../src/storage/migrate.ts';
import { openDatabase, type Db } from '../../../src/storage/open-database.ts';
import { listHistory } from '../../../src/storage/read-lead.ts';
import { createDatabase } from '../../bench/create-database.ts';
import { aPlaybook, noLimits } from '../../support/a-playbook.ts';
import { anApp, command, receiveOne, type AnApp } from '../../support/an-app.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { testClock } from '../../support/test-clock.ts';
import { checkDigests, checkSteps, clockFigures, type ClockFault, type SentDigest } from './check-clock.ts';
import { numberOf, type Figure, type ProofOptions } from '../figure.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const always = [[0, 1440]] as const;
const timeZone = 'Europe/Kyiv';
const digestHour = 9;
const ladder = { warn: 75, remind: 100, 'tell managers': 150, 'give back': 200 };
const playbook = aPlaybook({
  main: {
    hours: {
      timeZone,
      week: { 1: always, 2: always, 3: always, 4: always, 5: always, 6: always, 7: always },
      holidays: [],
    },
    limits: noLimits,
    ladders: { prospecting: ladder, closing: ladder, account: ladder },
  },
  digest: { at: digestHour * 60, weekdays: [1, 2, 3, 4, 5, 6, 7] },
});

type Machine = { readonly app: AnApp; work: ClockWork; known: Set<string> };

export async function proveClock(options: ProofOptions): Promise<readonly Figure[]> {
  const { seed, full, more, say } = options;
  const trials = numberOf(more['tries'], full ? 10_000 : 500);
  const server = process.env['DATABASE_URL'];
  await using stack = new AsyncDisposableStack();
  const url = server ? stack.use(await createDatabase(server)).url : null;
  const database = await openDatabase({ databaseUrl: url, dataDir: null });
  stack.defer(() => database.close());
  await migrate(database);
  const random = seededRandom(seed);
  const app = await anApp(database, { playbook, seed });
  const machines: readonly Machine[] = [app.clock, testClock(), testClock()].map((clock) => {
    const own = { ...app, clock };
    return { app: own, work: clockRounds(own), known: new Set() };
  });
  const faults: ClockFault[] = [];
  let [jumps, restarts] = [0, 0];
  for (let trial = 0; trial < trials; trial += 1) {
    const leads = await begin(app, database.db, trial);
    for (let woken = 0; woken < 5; woken += 1) {
      for (const {
        app: { clock },
      } of machines)
        clock.forward(await jump(database.db, clock.now(), random));
      jumps += machines.length;
      const awake = machines.filter(() => random.number() < 0.7);
      const restarting = random.number() < 0.4 ? awake[0] : undefined;
      if (restarting) restarts += 1;
      await Promise.all(awake.map((machine) => look(machine, machine === restarting)));
    }
    await end(machines);
    faults.push(...(await judge(database.db, leads, app.clock.now())));
    await sql`delete from outbox where kind <> 'digest'`.execute(database.db);
    if (trial % 100 === 99) say(`${trial + 1} trials`);
  }
  await Promise.all(machines.map(({ work }) => work.stop()));
  faults.push(...(await judgeDigests(database.db)));
  say(`${trials} trials, ${jumps} jumps of clocks, ${restarts} restarts, on ${database.engine}`);
  for (const { figure, says } of faults.slice(0, 20)) say(`${figure}: ${says}`);
  return clockFigures.map((name): Figure => ({
    row: 'R18',
    name: `${name}, of ${trials} trials`,
    value: faults.filter(({ figure }) => figure === name).length,
    goal: { is: 'exactly', than: 0 },
  }));
}

type Begun = { readonly ref: Ref; readonly wasClaimed: boolean };

async function begin(app: AnApp, db: Db, trial: number): Promise<readonly Begun[]> {
  // Whoever lets two lie gets no more: each trial begins anew.
  await db.updateTable('members').set({ off_since: null, given_back: 0 }).execute();
  const { ref: free } = await receiveOne(app);
  const { ref: claimed } = await receiveOne(app);
  const outcome = await command(app, trial % 2 === 0 ? 'ana' : 'ben', claimed, 'claim');
  if (!outcome.ok) throw new Error(`The claim was refused: ${outcome.refusal.code}.`);
  return [
    { ref: free, wasClaimed: false },
    { ref: claimed, wasClaimed: true },
  ];
}

const leaps = [1_000, 59_000, 5 * minuteMs, 20 * minuteMs, hourMs, 6 * hourMs, dayMs, 30 * dayMs] as const;

/** Somewhere, or into the very minute in which the next step or digest is due. */
async function jump(db: Db, now: number, random: { number(): number }): Promise<number> {
  const within = Math.floor(random.number() * 60_000);
  const dice = random.number();
  if (dice < 0.25) return nextDigestAt(now) + within - now;
  if (dice < 0.5) {
    const { rows } = await sql<{ at: number | null }>`
      select min(next_step_at)::float8 as at from leads`.execute(db);
    return (rows[0]?.at ?? now) + within - now;
  }
  const leap = leaps[Math.floor(random.number() * leaps.length)] ?? 0;
  return random.number() < 0.4 ? -leap : leap;
}

/** One that restarts stops while it is at it, and another begins in its place. */
async function look(machine: Machine, isRestarting: boolean): Promise<void> {
  const ticking = [machine.work.tick(), sendDueDigests(machine.app, machine.known)];
  if (isRestarting) {
    await Promise.all([...ticking, machine.work.stop()]);
    machine.work = clockRounds(machine.app);
    machine.known = new Set();
    await Promise.all([machine.work.tick(), sendDueDigests(machine.app, machine.known)]);
  } else await Promise.all(ticking);
}

/** All clocks are right again, and days go by: what was due must have been done. */
async function end(machines: readonly Machine[]): Promise<void> {
  const latest = Math.max(...machines.map(({ app: { clock } }) => clock.now()));
  for (let pass = 1; pass <= 3; pass += 1) {
    for (const {
      app: { clock },
    } of machines)
      clock.forward(latest + pass * 2 * dayMs - clock.now());
    for (const machine of machines) {
      await look(machine, false);
      // The lease goes to the next.
      await machine.work.stop();
      machine.work = clockRounds(machine.app);
    }
  }
}

async function judge(db: Db, leads: readonly Begun[], now: number): Promise<readonly ClockFault[]> {
  const faults: ClockFault[] = [];
  for (const { ref, wasClaimed } of leads) {
    const steps = (await listHistory(db, ref)).flatMap((event) =>
      event.type === 'escalated' ? [event.step] : event.type === 'expired' ? ['expired'] : [],
    );
    faults.push(...checkSteps(ref, steps, { wasClaimed }));
  }
  const lastDay = lastDigestDay(now);
  const { rows } = await sql<{ day: string }>`
    select day from digests_sent where kind = 'day' and day = ${lastDay}`.execute(db);
  return rows.length > 0 ? faults : [...faults, { figure: 'digests missed', says: `none on ${lastDay}` }];
}

async function judgeDigests(db: Db): Promise<readonly ClockFault[]> {
  const { rows } = await sql<SentDigest & { lane: number }>`
    select lane, split_part(once, ':', 4) as day, body ->> 'from' as "from", body ->> 'to' as "to"
    from outbox where kind = 'digest' and body ->> 'kind' = 'day'`.execute(db);
  const lanes = Map.groupBy(rows, ({ lane }) => lane);
  if (lanes.size === 0) throw new Error('Nobody was sent a digest, so that nothing was proven.');
  return [...lanes.values()].flatMap((told) =>
    checkDigests(
      told,
      told.reduce((last, { day }) => (day > last ? day : last), ''),
    ),
  );
}

const wall = new Intl.DateTimeFormat('en-GB', {
  timeZone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  hourCycle: 'h23',
});

/** What the wall shows: "04/03/2026, 09". */
function wallAt(at: number): { readonly day: string; readonly hour: number } {
  const text = wall.format(at);
  return {
    day: `${text.slice(6, 10)}-${text.slice(3, 5)}-${text.slice(0, 2)}`,
    hour: Number(text.slice(12, 14)),
  };
}

/** Found by looking, hour by hour; Kyiv's clock shows nine every day. */
function nextDigestAt(now: number): number {
  let at = Math.ceil(now / hourMs) * hourMs;
  while (wallAt(at).hour !== digestHour) at += hourMs;
  return at;
}

function lastDigestDay(now: number): string {
  let at = Math.floor(now / hourMs) * hourMs;
  while (wallAt(at).hour !== digestHour) at -= hourMs;
  return wallAt(at).day;
}
