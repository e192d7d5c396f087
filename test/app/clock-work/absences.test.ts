import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bringAllBack } from '../../../src/app/clock-work/absences.ts';
import { clockRounds, type ClockWork } from '../../../src/app/clock-work/rounds.ts';
import { figuresOf } from '../../../src/app/digests/read-digest.ts';
import { draw } from '../../../src/app/deliver/draw.ts';
import { changeMember } from '../../../src/app/people/members.ts';
import { creditOf } from '../../../src/core/credit.ts';
import { findMember } from '../../../src/storage/members.ts';
import { countDeeds } from '../../../src/storage/quotas.ts';
import { findView, listHistory } from '../../../src/storage/read-lead.ts';
import { listMine } from '../../../src/storage/list-leads.ts';
import { anApp, command, receiveOne, type AnApp } from '../../support/an-app.ts';
import { asker } from '../../support/ask-people.ts';
import { takeWork } from '../../support/take-work.ts';
import { verify } from '../../../src/app/verify.ts';
import { withDatabase } from '../../support/with-database.ts';

const hour = 60 * 60_000;
const test = withDatabase();
/** Whatever happened, each lead is what its history tells. */
afterEach(async () => {
  for await (const found of verify(test.db)) expect(found).toMatchObject({ type: 'checked' });
});
let app: AnApp;
let work: ClockWork;
beforeEach(async () => {
  app = await anApp(test.database);
  work = clockRounds(app);
});

const anasLead = async () => {
  const { ref } = await receiveOne(app);
  await command(app, 'ana', ref, 'claim');
  return ref;
};
const coveredBy = async (ref: string) => (await findView(test.db, { ref }))?.lead.coveredBy ?? null;
/** What they would be shown now, on the web page. */
const cardFor = async (member: string) => {
  const works = await takeWork(test.db, {
    worker: 'w',
    leaseMs: 30_000,
    limit: 50,
    platforms: ['web'],
    now: app.clock.now(),
  });
  const own = works.find(
    ({ kind, to }) => kind === 'private card' && to.type === 'person' && to.member === member,
  );
  return JSON.stringify(own ? await draw(app, own) : null);
};
const touch = { type: 'touch', kind: 'call', outcome: 'reached' } as const;

