/**
 * The floor of a simulated day: two platforms in memory, of which one can be searched by key, the team on both, and one
 * process of the program, in whose place another may come at any moment. Time moves when it is told to.
 */
import { setImmediate as othersTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import { audiences } from '../../../src/core/member.ts';
import type { Moment } from '../../../src/core/lead.ts';
import type { Playbook } from '../../../src/core/policy.ts';
import type { Database } from '../../../src/storage/open-database.ts';
import { aPlaybook, noLimits } from '../../support/a-playbook.ts';
import { seatMember, type Seat } from '../../support/an-app.ts';
import { bindAudiences } from '../../support/bind-audiences.ts';
import { makeFakeChat, type FakeChat } from '../../support/fake-chat.ts';
import { testClock, wednesdayNoon, type TestClock } from '../../support/test-clock.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { saveMember } from '../../../src/storage/members.ts';
import { drawsFrom } from '../floor/draws.ts';
import { startProcess, type Asked, type Limited, type Lost, type SimProcess } from './a-process.ts';
import { deputyDue, heldLeads } from './held.ts';
import { makeTrace, type Trace } from './trace.ts';

export const seats = [
  { id: 'm_ana', name: 'Ana', roles: ['prospector'] },
  { id: 'm_ben', name: 'Ben', roles: ['prospector'] },
  { id: 'm_pia', name: 'Pia', roles: ['prospector'] },
  { id: 'm_cleo', name: 'Cleo', roles: ['closer'] },
  { id: 'm_cyr', name: 'Cyr', roles: ['closer'] },
  { id: 'm_dan', name: 'Dan', roles: ['account_manager'] },
  { id: 'm_dora', name: 'Dora', roles: ['account_manager'] },
  { id: 'm_mo', name: 'Mo', roles: ['manager'] },
  { id: 'm_nia', name: 'Nia', roles: ['manager'] },
] as const satisfies readonly Seat[];
export const platforms = ['slack', 'telegram'] as const;
export type Chat = (typeof platforms)[number];
/** Who they are on the platforms. */
export const personOf = (id: string) => id.replace(/^m_/u, '');
export const placeAudiences = audiences.filter((audience) => audience !== 'managers');

const hourMs = 3_600_000;
/** Seven in the morning in Kyiv, midnight in New York. */
export const dayStart: Moment = wednesdayNoon - 5 * hourMs;
/** A round is made so often, should a wake have been lost; and a dead process's lease runs out so late. */
const leaseMs = 30_000;
/** Nothing is under way but what a platform is slow to answer, when nothing has stirred for longer than a statement takes. */
const restTurns = 64;
/** A process looks for digests that are due at this second of each minute; where none can be, it is not made to. */
const digestSecondMs = 2_000;
/** Who reads digests on each platform, and how far east of Greenwich they are on that day. */
export const digestReaders = [
  { where: 'managers', reader: 'place', hoursEast: 2 },
  { where: 'mo', reader: 'member m_mo', hoursEast: 2 },
  { where: 'nia', reader: 'member m_nia', hoursEast: -5 },
] as const;
export const digestDay = '2026-03-04';

export type SimFloor = {
  readonly database: Database;
  readonly clock: TestClock;
  readonly playbook: Playbook;
  readonly slack: FakeChat;
  readonly telegram: FakeChat;
  readonly trace: Trace;
  /** Everything that was ever sent to a channel. */
  readonly shown: { where: string; text: string }[];
  /** And to people, on cards and in answers. */
  readonly told: { who: string; at: Moment; text: string }[];
  /** Contacts that somebody typed to correct a lead's. */
  readonly typed: { ref: string; who: string; secrets: readonly string[] }[];
  /** Who is out of the team. */
  readonly gone: Set<string>;
  /** Calls that were made although the platform had asked to wait. */
  readonly hasty: string[];
  /** Postings that stand there without the program knowing it. */
  readonly lost: Lost[];
  /** Somebody pressed there, and so the program has to know it from then on. */
  pressedOn(message: string): void;
  isPressedOn(message: string): boolean;
  process(): SimProcess;
  /** After so many turns of the event loop the process dies, in whatever it is doing; another takes its place. */
  killAfter(turns: number): Promise<void>;
  kills(): number;
  /** Ends after so many seconds; what waits for it is a call that a platform has not answered yet. */
  answerLate(seconds: number): Promise<void>;
  /** When the day's digest is due where the clocks stand so. */
  digestAt(hoursEast: number): Moment;
  /** Time passes from one thing that is due to the next. */
  passUntil(moment: Moment): Promise<void>;
};

/** `database` is empty and migrated. */
export async function aFloor(database: Database, seed: number): Promise<SimFloor> {
  const clock = testClock(dayStart);
  const now = () => clock.now();
  const slack = makeFakeChat({ platform: 'slack', now });
  const telegram = makeFakeChat({ platform: 'telegram', now, canFind: false });
  const chats = [slack, telegram];
  const trace = makeTrace(dayStart);
  // Before midnight everywhere, so that it tells of a day without leads: a picture is drawn on a thread of its own, whose
  // turns nobody has in hand. Mostly late, since whatever is mended afterwards is drawn into it again, which costs time.
  const { draw, once } = drawsFrom(seededRandom(seed ^ 0xd16e57));
  const digestMinutes = once(4) ? 14 * 60 + draw(5 * 60) : 19 * 60 + draw(4 * 60);
  const digestAt = (hoursEast: number) => Date.parse(digestDay) + digestMinutes * 60_000 - hoursEast * hourMs;
  let looksLeft = [
    ...new Set(digestReaders.map(({ hoursEast }) => digestAt(hoursEast) + digestSecondMs)),
  ].toSorted((a, b) => a - b);
  const playbook = aPlaybook({
    main: { limits: noLimits },
    shown: ['source', 'direction', 'hint', 'company', 'message', 'brief'],
    digest: { at: digestMinutes, weekdays: [1, 2, 3, 4, 5] },
  });
  for (const seat of seats) await seatMember(database, seat, clock.now());
  await saveMember(database.db, 'm_nia', { timeZone: 'America/New_York' });
  for (const { name } of chats) await bindAudiences(database.db, name, audiences, clock.now());

  const shown: SimFloor['shown'] = [];
  const told: SimFloor['told'] = [];
  const typed: SimFloor['typed'] = [];
  const gone = new Set<string>();
  const hasty: string[] = [];
  const limits = new Set<Limited>();
  const lost: Lost[] = [];
  const pressed = new Map<string, SimProcess>();
  const known = new Set<string>();
  let kills = 0;
  /** Calls that platforms have not answered yet. */
  let unanswered = 0;
  /** Work that a dead process had in hand is looked for until then. */
  let lookUntil = Number.NEGATIVE_INFINITY;
  const isChannel = (where: string) => audiences.some((audience) => audience === where);
  const start = async () => {
    const started = startProcess(
      {
        database,
        clock,
        chats,
        playbook,
        onCall(asked) {
          const { platform, type, where, key, text } = asked;
          trace.tell(clock.now(), `  ${platform} ${type} ${where} ${key}: ${text.replaceAll('\n', ' | ')}`);
          for (const limit of limits) {
            if (clock.now() >= limit.until) limits.delete(limit);
            else if (isHeldBy(asked, limit, clock.now()))
              hasty.push(`${platform} ${type} ${where} at ${clock.now()}, not before ${limit.until}`);
          }
          if (type === 'find') return;
          if (isChannel(where)) shown.push({ where: `${platform} ${where}`, text });
          else told.push({ who: where.replace(/^direct-/u, ''), at: clock.now(), text });
        },
        onLimited: (limit) => void limits.add(limit),
        onForgotten: (limit) => void limits.delete(limit),
        onLost(asked) {
          known.delete(asked.message);
          trace.tell(clock.now(), `  ${asked.platform} ${asked.type} ${asked.where} ${asked.key}: no answer`);
          lost.push(asked);
        },
      },
      seed * 1_000 + kills,
    );
    for (const chat of chats) await chat.start(started.inbox);
    return started;
  };
  let process = await start();
  await process.sendDigests();

  /** When there is something to deliver; never before the deliverer itself would look. */
  function nextRoundAt(): Moment {
    const round = clock.next() ?? Number.POSITIVE_INFINITY;
    const more =
      clock.now() < lookUntil || unanswered > 0 ? round : (process.moreAt() ?? Number.POSITIVE_INFINITY);
    return Math.max(more, round);
  }

  /** When the next step of a ladder is due. */
  async function nextStepAt(): Promise<Moment> {
    const { rows } = await sql<{ at: Moment | null }>`
      select min(next_step_at) as at from leads where next_step_at is not null`.execute(database.db);
    return rows[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  /** When somebody is back; now, where a lead lies with somebody who left, or has the wrong deputy. */
  async function nextReturnAt(): Promise<Moment> {
    const { rows } = await sql<{ at: Moment | null; isAstray: boolean }>`
      select (select min(away_until) from members) as at, exists (
        select 1 from ${heldLeads}
        where not m.active or l.state ->> 'coveredBy' is distinct from ${deputyDue}
      ) as "isAstray"`.execute(database.db);
    const [due] = rows;
    return due?.isAstray ? clock.now() : (due?.at ?? Number.POSITIVE_INFINITY);
  }

  /** All that can be delivered while the clock stands; what a platform is slow to answer goes on meanwhile. */
  async function settle(): Promise<void> {
    const over = new AbortController();
    const settling = process.settle().finally(() => over.abort());
    let [rested, stirs] = [0, process.stirs()];
    while (!over.signal.aborted && rested < restTurns) {
      await othersTurn();
      rested = unanswered > 0 && process.stirs() === stirs ? rested + 1 : 0;
      stirs = process.stirs();
    }
    if (over.signal.aborted) await settling;
  }

  /** Every other time it dies over it. */
  async function keepPeople(): Promise<void> {
    const { once, draw } = drawsFrom(seededRandom(seed * 7_919 + clock.now()));
    const dies = once(2);
    await Promise.all([process.keepPeople(), dies ? killAfter(draw(60)) : null]);
    if (dies) await process.keepPeople();
  }

  async function killAfter(turns: number): Promise<void> {
    for (let turn = 0; turn < turns; turn += 1) await othersTurn();
    process.kill();
    kills += 1;
    lookUntil = clock.now() + leaseMs + 5_000;
    trace.tell(clock.now(), `killed, after ${turns} turns`);
    process = await start();
    await process.sendDigests();
  }

  return {
    database,
    clock,
    playbook,
    slack,
    telegram,
    trace,
    shown,
    told,
    typed,
    hasty,
    gone,
    lost,
    pressedOn: (message) => void pressed.set(message, process),
    isPressedOn: (message) => known.has(message),
    process: () => process,
    killAfter,
    kills: () => kills,
    answerLate(seconds) {
      const { promise, resolve } = Promise.withResolvers<void>();
      unanswered += 1;
      clock.at(clock.now() + seconds * 1_000, () => {
        unanswered -= 1;
        resolve();
      });
      return promise;
    },
    digestAt,
    async passUntil(moment) {
      // Whatever is delivered meanwhile changes neither.
      let [back, step] = [await nextReturnAt(), await nextStepAt()];
      for (;;) {
        if (back <= clock.now()) {
          await keepPeople();
          [back, step] = [await nextReturnAt(), await nextStepAt()];
          // What can't be mended now is looked at again after the next moment.
          if (back <= clock.now()) back = Number.POSITIVE_INFINITY;
        }
        if (step <= clock.now()) {
          await process.takeSteps();
          step = await nextStepAt();
        }
        if (looksLeft.some((at) => at <= clock.now())) await process.sendDigests();
        looksLeft = looksLeft.filter((at) => at > clock.now());
        await settle();
        // Whoever died just then may not have come to it.
        for (const [message, by] of pressed) if (!by.isDead()) known.add(message);
        pressed.clear();
        if (clock.now() >= moment) return;
        const next = Math.min(nextRoundAt(), step, back, moment, ...looksLeft);
        clock.forward(Math.max(next - clock.now(), 1));
      }
    },
  };
}

/** Whoever is written to is one place, whether something is posted or edited there. */
const placeOf = (where: string) => where.replace(/^direct-/u, '');

/** Calls to other places may be on their way already when it is said; time moves when none is. */
function isHeldBy(asked: Asked, limit: Limited, now: Moment): boolean {
  if (asked.platform !== limit.platform) return false;
  if (limit.scope === 'place') return placeOf(asked.where) === placeOf(limit.where);
  return now > limit.toldAt && (limit.scope === 'platform' || asked.type === limit.type);
}
