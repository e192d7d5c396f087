import { describe, expect, it } from 'vitest';
import { changeRoles, setRoles } from '../../../src/app/people/change-roles.ts';
import { checkPerson } from '../../../src/app/people/check-person.ts';
import { pickPerson } from '../../../src/app/people/find-person.ts';
import { changeMember, createMember, listPeople } from '../../../src/app/people/members.ts';
import { findByIdentity, findMember, listMembers, type Member } from '../../../src/storage/members.ts';
import { aPlaybook } from '../../support/a-playbook.ts';
import { anApp, command, receiveOne } from '../../support/an-app.ts';
import { withDatabase } from '../../support/with-database.ts';

const test = withDatabase();
const api = { by: null, via: 'api' } as const;

describe('what is sent about a person', () => {
  it('is told all its mistakes at once', () => {
    const checked = checkPerson(
      {
        name: '\u202E \u0000 ',
        roles: ['closer', 'boss'],
        direction: '__proto__',
        language: 'de',
        timeZone: '+02:00',
        identities: { slack: '', telegram: 'x'.repeat(65), icq: '1' },
      },
      aPlaybook(),
    );
    expect(checked.ok ? [] : checked.problems.map(({ field }) => field)).toEqual([
      'name',
      'roles',
      'direction',
      'language',
      'timeZone',
      'identities.slack',
      'identities.telegram',
      'identities.icq',
    ]);
  });

  it('says each mistake in both languages', () => {
    const checked = checkPerson({ roles: ['boss'] }, aPlaybook());
    const [mistake] = checked.ok ? [] : checked.problems;
    expect(mistake?.says.en).toContain('“boss” is no role');
    expect(mistake?.says.uk).toContain('«boss»');
  });

  it('is cleaned: what hides or turns the text around is gone from a name', () => {
    const checked = checkPerson({ name: ' Ana\u202E\u0007  Maria\n' }, aPlaybook());
    expect(checked).toMatchObject({ ok: true, person: { name: 'Ana Maria' } });
  });

  it('may be a name of a hundred characters, and not of a hundred and one', () => {
    expect(checkPerson({ name: 'я'.repeat(100) }, aPlaybook()).ok).toBe(true);
    expect(checkPerson({ name: 'я'.repeat(101) }, aPlaybook()).ok).toBe(false);
  });

  it('names a direction only together with roles', () => {
    expect(checkPerson({ direction: 'export' }, aPlaybook()).ok).toBe(false);
    expect(checkPerson({ direction: 'export', roles: ['closer'] }, aPlaybook()).ok).toBe(true);
  });

  it.each(['Europe/Kyiv', 'UTC', 'America/Argentina/Buenos_Aires'])('may be in %s', (timeZone) => {
    expect(checkPerson({ timeZone }, aPlaybook()).ok).toBe(true);
  });
});

describe('roles', () => {
  const scope = { direction: null, directions: ['main', 'export'] };
  const everywhere = [{ role: 'closer', direction: null }] as const;

  it('are set anew in all directions, or in one and left as they are in the others', () => {
    expect(setRoles(everywhere, ['prospector'], { direction: null })).toEqual([
      { role: 'prospector', direction: null },
    ]);
    expect(setRoles(everywhere, ['prospector'], { direction: 'main' })).toEqual([
      { role: 'prospector', direction: 'main' },
      { role: 'closer', direction: null },
    ]);
  });

  it('held everywhere and taken in one direction are left in the others', () => {
    expect(changeRoles(everywhere, { add: [], remove: ['closer'] }, { ...scope, direction: 'main' })).toEqual(
      [{ role: 'closer', direction: 'export' }],
    );
  });

  it('given everywhere swallow those given for one direction', () => {
    expect(
      changeRoles([{ role: 'closer', direction: 'main' }], { add: ['closer'], remove: [] }, scope),
    ).toEqual(everywhere);
  });
});