describe('the deputy of somebody who is away', () => {
  it('stands in for what they have, and all of it ends at the return', async () => {
    const ref = await anasLead();
    const said = await asker(app)('ana', 'away till tomorrow 9:00, deputy @Ben');
    expect(said.text).toContain('Ben stands in for you with 1 lead now');
    expect(await coveredBy(ref)).toBe('m_ben');
    expect((await listMine(test.db, 'm_ben')).map(({ lead }) => lead.ref)).toEqual([ref]);
    expect(await command(app, 'ben', ref, touch)).toMatchObject({ ok: true });

    app.clock.forward(20 * hour);
    await work.tick();
    expect(await coveredBy(ref)).toBe('m_ben');
    app.clock.forward(hour);
    await work.tick();
    expect(await coveredBy(ref)).toBeNull();
    expect(await findMember(test.db, 'm_ana')).toMatchObject({ awayUntil: null, deputy: null });
    expect(await command(app, 'ben', ref, touch)).toMatchObject({ refusal: { code: 'not_custodian' } });
    expect(await command(app, 'ana', ref, touch)).toMatchObject({ ok: true });
  });

  it('does so no more after the return, wherever a process dies over it', async () => {
    const always = () => Promise.resolve(true);
    const refs = [await anasLead(), await anasLead()];
    for (let [statements, hasDied] = [0, true]; hasDied; statements += 1) {
      await asker(app)('ana', 'away 3 hours deputy Ben');
      for (const ref of refs) expect(await coveredBy(ref)).toBe('m_ben');
      app.clock.forward(3 * hour);
      let left = statements;
      const dying = test.db.withPlugin({
        transformQuery({ node }) {
          if (left === 0) throw new Error('It died.');
          left -= 1;
          return node;
        },
        transformResult: async ({ result }) => result,
      });
      const died = bringAllBack({ ...app, database: { ...app.database, db: dying } }, always);
      hasDied = await died.then(
        () => false,
        () => true,
      );
      await bringAllBack(app, always);
      for (const ref of refs) expect(await coveredBy(ref)).toBeNull();
    }
  });

  it('gets no credit for it', async () => {
    const ref = await anasLead();
    await asker(app)('ana', 'away friday Ben');
    expect(await command(app, 'ben', ref, 'qualify', { words: { brief: [] } })).toMatchObject({ ok: true });
    const events = await listHistory(test.db, ref);
    expect(events.at(-1)).toMatchObject({ type: 'qualified', by: 'm_ben', for: 'm_ana' });
    expect(creditOf(events).prospected).toBe('m_ana');
    expect((await findMember(test.db, 'm_ana'))?.load.claimed).toBe(0);
    // The digest's table and the plan say so, too.
    const { credit } = await figuresOf(app, { from: '2026-03-01', to: '2026-03-31', direction: null });
    expect(credit).toEqual([{ member: 'm_ana', prospected: 1, closed: 0, served: 0 }]);
    const qualified = { step: 'qualified', direction: 'main', from: 0, to: app.clock.now() + 1 } as const;
    expect(await countDeeds(test.db, { ...qualified, member: 'm_ana' })).toBe(1);
    expect(await countDeeds(test.db, { ...qualified, member: 'm_ben' })).toBe(0);
  });

  it('is shown the contact while it lasts, which is recorded, and not afterwards', async () => {
    const ref = await anasLead();
    await asker(app)('ana', 'away friday Ben');
    const revealed = (await listHistory(test.db, ref)).filter(({ type }) => type === 'revealed');
    expect(revealed.at(-1)).toMatchObject({ own: true, to: 'm_ben' });

    const phone = (await findView(test.db, { ref }))?.contact.phone ?? 'none';
    expect(await cardFor('m_ben')).toContain(phone);
    await asker(app)('ana', 'resume');
    expect(await coveredBy(ref)).toBeNull();
    app.clock.forward(40_000);
    const afterwards = await cardFor('m_ben');
    expect(afterwards).not.toBe('null');
    expect(afterwards).not.toContain(phone);
  });

  it('stands in for what is given to them meanwhile, too, with the next rounds', async () => {
    await asker(app)('ana', 'away friday Ben');
    const { ref } = await receiveOne(app);
    await command(app, 'mo', ref, { type: 'assign', to: 'm_ana' });
    expect(await coveredBy(ref)).toBeNull();
    await work.tick();
    expect(await coveredBy(ref)).toBe('m_ben');
  });

  it('does not, once they have left or are away themselves', async () => {
    const ref = await anasLead();
    await asker(app)('ana', 'away friday Ben');
    await changeMember(app, 'm_ben', { active: false }, { by: 'm_mo', via: 'web' });
    await work.tick();
    expect(await coveredBy(ref)).toBeNull();
  });

  it('stands in for a custodian, and not for whoever has the lead next', async () => {
    const ref = await anasLead();
    await asker(app)('ana', 'away friday Ben');
    await command(app, 'mo', ref, { type: 'assign', to: 'm_mo' });
    await changeMember(app, 'm_mo', { roles: ['manager', 'prospector'] }, { by: 'm_mo', via: 'web' });
    await command(app, 'mo', ref, { type: 'assign', to: 'm_mo' });
    expect(await coveredBy(ref)).toBeNull();
    expect(await command(app, 'ben', ref, touch)).toMatchObject({ refusal: { code: 'not_custodian' } });
  });
});

describe('away, as people write it', () => {
  it.each([
    ['away till Monday 9:00', '2026-03-09T09:00'],
    ['away до понеділка 9:00', '2026-03-09T09:00'],
    ['away до 24 березня', '2026-03-24T00:00'],
    ['away tomorrow at 5pm', '2026-03-05T17:00'],
    ['away завтра о 14:00', '2026-03-05T14:00'],
    ['away 24 March', '2026-03-24T00:00'],
    ['away in two weeks', '2026-03-18T00:00'],
    ['away через 3 дні', '2026-03-07T00:00'],
    ['away friday 14:00 Ben', '2026-03-06T14:00'],
  ])('%s', async (text, local) => {
    const said = await asker(app)('ana', text);
    expect(said.tone).toBe('done');
    const at = Temporal.PlainDateTime.from(local).toZonedDateTime('Europe/Kyiv').epochMilliseconds;
    expect((await findMember(test.db, 'm_ana'))?.awayUntil).toBe(at);
  });

  it('is answered with the common ones as buttons where nothing is said', async () => {
    const said = await asker(app)('ana', 'away');
    expect(JSON.stringify(said)).toContain('away:monday');
  });
});
