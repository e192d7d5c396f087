/**
 * The self-audit among things that lie: a hundred are planted, each at its own moment, and looked for minute by minute;
 * thirty days of work go by without an alarm, a platform that is down for hours among them; and an audit that has
 * stopped is noticed itself.
 */
import { sql } from 'kysely';
import { audit } from '../../../src/app/audit.ts';
import { clockRounds } from '../../../src/app/clock-work/rounds.ts';
import { startDelivery } from '../../../src/app/deliver/delivery.ts';
import { sendDueDigests } from '../../../src/app/digests/send-due.ts';
import { makeInbox } from '../../../src/app/inbox.ts';
import { readiness } from '../../../src/app/readiness.ts';
import { Unreachable } from '../../../src/chat/errors.ts';
import type { Ref } from '../../../src/core/lead.ts';
import { saveMember } from '../../../src/storage/members.ts';
import { migrate } from '../../../src/storage/migrate.ts';
import { openDatabase, type Db } from '../../../src/storage/open-database.ts';
import { aPlaybook, noLimits } from '../../support/a-playbook.ts';
import { anApp, command, receiveOne, seatMember, theTeam, type AnApp } from '../../support/an-app.ts';
import { makeFakeChat } from '../../support/fake-chat.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { testClock } from '../../support/test-clock.ts';
import { bind } from '../../storage/deeds.ts';
import { checkAudit, type Looked, type Planted } from './check-audit.ts';
import { numberOf } from '../figure.ts';
import type { Figure, ProofOptions } from '../figure.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const ofEachKind = 25;
const withinMs = 5 * minuteMs;
const ladder = { warn: 75, remind: 100, 'tell managers': 150, 'give back': 200 };

/** `--tries`: so many days without a false alarm. */
export async function proveAuditor({ seed, more, say }: ProofOptions): Promise<readonly Figure[]> {
  const random = seededRandom(seed);
  const { found, slowestMs, falseAlarms } = await findPlanted(random);
  say(`planted ${4 * ofEachKind}, found ${found}`);
  const days = numberOf(more['tries'], 30);
  const alarms = await workFor(days, random, say);
  return [
    {
      row: 'R20',
      name: `planted ${4 * ofEachKind}: found`,
      value: found,
      goal: { is: 'exactly', than: 4 * ofEachKind },
    },
    {
      row: 'R20',
      name: 'the slowest was found after',
      value: slowestMs / minuteMs,
      goal: { is: 'at most', than: withinMs / minuteMs },
      unit: 'min',
    },
    {
      row: 'R20',
      name: 'looks that named what was not there',
      value: falseAlarms,
      goal: { is: 'exactly', than: 0 },
    },
    { row: 'R20', name: `false alarms in ${days} days`, value: alarms, goal: { is: 'exactly', than: 0 } },
    {
      row: 'R20',
      name: 'an audit that stopped was noticed after',
      value: (await silenceMs()) / minuteMs,
      goal: { is: 'at most', than: withinMs / minuteMs },
      unit: 'min',
    },
  ];
}

async function anAudited(stack: AsyncDisposableStack): Promise<{
  readonly app: AnApp;
  readonly db: Db;
  readonly chat: ReturnType<typeof makeFakeChat>;
}> {
  const database = await openDatabase({ databaseUrl: null, dataDir: null });
  stack.defer(() => database.close());
  await migrate(database);
  const clock = testClock();
  const chat = makeFakeChat({ platform: 'slack', now: () => clock.now() });
  const app = await anApp(database, {
    clock,
    adapters: [chat],
    playbook: aPlaybook({
      main: {
        ladders: { prospecting: ladder, closing: ladder, account: ladder },
        limits: noLimits,
      },
    }),
  });
  await chat.start(makeInbox(app));
  return { app, db: database.db, chat };
}

/** Nobody does anything here but the audit: what is planted lies from its moment on. */
async function findPlanted(random: { number(): number }) {
  await using stack = new AsyncDisposableStack();
  const { app, db } = await anAudited(stack);
  const begins = app.clock.now();
  const momentIn = () => begins + Math.floor(random.number() * hourMs);
  const planted: Planted[] = [];
  const { ref: posted } = await receiveOne(app);
  await sql`update leads set due_at = null, state = state || '{"dueAt": null, "steps": []}'`.execute(db);
  // Before there are places, so that no card of these leads lies beside those that are planted.
  for (let count = 0; count < ofEachKind; count += 1)
    planted.push({ kind: 'steps', since: await plantStep(app, db, momentIn()) });
  for (let count = 0; count < ofEachKind; count += 1) {
    const lead = posted;
    planted.push(
      { kind: 'deliveries', since: await plantDelivery(db, { lead, channel: `c${count}`, at: momentIn() }) },
      {
        kind: 'returns',
        since: await plantReturn(db, { id: `m_away${count}`, at: momentIn(), now: begins }),
      },
      { kind: 'updates', since: await plantUpdate(db, { id: count, at: momentIn() }) },
    );
  }
  const looks: Looked[] = [];
  for (let at = begins; at <= begins + hourMs + 2 * withinMs; at += minuteMs) {
    app.clock.forward(at - app.clock.now());
    looks.push({ at, counts: await audit(app) });
    // What it says itself is told.
    await sql`update outbox set dirty = false where kind = 'tell managers'`.execute(db);
  }
  return checkAudit(planted, looks);
}