describe('a member over the API', () => {
  it('is created with everything that is known of them', async () => {
    const app = await anApp(test.database);
    const created = await createMember(app, {
      name: 'Eve',
      roles: ['closer', 'prospector'],
      direction: 'export',
      language: 'uk',
      timeZone: 'Europe/Berlin',
      identities: { slack: 'U1', telegram: '77' },
    });
    expect(created).toMatchObject({
      ok: true,
      person: {
        name: 'Eve',
        roles: ['closer', 'prospector'],
        grants: [
          { role: 'closer', direction: 'export' },
          { role: 'prospector', direction: 'export' },
        ],
        active: true,
        language: 'uk',
        timeZone: 'Europe/Berlin',
        identities: { slack: 'U1', telegram: '77' },
        sample: false,
      },
    });
    expect((await listPeople(app)).map(({ name }) => name)).toContain('Eve');
  });

  it('takes the language and the zone of the playbook where none is given', async () => {
    const app = await anApp(test.database);
    const created = await createMember(app, { name: 'Eve', roles: [] });
    expect(created).toMatchObject({
      ok: true,
      person: { language: app.playbook().language, timeZone: app.playbook().timeZone },
    });
  });

  it('is refused an account of somebody else, and nothing of it is kept', async () => {
    const app = await anApp(test.database);
    const created = await createMember(app, { name: 'Eve', identities: { slack: 'ana' } });
    expect(created.ok ? [] : 'problems' in created && created.problems.map(({ field }) => field)).toEqual([
      'identities.slack',
    ]);
    expect(await listMembers(test.db)).toHaveLength(5);
    const changed = await changeMember(app, 'm_ben', { name: 'Benny', identities: { slack: 'ana' } }, api);
    expect(changed.ok).toBe(false);
    expect((await findMember(test.db, 'm_ben'))?.name).toBe('Ben');
  });

  it('is changed in what is named, and stays as they are in the rest', async () => {
    const app = await anApp(test.database);
    await changeMember(app, 'm_ana', { language: 'uk', identities: { telegram: null, slack: 'U5' } }, api);
    const ana = await findMember(test.db, 'm_ana');
    expect(ana).toMatchObject({ name: 'Ana', language: 'uk', roles: [{ role: 'prospector' }] });
    expect(ana?.identities.map(({ platform, person }) => `${platform} ${person}`).sort()).toEqual([
      'slack U5',
      'web ana',
    ]);
  });

  it('is not found under an id that is nobody’s', async () => {
    const app = await anApp(test.database);
    expect(await changeMember(app, 'm_nobody', { name: 'X' }, api)).toEqual({ ok: false, notFound: true });
  });

  it('who leaves frees their accounts and their leads, keeps their roles, and can come back', async () => {
    const app = await anApp(test.database);
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    const left = await changeMember(app, 'm_ana', { active: false }, api);
    expect(left).toMatchObject({
      ok: true,
      released: 1,
      person: { active: false, roles: ['prospector'], identities: {} },
    });
    expect(await findByIdentity(test.db, 'slack', 'ana')).toBeNull();
    const taken = await command(app, 'ben', ref, 'claim');
    expect(taken.ok).toBe(true);
    const back = await changeMember(app, 'm_ana', { active: true, identities: { slack: 'ana' } }, api);
    expect(back).toMatchObject({ ok: true, person: { active: true, identities: { slack: 'ana' } } });
  });
});

describe('the last manager', () => {
  it('can neither leave nor give the role away, and hears why', async () => {
    const app = await anApp(test.database);
    for (const input of [{ active: false }, { roles: ['closer'] }]) {
      const changed = await changeMember(app, 'm_mo', input, api);
      expect(changed.ok ? '' : 'refused' in changed && changed.refused.says.en).toContain(
        'Mo is the only manager',
      );
    }
    expect(await findMember(test.db, 'm_mo')).toMatchObject({ active: true, roles: [{ role: 'manager' }] });
  });

  it('is not the last one any more once there is another', async () => {
    const app = await anApp(test.database);
    await changeMember(app, 'm_ana', { roles: ['manager'] }, api);
    expect((await changeMember(app, 'm_mo', { active: false }, api)).ok).toBe(true);
  });

  it('is left when two demote each other at the same moment', async () => {
    const app = await anApp(test.database);
    await changeMember(app, 'm_ana', { roles: ['manager'] }, api);
    const done = await Promise.all([
      changeMember(app, 'm_ana', { roles: [] }, api),
      changeMember(app, 'm_mo', { roles: [] }, api),
    ]);
    expect(done.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await listMembers(test.db, { active: true, role: 'manager' })).toHaveLength(1);
  });
});

describe('whom somebody means by a name', () => {
  const named = (id: string, name: string): Member => ({
    id,
    name,
    language: null,
    timeZone: null,
    active: true,
    awayUntil: null,
    deputy: null,
    sample: false,
    createdAt: 0,
    roles: [],
    identities: [],
    load: { claimed: 0, accepted: 0, accounts: 0 },
    offSince: null,
    limits: {},
  });
  const people = [
    named('m_1', 'Ольга'),
    named('m_2', 'Ольга Коваленко'),
    named('m_3', 'Дмитро Заваляєв'),
    named('m_4', 'Мар’яна'),
  ];
  const whom = (name: string) => {
    const found = pickPerson(people, name);
    return found.type === 'one' ? found.member.id : found.type;
  };

  it.each([
    ['ольга', 'm_1'],
    ['Коваленко', 'm_2'],
    ['ОЛЬГА  КОВАЛЕНКО', 'm_2'],
    ['m_3', 'm_3'],
    ['@Дмитро', 'm_3'],
    ["мар'яна", 'm_4'],
    ['Дми', 'm_3'],
    ['О', 'several'],
    ['', 'nobody'],
    ['.*', 'nobody'],
  ])('"%s" is %s', (name, expected) => {
    expect(whom(name)).toBe(expected);
  });
});
