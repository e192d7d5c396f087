import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { audit } from '../../src/app/audit.ts';
import { clockRounds } from '../../src/app/clock-work/rounds.ts';
import { makeInbox } from '../../src/app/inbox.ts';
import { readiness } from '../../src/app/readiness.ts';
import { saveMember } from '../../src/storage/members.ts';
import { aPlaybook, noLimits } from '../support/a-playbook.ts';
import { anApp, command, receiveOne, type AnApp } from '../support/an-app.ts';
import { makeFakeChat } from '../support/fake-chat.ts';
import { bind } from '../storage/deeds.ts';
import { withDatabase } from '../support/with-database.ts';

const minute = 60_000;
const hour = 60 * minute;
const ladder = { warn: 75, remind: 100, 'tell managers': 150, 'give back': 200 };

const test = withDatabase();
let app: AnApp;
beforeEach(async () => {
  app = await anApp(test.database, {
    playbook: aPlaybook({
      main: {
        ladders: { prospecting: ladder, closing: ladder, account: ladder },
        limits: noLimits,
      },
    }),
  });
  const chat = makeFakeChat({ platform: 'web', now: () => app.clock.now() });
  await chat.start(makeInbox(app));
  app.adapters.set('web', chat);
  await bind(test.db, 'prospectors', { platform: 'web', channel: 'prospectors' });
});

/** Whoever delivers, quicker than the clock: what may go out has gone out. */
const deliver = () =>
  sql`update outbox set dirty = false where next_at <= ${app.clock.now()}`.execute(test.db);
const nothing = { steps: 0, deliveries: 0, returns: 0, updates: 0 };

describe('the audit', () => {
  it('finds a hundred things that lie, within five minutes, and tells managers once', async () => {
    for (let count = 0; count < 40; count += 1) await receiveOne(app);
    await deliver();
    // Nobody takes the steps of forty leads from now on, nor delivers forty of their cards.
    await sql`
      update outbox set dirty = true, queued_at = ${app.clock.now()}, next_at = 0
      where id in (select id from outbox order by id limit 40)`.execute(test.db);
    await sql`
      insert into updates (platform, id, lane, body, kept_at)
      select 'telegram', i, 'l' || i, '{}', ${app.clock.now()} from generate_series(1, 15) i`.execute(
      test.db,
    );
    for (const id of ['m_ana', 'm_ben', 'm_cleo', 'm_dan', 'm_mo']) {
      await saveMember(test.db, id, { awayUntil: app.clock.now() + minute });
    }
    expect(await audit(app)).toEqual(nothing);
    app.clock.forward(15 * minute);
    expect(await audit(app)).toEqual({ steps: 40, deliveries: 40, returns: 5, updates: 15 });
    await audit(app);
    const told = await test.db
      .selectFrom('outbox')
      .innerJoin('lanes', 'lanes.id', 'outbox.lane')
      .select('outbox.body')
      .where('outbox.kind', '=', 'tell managers')
      .where('lanes.platform', '=', 'web')
      .execute();
    expect(told).toHaveLength(4);
    expect(new Set(told.map(({ body }) => body?.['what']))).toEqual(
      new Set(['deliveries', 'returns', 'steps', 'updates']),
    );
    expect((await readiness(app)).problems).toContain('stuck:100');
  });

  it('raises no false alarm in thirty days of work, nights, weekends, absences and snoozes', async () => {
    const work = clockRounds(app);
    const alarms: unknown[] = [];
    for (let at = 0; at < 30 * 8; at += 1) {
      app.clock.forward(3 * hour);
      if (at % 5 === 0) {
        const { ref } = await receiveOne(app);
        if (at % 2 === 0) await command(app, at % 4 === 0 ? 'ana' : 'ben', ref, 'claim');
        if (at % 20 === 0) {
          await command(app, 'ana', ref, { type: 'snooze', until: app.clock.now() + 50 * hour });
        }
      }
      if (at % 40 === 0)
        await saveMember(test.db, 'm_ben', { awayUntil: app.clock.now() + 30 * hour, deputy: 'm_ana' });
      await work.tick();
      await deliver();
      const found = await audit(app);
      if (Object.values(found).some((count) => count > 0)) alarms.push(found);
    }
    expect(alarms).toEqual([]);
    expect((await readiness(app)).problems.filter((problem) => /stuck|silent/.test(problem))).toEqual([]);
  });

  it('does not call stuck what waits while a platform is in trouble, and does when the trouble is over', async () => {
    const channels = Array.from({ length: 40 }, (_, index) => `c${index}`);
    for (const channel of channels) await bind(test.db, 'prospectors', { platform: 'web', channel });
    await receiveOne(app);
    await sql`update leads set due_at = null, state = state || '{"dueAt": null, "steps": []}'`.execute(
      test.db,
    );
    app.clock.forward(10 * minute);
    const fail = (lanes: number) =>
      sql`
      update outbox set attempts = 2, next_at = ${app.clock.now() + minute}
      where lane in (select lane from outbox where dirty order by lane limit ${lanes})`.execute(test.db);
    // One that fails by itself is no trouble of the platform.
    await fail(1);
    expect((await audit(app)).deliveries).toBe(40);
    await fail(3);
    expect(await audit(app)).toEqual(nothing);
    app.clock.forward(5 * minute);
    expect((await audit(app)).deliveries).toBe(41);
  });

  it('after hours in which nothing ran calls nothing stuck before it has looked twice', async () => {
    await audit(app);
    await receiveOne(app);
    await deliver();
    app.clock.forward(6 * hour);
    const told = async () =>
      (await test.db.selectFrom('outbox').select('id').where('kind', '=', 'tell managers').execute()).length;
    expect(await audit(app)).toMatchObject({ steps: 1 });
    expect(await told()).toBe(0);
    // Had nobody taken its steps by a minute later, managers would hear of it.
    app.clock.forward(minute);
    await audit(app);
    expect(await told()).toBeGreaterThan(0);
  });

  it('that has stopped is noticed itself', async () => {
    await audit(app);
    app.clock.forward(3 * minute);
    expect((await readiness(app)).problems).not.toContain('audit_silent');
    app.clock.forward(2 * minute);
    expect((await readiness(app)).problems).toContain('audit_silent');
  });
});
