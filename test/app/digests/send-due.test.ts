import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { sendDueDigests } from '../../../src/app/digests/send-due.ts';
import { insertPlace } from '../../../src/storage/places.ts';
import { aDirection, aPlaybook, officeHours } from '../../support/a-playbook.ts';
import { anApp } from '../../support/an-app.ts';
import type { AnApp } from '../../support/an-app.ts';
import { withDatabase } from '../../support/with-database.ts';

const test = withDatabase();
const hour = 3_600_000;
const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds;

/** It is a Wednesday in March, and Kyiv is two hours ahead. */
async function appAt(moment: string): Promise<AnApp> {
  const app = await anApp(test.database);
  app.clock.forward(at(moment) - app.clock.now());
  return app;
}

type Told = {
  member: string | null;
  body: { kind: string; from: string; to: string; direction: string | null };
};

/** Mo is on several platforms, and told on each. */
async function told(): Promise<readonly Told[]> {
  const { rows } = await sql<Told>`
    select member, body from outbox where kind = 'digest' group by member, body order by member, body ->> 'kind', min(id)`.execute(
    test.db,
  );
  return rows;
}

const bindManagers = () =>
  insertPlace(test.db, {
    id: 'p_managers',
    platform: 'slack',
    channel: 'C-managers',
    thread: null,
    audience: 'managers',
    direction: null,
    language: null,
    createdAt: 0,
  });

describe('digests that are due', () => {
  it('go to each manager and to the managers’ place, at the hour, and once', async () => {
    const app = await appAt('2026-03-11T06:59:00Z');
    await bindManagers();
    await sendDueDigests(app);
    const before = (await told()).length;
    app.clock.forward(hour);
    await sendDueDigests(app);
    const after = await told();
    expect(after.length - before).toBe(2);
    expect(after.map(({ member }) => member)).toContain('m_mo');
    expect(after.map(({ member }) => member)).toContain(null);
    expect(after.at(-1)?.body).toEqual({
      kind: 'day',
      from: '2026-03-10',
      to: '2026-03-11',
      direction: null,
    });
    app.clock.forward(hour);
    expect(await sendDueDigests(app)).toBe(0);
    expect(await told()).toEqual(after);
  });

  it('are sent once by two that look at the same moment', async () => {
    const app = await appAt('2026-03-11T08:00:00Z');
    await bindManagers();
    const sent = await Promise.all([sendDueDigests(app), sendDueDigests(app), sendDueDigests(app)]);
    expect(sent.reduce((sum, one) => sum + one, 0)).toBe(2);
    expect(await told()).toHaveLength(2);
  });

  it('cover all that was missed after a standstill, not one by one', async () => {
    const app = await appAt('2026-03-11T08:00:00Z');
    await sendDueDigests(app);
    app.clock.forward(6 * 24 * hour);
    await sendDueDigests(app);
    const days = (await told())
      .filter(({ body }) => body.kind === 'day')
      .map(({ body }) => [body.from, body.to]);
    expect(days).toEqual([
      ['2026-03-10', '2026-03-11'],
      ['2026-03-11', '2026-03-17'],
    ]);
  });

  it('rest on the holidays that all directions of a reader have, and cover them on the next day', async () => {
    const app = await appAt('2026-03-10T08:00:00Z');
    const onTuesday = await sendDueDigests(app);
    expect(onTuesday).toBe(1);
    const main = aDirection({ hours: { ...officeHours, holidays: ['2026-03-11'] } });
    const { directions } = app.playbook();
    app.govern(aPlaybook({ directions: { main } }));
    app.clock.forward(24 * hour);
    expect(await sendDueDigests(app)).toBe(0);
    app.clock.forward(24 * hour);
    await sendDueDigests(app);
    expect((await told()).at(-1)?.body).toMatchObject({ from: '2026-03-10', to: '2026-03-12' });
    // Somewhere there is work that day.
    app.govern(aPlaybook({ directions: { ...directions, main } }));
    app.clock.forward(-24 * hour);
    expect(await sendDueDigests(app)).toBe(1);
  });

  it('come at the hour of the reader, wherever they are', async () => {
    const app = await appAt('2026-03-11T08:00:00Z');
    await sql`update members set time_zone = 'America/New_York' where id = 'm_mo'`.execute(test.db);
    await sendDueDigests(app);
    expect((await told()).map(({ body }) => body.to)).toEqual(['2026-03-10']);
    app.clock.forward(6 * hour);
    await sendDueDigests(app);
    expect((await told()).map(({ body }) => body.to)).toEqual(['2026-03-10', '2026-03-11']);
  });

  it('tell whoever has only just become a manager nothing of a morning before', async () => {
    const app = await appAt('2026-03-11T08:00:00Z');
    await sql`update members set created_at = ${app.clock.now()} where id = 'm_mo'`.execute(test.db);
    await sendDueDigests(app);
    expect(await told()).toEqual([]);
  });

  it('keep to the directions of a manager, and are not doubled for one who manages all and one', async () => {
    const app = await appAt('2026-03-11T08:00:00Z');
    await sql`insert into member_roles (member, role, direction) values ('m_mo', 'manager', 'export')`.execute(
      test.db,
    );
    await sendDueDigests(app);
    expect((await told()).map(({ body }) => body.direction)).toEqual([null]);
    await sql`delete from member_roles where member = 'm_mo' and role = 'manager' and direction is null`.execute(
      test.db,
    );
    await sendDueDigests(app);
    expect((await told()).map(({ body }) => body.direction)).toEqual([null, 'export']);
  });

  it('are not sent again when the clock is put back', async () => {
    const app = await appAt('2026-03-11T08:00:00Z');
    await sendDueDigests(app);
    const before = await told();
    app.clock.forward(-20 * 24 * hour);
    await sendDueDigests(app);
    app.clock.forward(20 * 24 * hour);
    await sendDueDigests(app);
    const again = (await told()).filter(({ body }) => body.to === '2026-03-11');
    expect(again).toHaveLength(before.length);
  });
});