async function plantStep(app: AnApp, db: Db, at: number): Promise<number> {
  const { ref } = await receiveOne(app);
  await sql`
    update leads set due_at = ${at}::bigint, state = state || jsonb_build_object('dueAt', ${at}::bigint, 'steps',
      jsonb_build_array(jsonb_build_object('step', 'remind', 'at', ${at}::bigint))) where ref = ${ref}`.execute(
    db,
  );
  return at;
}

async function plantDelivery(
  db: Db,
  { lead, channel, at }: { readonly lead: Ref; readonly channel: string; readonly at: number },
): Promise<number> {
  await bind(db, 'prospectors', { platform: 'slack', channel });
  await sql`
    insert into outbox (kind, lane, lead, urgency, wanted, queued_at, next_at, dirty)
    select 'living card', id, ${lead}, 2, 1, ${at}::bigint, ${at}::bigint, true
    from lanes where platform = 'slack' and channel = ${channel}`.execute(db);
  return at;
}

async function plantReturn(
  db: Db,
  { id, at, now }: { readonly id: string; readonly at: number; readonly now: number },
): Promise<number> {
  await seatMember({ db }, { id, name: id, roles: ['prospector'] }, now);
  await saveMember(db, id, { awayUntil: at });
  return at;
}

async function plantUpdate(
  db: Db,
  { id, at }: { readonly id: number; readonly at: number },
): Promise<number> {
  await sql`
    insert into updates (platform, id, lane, body, kept_at)
    values ('telegram', ${id}, ${`lane ${id}`}, '{}', ${at}::bigint)`.execute(db);
  return at;
}

/** Leads by day and night, some put off, people away, digests, and now and then a platform that is down for hours. */
async function workFor(
  days: number,
  random: { number(): number },
  say: ProofOptions['say'],
): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const { app, db, chat } = await anAudited(stack);
  await bind(db, 'prospectors', { platform: 'slack', channel: 'prospectors' });
  await bind(db, 'closers', { platform: 'slack', channel: 'closers' });
  const work = clockRounds(app);
  stack.defer(() => work.stop());
  const delivery = startDelivery(app);
  stack.defer(() => delivery.stop());
  const chance = (part: number) => random.number() < part;
  const who = () => theTeam[chance(0.5) ? 0 : 1]?.id.replace('m_', '') ?? 'ana';
  let [alarms, leads, looks] = [0, 0, 0];
  const until = app.clock.now() + days * dayMs;
  let down = 0;
  while (app.clock.now() < until) {
    app.clock.forward(40 * minuteMs);
    if (down > 0 && app.clock.now() > down) {
      chat.heal();
      down = 0;
    }
    if (down === 0 && chance(0.01)) {
      chat.trouble({ error: () => new Unreachable('It is down.', false) });
      down = app.clock.now() + 3 * hourMs;
    }
    if (chance(0.24)) leads += await live(app, { who: who(), chance });
    if (chance(0.01)) await db.updateTable('members').set({ off_since: null, given_back: 0 }).execute();
    await sendDueDigests(app);
    // The program never rests: what is due is done, and a platform that is down is felt for every five seconds.
    for (let tried = 0; tried < triesAtMost; tried += 1) {
      if (tried % ticksApart === 0) await work.tick();
      await delivery.settle();
      app.clock.forward(tryMs);
      if (tried >= ticksApart && !(await isWaiting(db))) break;
    }
    const found = await audit(app);
    looks += 1;
    if (Object.values(found).some((count) => count > 0)) {
      alarms += 1;
      say(`day ${days - Math.round((until - app.clock.now()) / dayMs)}: ${JSON.stringify(found)}`);
    }
  }
  say(`${days} days, ${leads} leads, ${looks} looks`);
  return alarms;
}

const tryMs = 5_000;
const triesAtMost = 48;
const ticksApart = 12;

async function isWaiting(db: Db): Promise<boolean> {
  return (await db.selectFrom('outbox').select('id').where('dirty', '=', true).limit(1).execute()).length > 0;
}

async function live(
  app: AnApp,
  { who, chance }: { readonly who: string; readonly chance: (part: number) => boolean },
): Promise<number> {
  const { ref } = await receiveOne(app);
  if (chance(0.6)) await command(app, who, ref, 'claim');
  if (chance(0.2)) await command(app, who, ref, { type: 'snooze', until: app.clock.now() + 50 * hourMs });
  if (chance(0.3)) await command(app, who, ref, 'qualify');
  if (chance(0.05)) {
    const deputy = who === 'ana' ? 'm_ben' : 'm_ana';
    await saveMember(app.database.db, `m_${who}`, { awayUntil: app.clock.now() + 30 * hourMs, deputy });
  }
  return 1;
}

async function silenceMs(): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const { app } = await anAudited(stack);
  await audit(app);
  const stopped = app.clock.now();
  for (let minutes = 1; minutes <= 20; minutes += 1) {
    app.clock.forward(minuteMs);
    if ((await readiness(app)).problems.includes('audit_silent')) return app.clock.now() - stopped;
  }
  return Number.NaN;
}
