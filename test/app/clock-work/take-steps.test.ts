import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { reminding } from '../../../src/app/clock-work/draw-reminder.ts';
import { clockRounds, type ClockWork } from '../../../src/app/clock-work/rounds.ts';
import type { Direction, Playbook } from '../../../src/core/policy.ts';
import { listHistory, findView } from '../../../src/storage/read-lead.ts';
import { findMember, saveMember } from '../../../src/storage/members.ts';
import { aDirection, aPlaybook } from '../../support/a-playbook.ts';
import { anApp, command, receiveOne, type AnApp } from '../../support/an-app.ts';
import { testClock, wednesdayNoon } from '../../support/test-clock.ts';
import { withDatabase } from '../../support/with-database.ts';
import { bind } from '../../storage/deeds.ts';

const minute = 60_000;
const hour = 60 * minute;

const ladder = { warn: 75, remind: 100, 'tell managers': 150, 'give back': 200 };
const regulated = (more: Partial<Direction> = {}): Playbook =>
  aPlaybook({ main: { ladders: { prospecting: ladder, closing: ladder, account: ladder }, ...more } });

const test = withDatabase();
let app: AnApp;
let work: ClockWork;
beforeEach(async () => {
  app = await anApp(test.database, { playbook: regulated() });
  work = clockRounds(app);
});

const after = async (ms: number) => {
  app.clock.forward(ms);
  await work.tick();
};
const stepsOf = async (ref: string) =>
  (await listHistory(test.db, ref)).flatMap((event) =>
    event.type === 'escalated' ? [event.step] : event.type === 'expired' ? ['expired'] : [],
  );

type Told = {
  readonly member: string | null;
  readonly to: string;
  readonly about: readonly string[];
  readonly more: number;
  readonly at: number;
};
const told = async (): Promise<readonly Told[]> => {
  const rows = await test.db
    .selectFrom('outbox')
    .innerJoin('lanes', 'lanes.id', 'outbox.lane')
    .select(['outbox.member', 'outbox.body', 'outbox.next_at'])
    .where('outbox.kind', '=', 'reminder')
    // Everybody is on three platforms, and is told on each.
    .where('lanes.platform', '=', 'web')
    .orderBy('outbox.id')
    .execute();
  return rows.map(({ member, body, next_at: at }) => {
    const { to, items, more } = reminding.parse(body);
    return { member, to, more, about: items.map((item) => item.about), at };
  });
};

describe('the ladder', () => {
  it('climbs with the time, each step once, and tells whom it concerns', async () => {
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    await after(44 * minute);
    expect(await stepsOf(ref)).toEqual([]);
    await after(minute);
    await work.tick();
    expect(await stepsOf(ref)).toEqual(['warn']);
    await after(15 * minute);
    await work.tick();
    expect(await stepsOf(ref)).toEqual(['warn', 'remind']);
    await after(30 * minute);
    expect(await stepsOf(ref)).toEqual(['warn', 'remind', 'tell managers']);
    await after(30 * minute);
    expect(await stepsOf(ref)).toEqual(['warn', 'remind', 'tell managers', 'expired']);
    const view = await findView(test.db, { ref });
    expect(view?.lead).toMatchObject({ stage: 'new', lastMove: { type: 'expired' } });
    expect((await findMember(test.db, 'm_ana'))?.load.claimed).toBe(0);
    expect((await told()).map(({ member, to, about }) => [member, to, about])).toEqual([
      // A second has not passed for the one who is told: what comes together is told together.
      ['m_ana', 'yours', ['warn', 'remind', 'given back']],
      ['m_mo', 'managers', ['tell managers']],
    ]);
  });

  it('is postponed by a touch', async () => {
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    await after(50 * minute);
    await command(app, 'ana', ref, { type: 'touch', kind: 'call', outcome: 'no_answer' });
    await after(3 * hour);
    expect(await stepsOf(ref)).toEqual(['warn']);
    const view = await findView(test.db, { ref });
    expect(view?.lead).toMatchObject({ stage: 'claimed' });
    expect(view?.lead.steps?.map(({ step }) => step)).toEqual(['warn', 'remind', 'tell managers']);
  });

  it('rests at night and over the weekend, and goes on in the morning', async () => {
    const friday = Date.UTC(2026, 2, 6, 15, 50); // 17:50 in Kyiv
    app = await anApp(test.database, { playbook: regulated(), clock: testClock(friday), seats: [] });
    work = clockRounds(app);
    const { ref } = await receiveOne(app);
    await after(60 * hour); // Monday, 5:50
    expect(await stepsOf(ref)).toEqual([]);
    await after(3 * hour + 10 * minute + 1.5 * minute); // 9:01:30: 75 % of a quarter of an hour
    expect(await stepsOf(ref)).toEqual(['warn']);
  });

  it('after hours of downtime sums up what was missed', async () => {
    const refs: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const { ref } = await receiveOne(app);
      await command(app, 'ana', ref, 'claim');
      refs.push(ref);
    }
    await after(100 * minute);
    for (const ref of refs) expect(await stepsOf(ref)).toEqual(['warn', 'remind', 'tell managers']);
    expect(await told()).toEqual([
      {
        member: 'm_ana',
        to: 'yours',
        about: ['remind', 'remind', 'remind'],
        more: 0,
        at: expect.any(Number),
      },
      {
        member: 'm_mo',
        to: 'managers',
        about: ['tell managers', 'tell managers', 'tell managers'],
        more: 0,
        at: expect.any(Number),
      },
    ]);
  });

  it('tells the place where nobody has it, and names the oldest twenty', async () => {
    await bind(test.db, 'prospectors');
    const refs: string[] = [];
    for (let count = 0; count < 30; count += 1) {
      refs.push((await receiveOne(app)).ref);
      app.clock.forward(1000);
    }
    await after(16 * minute);
    const rows = await test.db.selectFrom('outbox').select('body').where('kind', '=', 'reminder').execute();
    expect(rows).toHaveLength(1);
    expect(rows[0]?.body).toMatchObject({ to: 'place', more: 10 });
    const named = reminding.parse(rows[0]?.body).items.map(({ ref }) => ref);
    expect(named).toEqual(refs.slice(0, 20));
  });

  it('leaves leads alone that came quietly, until somebody has had them', async () => {
    const { ref } = await receiveOne(app);
    await sql`update leads set quiet = true`.execute(test.db);
    await after(10 * hour);
    expect(await stepsOf(ref)).toEqual([]);
    await command(app, 'ana', ref, 'claim');
    await command(app, 'ana', ref, 'release');
    await after(24 * hour);
    expect(await stepsOf(ref)).toEqual(['warn', 'remind', 'tell managers']);
  });

  it('is climbed once however many processes work, and however often they are woken', async () => {
    const refs: string[] = [];
    for (let count = 0; count < 30; count += 1) refs.push((await receiveOne(app)).ref);
    const other = clockRounds(app);
    app.clock.forward(20 * minute);
    await Promise.all([work.tick(), other.tick(), work.tick(), other.tick()]);
    for (const ref of refs) expect(await stepsOf(ref)).toEqual(['warn', 'remind']);
    await other.stop();
  });
});

