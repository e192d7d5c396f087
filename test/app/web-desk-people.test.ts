import { beforeEach, describe, expect, it } from 'vitest';
import { makeDesk } from '../../src/app/web-desk.ts';
import { findMember, saveMember } from '../../src/storage/members.ts';
import { findView, listHistory } from '../../src/storage/read-lead.ts';
import { anApp, command, receiveOne, seatMember } from '../support/an-app.ts';
import type { AnApp } from '../support/an-app.ts';
import { makeFakeChat } from '../support/fake-chat.ts';
import { testClock } from '../support/test-clock.ts';
import { withDatabase } from '../support/with-database.ts';

const test = withDatabase();
let app: AnApp;
let desk: ReturnType<typeof makeDesk>;
const mo = { member: 'm_mo', language: 'en', isSample: false } as const;
/** Manages `export` alone. */
const eve = { ...mo, member: 'm_eve' };

beforeEach(async () => {
  const clock = testClock();
  const web = makeFakeChat({ platform: 'web', now: () => clock.now() });
  app = await anApp(test.database, { clock, adapters: [web] });
  desk = makeDesk(app);
  await seatMember(test.database, { id: 'm_eve', name: 'Eve', roles: [] }, clock.now());
  await saveMember(test.db, 'm_eve', { roles: [{ role: 'manager', direction: 'export' }] });
});

const rolesOf = async (id: string) => (await findMember(test.db, id))?.roles;

describe('roles from the desk', () => {
  it('are given and taken per direction, all in one go', async () => {
    const grants = [
      { role: 'closer', direction: 'export' },
      { role: 'prospector', direction: 'main' },
    ] as const;
    const changed = await desk.changePerson(mo, 'm_ana', { grants });
    expect(changed).toMatchObject({ ok: true });
    expect(await rolesOf('m_ana')).toEqual(expect.arrayContaining([...grants]));
    expect(await rolesOf('m_ana')).toHaveLength(2);
    await desk.changePerson(mo, 'm_ana', { grants: [] });
    expect(await rolesOf('m_ana')).toEqual([]);
  });

  it('that are held everywhere are not held in a direction besides', async () => {
    await desk.changePerson(mo, 'm_ana', {
      grants: [
        { role: 'closer', direction: 'export' },
        { role: 'closer', direction: null },
      ],
    });
    expect(await rolesOf('m_ana')).toEqual([{ role: 'closer', direction: null }]);
  });

  it('that are taken in one direction free the leads there alone', async () => {
    const refs = [];
    for (const direction of ['main', 'export']) {
      const { ref } = await receiveOne(app, { direction });
      await command(app, 'ana', ref, 'claim');
      refs.push(ref);
    }
    const changed = await desk.changePerson(mo, 'm_ana', {
      grants: [{ role: 'prospector', direction: 'main' }],
    });
    expect(changed).toMatchObject({ ok: true, value: { released: 1 } });
    const stages = await Promise.all(refs.map(async (ref) => (await findView(test.db, { ref }))?.lead.stage));
    expect(stages).toEqual(['claimed', 'new']);
  });

  it('in a direction that there is not are refused by name', async () => {
    const changed = await desk.changePerson(mo, 'm_ana', { grants: [{ role: 'closer', direction: 'moon' }] });
    expect(changed).toMatchObject({ ok: false, says: expect.stringContaining('moon') });
    expect(await rolesOf('m_ana')).toEqual([{ role: 'prospector', direction: null }]);
  });

  it('of a direction that the playbook has lost are left as they are', async () => {
    const lost = { role: 'closer', direction: 'lost' } as const;
    await saveMember(test.db, 'm_ana', { roles: [lost] });
    await desk.changePerson(mo, 'm_ana', { grants: [{ role: 'prospector', direction: null }] });
    expect(await rolesOf('m_ana')).toEqual(
      expect.arrayContaining([lost, { role: 'prospector', direction: null }]),
    );
  });
});

