import { beforeEach, describe, expect, it } from 'vitest';
import { makeDesk } from '../../src/app/web-desk.ts';
import { handleCommand } from '../../src/app/handle-command.ts';
import { seatSampleTeam } from '../../src/app/people/sample-team.ts';
import { findView } from '../../src/storage/read-lead.ts';
import { anApp, command, receiveOne, seatMember, theTeam } from '../support/an-app.ts';
import type { AnApp } from '../support/an-app.ts';
import { makeFakeChat } from '../support/fake-chat.ts';
import { testClock } from '../support/test-clock.ts';
import { withDatabase } from '../support/with-database.ts';

const test = withDatabase();
let app: AnApp;
let desk: ReturnType<typeof makeDesk>;
const mo = { member: 'm_mo', language: 'en', isSample: false } as const;

async function openDesk(seats = theTeam) {
  const clock = testClock();
  const web = makeFakeChat({ platform: 'web', now: () => clock.now() });
  app = await anApp(test.database, { seats, clock, adapters: [web] });
  desk = makeDesk(app);
}

describe('the desk of the web page', () => {
  beforeEach(() => openDesk());

  it('seats people in the order of the conveyor, and nobody who has left', async () => {
    await seatMember(test.database, { id: 'm_zoe', name: 'Zoe', roles: [] }, app.clock.now());
    expect((await desk.seats()).map(({ person }) => person)).toEqual([
      'ana',
      'ben',
      'cleo',
      'dan',
      'mo',
      'zoe',
    ]);
    await desk.changePerson(mo, 'm_ben', { isActive: false });
    expect((await desk.seats()).map(({ person }) => person)).not.toContain('ben');
    const back = await desk.changePerson(mo, 'm_ben', { isActive: true });
    expect(back.ok).toBe(true);
    expect((await desk.seats()).map(({ name }) => name)).toContain('Ben');
  });

  it('adds a person who can be looked through at once', async () => {
    const added = await desk.addPerson(mo, {
      name: ' Eve ',
      grants: [{ role: 'closer', direction: null }],
      language: 'uk',
    });
    expect(added).toMatchObject({ ok: true, value: { name: 'Eve', platforms: ['web'] } });
    expect((await desk.seats()).find(({ name }) => name === 'Eve')).toMatchObject({
      roles: ['closer'],
      language: 'uk',
      isSample: false,
    });
  });

  it('changes only what is named', async () => {
    const changed = await desk.changePerson(mo, 'm_cleo', { language: 'uk' });
    expect(changed).toMatchObject({
      ok: true,
      value: { name: 'Cleo', language: 'uk', roles: [{ role: 'closer', direction: null }] },
    });
  });

  it('says why the last manager stays, in the language of whoever asked', async () => {
    const refused = await desk.changePerson(mo, 'm_mo', {
      grants: [{ role: 'closer', direction: null }],
    });
    expect(refused).toMatchObject({ ok: false, says: expect.stringContaining('Mo') });
    const inUkrainian = await desk.changePerson({ ...mo, language: 'uk' }, 'm_mo', { isActive: false });
    expect(inUkrainian).toMatchObject({ ok: false, says: expect.stringMatching(/\p{Script=Cyrillic}/u) });
    expect(await desk.changePerson(mo, 'm_nobody', { name: 'X' })).toMatchObject({ ok: false });
  });

  it('frees what somebody had in hand when they go', async () => {
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    await desk.changePerson(mo, 'm_ana', { isActive: false });
    expect((await findView(test.db, { ref }))?.lead.stage).toBe('new');
  });

  it('gives a code for a person, and none for nobody', async () => {
    expect(await desk.invite(mo, 'm_ana')).toMatchObject({
      ok: true,
      value: { code: expect.stringMatching(/^\w{4}-\w{4}-\w{4}$/) },
    });
    expect(await desk.invite(mo, 'm_nobody')).toMatchObject({ ok: false });
  });

  it('binds channels of the page, shows them, and lets them go', async () => {
    const bound = await desk.bind(mo, {
      channel: 'vip',
      audience: 'closers',
      direction: null,
      language: 'en',
    });
    expect(bound).toMatchObject({ ok: true, value: { channel: 'vip', platform: 'web' } });
    expect(await desk.channels()).toEqual([{ channel: 'vip', audiences: ['closers'], directions: [] }]);
    const id = bound.ok ? bound.value.id : '';
    expect(await desk.unbind(mo, id)).toEqual({ ok: true, value: null });
    expect(await desk.unbind(mo, id)).toMatchObject({ ok: false });
    expect(await desk.channels()).toEqual([]);
    const strange = { channel: 'vip', audience: 'closers', direction: 'moon', language: 'en' } as const;
    expect(await desk.bind(mo, strange)).toMatchObject({ ok: false, says: expect.stringContaining('moon') });
  });

  it('lists leads with who has them, and never how to reach anybody', async () => {
    const { ref } = await receiveOne(app, { name: 'Olena Koval', message: 'Call me' });
    await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    const all = await desk.leads({ stage: null, cursor: null });
    expect(all.items).toHaveLength(2);
    const claimed = await desk.leads({ stage: 'claimed', cursor: null });
    expect(claimed.items).toMatchObject([{ ref, stage: 'claimed', custodian: 'Ana' }]);
    expect(JSON.stringify(all)).not.toMatch(/\+380|Koval|Call me/);
    expect((await desk.leads({ stage: null, cursor: 'made up' })).items).toHaveLength(2);
  });

  it('makes up sample leads, each another person that can be worked on', async () => {
    const made = [];
    for (let count = 0; count < 30; count += 1) {
      const one = await desk.sampleLead(count % 2 === 0 ? 'en' : 'uk');
      if (!one.ok) throw new Error(one.says);
      made.push(one.value);
    }
    expect(new Set(made.map(({ ref }) => ref)).size).toBe(30);
    for (const { ref } of made) {
      const view = await findView(test.db, { ref });
      expect(view?.contact).toMatchObject({
        phone: expect.stringMatching(/^\+380\d{2}000\d{4}$/),
        phoneChecked: true,
        email: expect.stringMatching(/^[a-z]+\.\d{4}@example\.com$/),
      });
    }
    const claimed = await handleCommand(app, {
      lead: { ref: made[0]?.ref ?? '' },
      by: 'm_ana',
      via: 'web',
      command: { type: 'claim' },
    });
    expect(claimed.ok).toBe(true);
  });

  it('knows for the guide what has happened, and forgets nothing of it', async () => {
    expect(await desk.happened()).toMatchObject({ received: false, claimed: false });
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    await command(app, 'ana', ref, 'release');
    expect(await desk.happened()).toMatchObject({ received: true, claimed: true, qualified: false });
  });

  it('keeps the language that a real person chose to themselves', async () => {
    await desk.speak({ member: 'm_ana', language: 'en', isSample: false }, 'uk');
    const languages = Object.fromEntries(
      (await desk.seats()).map(({ person, language }) => [person, language]),
    );
    expect(languages).toMatchObject({ ana: 'uk', ben: 'en', mo: 'en' });
  });
});

