/**
 * What is scarce is raced for by everything that can move it: claims, releases, hand-offs, returns, assignments, the
 * clock taking back, the same person writing in again. Each command stops between what it reads and what it writes, and
 * others go on meanwhile (`take-turns`); the statements are the program's own, on PGlite in memory.
 */
import { sql } from 'kysely';
import { custodianOf } from '../../../src/core/lead.ts';
import type { Lead, MemberId, Stage } from '../../../src/core/lead.ts';
import type { Load } from '../../../src/core/member.ts';
import { handleCommand, LeadBusy } from '../../../src/app/handle-command.ts';
import { receiveLead } from '../../../src/app/receive-lead.ts';
import type { Request } from '../../../src/app/request.ts';
import { openDatabase } from '../../../src/storage/open-database.ts';
import type { Db } from '../../../src/storage/open-database.ts';
import { aroundTheClock, minuteMs } from '../../support/a-lead.ts';
import { aPlaybook } from '../../support/a-playbook.ts';
import { aLeadInput, anApp } from '../../support/an-app.ts';
import type { AnApp, Seat } from '../../support/an-app.ts';
import { testClock, wednesdayNoon } from '../../support/test-clock.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { migratedDump } from '../../support/migrated.ts';
import { emptyDatabase } from '../../support/empty-database.ts';
import { checkStates, stateFaults } from './check-states.ts';
import type { Floor, Kept, StateFault } from './check-states.ts';
import { drawsFrom } from '../floor/draws.ts';
import type { Draws } from '../floor/draws.ts';
import { numberOf, zero } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';
import { takeTurns } from './take-turns.ts';

/** So many on one floor; then it is judged, and a new one begins. */
const aFloorLong = 1_000;
const living = 8;
const limits: Load = { claimed: 2, accepted: 2, accounts: 2 };
const phones = Array.from({ length: 9 }, (_, index) => `+38067123450${index}`);

const seats: readonly Seat[] = [
  { id: 'm_ana', name: 'Ana', roles: ['prospector'] },
  { id: 'm_ben', name: 'Ben', roles: ['prospector'] },
  { id: 'm_cleo', name: 'Cleo', roles: ['closer'] },
  { id: 'm_cyr', name: 'Cyr', roles: ['closer'] },
  { id: 'm_dan', name: 'Dan', roles: ['account_manager'] },
  { id: 'm_dora', name: 'Dora', roles: ['account_manager'] },
  { id: 'm_all', name: 'Ala', roles: ['prospector', 'closer', 'account_manager'] },
  { id: 'm_mo', name: 'Mo', roles: ['manager'] },
];
const manager = 'm_mo';
const prospectors = ['m_ana', 'm_ben', 'm_all'];
const closers = ['m_cleo', 'm_cyr', 'm_all'];
const accountTeam = ['m_dan', 'm_dora', 'm_all'];

type Known = { readonly ref: string; readonly stage: Stage; readonly custodian: MemberId | null };
type Told = Floor['told'][number];
type Tally = { deeds: number; done: number; busy: number; moved: number };