describe('a manager of one direction', () => {
  it('gives and takes roles there, and nowhere else', async () => {
    const everywhere = { role: 'prospector', direction: null } as const;
    const there = { role: 'closer', direction: 'export' } as const;
    expect(await desk.changePerson(eve, 'm_ana', { grants: [everywhere, there] })).toMatchObject({
      ok: true,
    });
    for (const grants of [
      [there],
      [everywhere, there, { role: 'closer', direction: 'main' } as const],
      [everywhere, there, { role: 'manager', direction: null } as const],
    ]) {
      expect(await desk.changePerson(eve, 'm_ana', { grants })).toMatchObject({ ok: false });
    }
    expect(await rolesOf('m_ana')).toHaveLength(2);
  });

  it('seats people there alone', async () => {
    const added = (direction: string | null) =>
      desk.addPerson(eve, { name: 'Zoe', grants: [{ role: 'closer', direction }], language: 'en' });
    expect(await added(null)).toMatchObject({ ok: false });
    expect(await added('main')).toMatchObject({ ok: false });
    expect(await added('export')).toMatchObject({ ok: true, value: { name: 'Zoe' } });
  });

  it('gets no code by which to become whoever manages all, and sends nobody away who works elsewhere', async () => {
    expect(await desk.invite(eve, 'm_mo')).toMatchObject({ ok: false });
    expect(await desk.invite(eve, 'm_ana')).toMatchObject({ ok: false });
    expect(await desk.changePerson(eve, 'm_ana', { isActive: false })).toMatchObject({ ok: false });
    await saveMember(test.db, 'm_ben', { roles: [{ role: 'prospector', direction: 'export' }] });
    expect(await desk.invite(eve, 'm_ben')).toMatchObject({ ok: true });
    expect(await desk.changePerson(eve, 'm_ben', { isActive: false })).toMatchObject({ ok: true });
  });

  it('changes the name and the language of whom they manage wholly, which hold wherever somebody works', async () => {
    const kept = { name: 'Ana', language: 'en' };
    for (const change of [{ name: 'Anna' }, { language: 'uk' }] as const) {
      expect(await desk.changePerson(eve, 'm_ana', change)).toMatchObject({ ok: false });
      expect(await findMember(test.db, 'm_ana')).toMatchObject(kept);
    }
    // A form sends what it left as it was, too.
    const grants = [
      { role: 'prospector', direction: null } as const,
      { role: 'closer', direction: 'export' } as const,
    ];
    expect(await desk.changePerson(eve, 'm_ana', { name: 'Ana', language: 'en', grants })).toMatchObject({
      ok: true,
    });
    await saveMember(test.db, 'm_ana', { roles: [{ role: 'closer', direction: 'export' }] });
    expect(await desk.changePerson(eve, 'm_ana', { name: 'Anna', language: 'uk' })).toMatchObject({
      ok: true,
    });
    expect(await findMember(test.db, 'm_ana')).toMatchObject({ name: 'Anna', language: 'uk' });
  });

  it('binds and unbinds there alone', async () => {
    const place = { channel: 'vip', audience: 'closers', language: 'en' } as const;
    expect(await desk.bind(eve, { ...place, direction: null })).toMatchObject({ ok: false });
    expect(await desk.bind(eve, { ...place, direction: 'export' })).toMatchObject({ ok: true });
    const all = await desk.bind(mo, { ...place, channel: 'all', direction: null });
    expect(await desk.unbind(eve, all.ok ? all.value.id : '')).toMatchObject({ ok: false });
    expect(await desk.places()).toHaveLength(2);
  });
});

describe('whoever leaves', () => {
  it('leaves their leads to others and their history as it is', async () => {
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    expect((await desk.people()).find(({ id }) => id === 'm_ana')).toMatchObject({ held: 1 });
    const gone = await desk.changePerson(mo, 'm_ana', { isActive: false });
    expect(gone).toMatchObject({ ok: true, value: { released: 1, isActive: false } });
    const history = await listHistory(test.db, ref);
    expect(history.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['received', 'claimed', 'vacated']),
    );
    expect(history.find(({ type }) => type === 'claimed')).toMatchObject({ by: 'm_ana' });
    expect(history.at(-1)).toMatchObject({ type: 'vacated', member: 'm_ana', by: 'm_mo', via: 'web' });
    expect((await desk.people()).find(({ id }) => id === 'm_ana')).toMatchObject({ held: 0, name: 'Ana' });
  });
});

describe('a correction by a manager', () => {
  it('stands in the history with who did it and which fields, and not with what was in them', async () => {
    const { ref } = await receiveOne(app, { name: 'Olena Kowal' });
    await command(
      app,
      'mo',
      ref,
      { type: 'correct', fields: ['name'] },
      { contact: { name: 'Olena Koval' } },
    );
    const last = (await listHistory(test.db, ref)).at(-1);
    expect(last).toMatchObject({ type: 'corrected', by: 'm_mo', fields: ['name'] });
    expect(JSON.stringify(last)).not.toMatch(/Ko[vw]al/);
    expect((await findView(test.db, { ref }))?.contact.name).toBe('Olena Koval');
  });
});