describe('two leads taken back in a row', () => {
  const letLie = async () => {
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    await after(2 * hour);
    return ref;
  };

  it('switch somebody off from new leads, and the history says so', async () => {
    const [first, second] = [await letLie(), await letLie()];
    const rows = await Promise.all([first, second].map((ref) => listHistory(test.db, ref)));
    expect(rows.map((events) => events.find(({ type }) => type === 'expired'))).toMatchObject([
      { member: 'm_ana', inARow: 1 },
      { member: 'm_ana', inARow: 2 },
    ]);
    expect(await findMember(test.db, 'm_ana')).toMatchObject({ offSince: app.clock.now() });
    const { ref } = await receiveOne(app);
    expect(await command(app, 'ana', ref, 'claim')).toMatchObject({ refusal: { code: 'away' } });
    expect((await told()).find(({ to }) => to === 'yours')?.about.at(-1)).toBe('switched off');
  });

  it('are not in a row when there was a touch between', async () => {
    await letLie();
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    await command(app, 'ana', ref, { type: 'touch', kind: 'call', outcome: 'reached' });
    await letLie();
    expect(await findMember(test.db, 'm_ana')).toMatchObject({ offSince: null });
  });

  it('count both when they run out in the same round', async () => {
    for (let count = 0; count < 2; count += 1) {
      const { ref } = await receiveOne(app);
      await command(app, 'ana', ref, 'claim');
    }
    await after(2 * hour);
    expect((await findMember(test.db, 'm_ana'))?.offSince).toBe(app.clock.now());
  });
});

describe('a reminder to a person', () => {
  it('waits for their working hours in their own zone', async () => {
    // In New York it is five in the morning then.
    await saveMember(test.db, 'm_ana', { timeZone: 'America/New_York' });
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    await after(46 * minute);
    const nine = Temporal.ZonedDateTime.from('2026-03-04T09:00[America/New_York]').epochMilliseconds;
    expect(await told()).toMatchObject([{ member: 'm_ana', at: nine }]);
  });

  it('waits for their return where nobody stands in', async () => {
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    await saveMember(test.db, 'm_ana', { awayUntil: wednesdayNoon + 21 * hour });
    await after(46 * minute);
    expect(await told()).toMatchObject([{ member: 'm_ana', at: wednesdayNoon + 21 * hour }]);
  });
});

describe('a snoozed lead', () => {
  it('has no ladder until then, and comes back at the very moment', async () => {
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    const eight = Temporal.ZonedDateTime.from('2026-03-05T08:00[Europe/Kyiv]').epochMilliseconds;
    await command(app, 'ana', ref, { type: 'snooze', until: eight });
    await after(eight - app.clock.now() - 1000);
    expect(await told()).toEqual([]);
    await after(1000);
    expect(await told()).toMatchObject([{ member: 'm_ana', about: ['wake'], at: eight + 1000 }]);
    const view = await findView(test.db, { ref });
    // The first touch is due as if it had just been claimed: an hour from nine o'clock.
    expect(view?.lead).toMatchObject({ snoozedUntil: null, wokenAt: eight, dueAt: eight + 2 * hour });
    await command(app, 'ana', ref, { type: 'touch', kind: 'call', outcome: 'reached' });
    const touched = await findView(test.db, { ref });
    expect(touched?.lead.wokenAt).toBeUndefined();
    expect(touched?.lead.dueAt).toBeGreaterThan(eight + 16 * hour);
  });
});

it('a direction without a ladder is as it was: nothing is said', async () => {
  app.govern(
    aPlaybook({ main: aDirection({ ladders: { prospecting: none, closing: none, account: none } }) }),
  );
  const { ref } = await receiveOne(app);
  await command(app, 'ana', ref, 'claim');
  await after(300 * hour);
  expect(await stepsOf(ref)).toEqual([]);
  expect(await told()).toEqual([]);
});
const none = { warn: null, remind: null, 'tell managers': null, 'give back': null };