export async function proveInterleave(options: ProofOptions): Promise<readonly Figure[]> {
  const tries = numberOf(options.more['tries'], options.full ? 1_000_000 : 20_000);
  const database = await openDatabase({ databaseUrl: null, dataDir: null, loadFrom: await migratedDump() });
  const faults: StateFault[] = [];
  const tally: Tally = { deeds: 0, done: 0, busy: 0, moved: 0 };
  let [round, floors] = [0, 0];
  const began = performance.now();
  try {
    for (; round < tries; floors += 1) {
      await emptyDatabase(database.db);
      const rounds = Math.min(aFloorLong, tries - round);
      const floor = await liveThrough(database, options.seed * 100_000 + floors, rounds, tally);
      faults.push(...checkStates(floor));
      round += rounds;
    }
  } finally {
    await database.close();
  }
  for (const { fault, about } of faults.slice(0, 20)) options.say(`  ${fault}: ${about}`);
  options.say(
    `interleave: ${round} interleavings of ${tally.deeds} deeds on ${floors} floors in ${((performance.now() - began) / 1000).toFixed(0)} s; ${tally.done} did something, ${tally.moved} wrote in vain and decided anew, ${tally.busy} gave up`,
  );
  const row = 'R28';
  return [
    ...stateFaults.map((name) => zero(row, name, faults.filter(({ fault }) => fault === name).length)),
    {
      row,
      name: 'interleavings, of real statements on PGlite',
      value: round,
      goal: { is: 'at least', than: tries },
    },
    // Where nobody gets in anybody's way, nothing is proven.
    {
      row,
      name: 'writes that came too late',
      value: tally.moved,
      goal: { is: 'at least', than: Math.floor(tries / 50) },
    },
  ];
}

async function liveThrough(
  database: AnApp['database'],
  seed: number,
  rounds: number,
  tally: Tally,
): Promise<Floor> {
  const { draw, once, one } = drawsFrom(seededRandom(seed));
  const clock = testClock(wednesdayNoon);
  const main = { limits: { ...limits, revealsADay: null }, hours: aroundTheClock };
  const plain = await anApp(database, { seats, seed, clock, playbook: aPlaybook({ main }) });
  const turns = takeTurns((answer) => {
    if (answer === 'moved' || answer === 'over_limit') tally.moved += 1;
  });
  const app: AnApp = { ...plain, database: { ...database, db: database.db.withPlugin(turns.plugin) } };
  const pool = new Map<string, Known>();
  const told: Told[] = [];

  async function receive(phone: string): Promise<void> {
    const came = await receiveLead(app, aLeadInput({ phone }), { via: 'intake' });
    if ('problems' in came) throw new Error('The lead was refused.');
    if (came.outcome !== 'known') pool.set(came.ref, { ref: came.ref, stage: 'new', custodian: null });
  }
  async function command(ref: string, by: MemberId | null, request: Request, phone?: string): Promise<void> {
    const via = by === null ? 'clock' : 'api';
    const outcome = await handleCommand(app, {
      lead: { ref },
      by,
      via,
      command: request,
      ...(phone === undefined ? {} : { contact: { phone } }),
    });
    if (!('view' in outcome)) throw new Error('A lead is gone.');
    const { lead } = outcome.view;
    pool.set(ref, { ref, stage: lead.stage, custodian: custodianOf(lead) });
    if (outcome.ok && !outcome.unchanged) {
      tally.done += 1;
      told.push({ lead: ref, revision: lead.revision, by });
    }
  }
  async function carryOn(deed: () => Promise<void>): Promise<void> {
    tally.deeds += 1;
    try {
      await deed();
    } catch (error) {
      // Nothing was done, and they are told to try again.
      if (!(error instanceof LeadBusy)) throw error;
      tally.busy += 1;
    }
  }

  for (let round = 0; round < rounds; round += 1) {
    clock.forward(draw(40) * minuteMs);
    const open = [...pool.values()].filter(({ stage }) => stage !== 'disqualified' && stage !== 'lost');
    if (open.length < living) await receive(one(phones));
    // What is long closed is left alone.
    for (const ref of [...pool.keys()].slice(0, Math.max(0, pool.size - 3 * living))) pool.delete(ref);
    const hot = one(open.length === 0 || once(8) ? [...pool.values()] : open);
    // Either all are after one lead, or one person is after all that is free, over their limit.
    const greedy = once(3) ? one(['m_ana', 'm_cleo', 'm_dan', 'm_all']) : null;
    const deeds = Array.from({ length: 2 + (once(3) ? 1 : 0) }, () => {
      const about = greedy === null && draw(4) > 0 ? hot : one([...pool.values()]);
      return () => carryOn(() => deedFor(about, greedy, { one, once, receive, command }));
    });
    await turns.run(deeds, draw);
  }
  return { ...(await whatIsKept(database.db)), limits, told };
}