describe('the desk with the sample team', () => {
  beforeEach(async () => {
    await openDesk([]);
    await seatSampleTeam(app);
  });

  it('speaks to all of them and in their channels at once, by their names in that language', async () => {
    const [first] = await desk.seats();
    if (!first) throw new Error('The sample team is not seated.');
    await desk.speak(first, 'uk');
    const seats = await desk.seats();
    expect(new Set(seats.map(({ language }) => language))).toEqual(new Set(['uk']));
    expect(seats[0]?.name).toMatch(/\p{Script=Cyrillic}/u);
    expect(new Set((await desk.places()).map(({ language }) => language))).toEqual(new Set(['uk']));
    await desk.speak(seats[0] ?? first, 'en');
    expect((await desk.seats()).map(({ name }) => name)).toContain(first.name);
  });

  it('is sent home only when there is a real manager', async () => {
    const manager = (await desk.seats()).find(({ roles }) => roles.includes('manager'));
    if (!manager) throw new Error('The sample team has no manager.');
    expect(await desk.dismissSampleTeam(manager)).toMatchObject({ ok: false });
    await desk.addPerson(manager, {
      name: 'Mo',
      grants: [{ role: 'manager', direction: null }],
      language: 'en',
    });
    expect(await desk.dismissSampleTeam(manager)).toEqual({ ok: true, value: { count: 6 } });
    expect((await desk.seats()).map(({ name }) => name)).toEqual(['Mo']);
  });
});