type Means = Pick<Draws, 'one' | 'once'> & {
  receive(phone: string): Promise<void>;
  command(ref: string, by: MemberId | null, request: Request, phone?: string): Promise<void>;
};

/** Mostly what is in question at its stage, by whoever may; now and then anything by anybody. */
function deedFor({ ref, stage, custodian }: Known, greedy: MemberId | null, means: Means): Promise<void> {
  const { one, once, receive, command } = means;
  const whoHasIt = custodian ?? one(seats).id;
  const anybody = once(8) ? one(seats).id : null;
  const by = (usual: MemberId) => anybody ?? usual;
  const claim = () => command(ref, by(greedy ?? one(prospectors)), { type: 'claim' });
  const accept = () => command(ref, by(greedy ?? one(closers)), { type: 'accept' });
  const take = () => command(ref, by(greedy ?? one(accountTeam)), { type: 'take' });
  const release = () => command(ref, by(whoHasIt), { type: 'release' });
  const assign = (to: readonly MemberId[]) => () => command(ref, manager, { type: 'assign', to: one(to) });
  const expire = () => command(ref, null, { type: 'expire' });
  const vacate = () => command(ref, null, { type: 'vacate', member: whoHasIt });
  const again = () => receive(one(phones));
  const reopen = () => command(ref, manager, { type: 'reopen' });
  const mend = () => command(ref, manager, { type: 'correct', fields: ['phone'] }, one(phones));
  const qualify = () => command(ref, by(whoHasIt), { type: 'qualify' });
  const convert = () => command(ref, by(whoHasIt), { type: 'convert', value: 100, currency: 'UAH' });
  const giveBack = () => command(ref, by(one(closers)), { type: 'return', reason: 'not_ready' });
  const disqualify = () => command(ref, by(one([whoHasIt, manager])), { type: 'disqualify', reason: 'spam' });
  const lose = () => command(ref, by(one([whoHasIt, manager])), { type: 'lose', reason: 'price' });
  const atStage: Readonly<Record<Stage, readonly (() => Promise<void>)[]>> = {
    new: [claim, claim, claim, claim, assign(prospectors), disqualify],
    claimed: [claim, release, qualify, qualify, qualify, expire, assign(prospectors), disqualify, vacate],
    qualified: [accept, accept, accept, accept, giveBack, assign(closers)],
    accepted: [accept, release, convert, convert, giveBack, lose, expire, assign(closers), vacate],
    converted: [take, take, take, release, assign(accountTeam), reopen, expire, vacate],
    disqualified: [reopen, reopen, again],
    lost: [reopen, again],
  };
  const taking = { new: claim, qualified: accept, converted: take };
  if (greedy !== null && (stage === 'new' || stage === 'qualified' || stage === 'converted')) {
    return taking[stage]();
  }
  return one([...atStage[stage], one([again, mend, claim, accept, take])])();
}

async function whatIsKept(db: Db): Promise<Omit<Floor, 'limits' | 'told'>> {
  // Each statement is a transaction of its own, one after the other: their numbers are the order.
  const { rows: history } = await sql<Kept>`
    select lead, revision, body from history order by xmin::text::bigint, lead, revision`.execute(db);
  const { rows: leads } = await sql<{ lead: Lead; custodian: string | null; phone: string | null }>`
    select state as lead, custodian, phone from leads join contacts on contacts.lead = leads.ref`.execute(db);
  const { rows: loads } = await sql<Floor['loads'][number]>`
    select member, held, count from member_loads`.execute(db);
  const { rows: accounts } = await sql<{ lead: string }>`select lead from accounts`.execute(db);
  return { history, leads, loads, accounts: accounts.map(({ lead }) => lead) };
}
