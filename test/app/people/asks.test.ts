import { describe, expect, it } from 'vitest';
import { changeMember } from '../../../src/app/people/members.ts';
import { findMember } from '../../../src/storage/members.ts';
import { findView } from '../../../src/storage/read-lead.ts';
import { anApp, command, receiveOne, theTeam } from '../../support/an-app.ts';
import { asker } from '../../support/ask-people.ts';
import { withDatabase } from '../../support/with-database.ts';

const test = withDatabase();
const api = { by: null, via: 'api' } as const;

describe('role', () => {
  it('adds and takes roles, and says what they are now', async () => {
    const app = await anApp(test.database);
    const said = await asker(app)('mo', 'role Ana +closer -prospector');
    expect(said.tone).toBe('done');
    expect(said.text).toContain('Ana is now: closer');
    expect((await findMember(test.db, 'm_ana'))?.roles).toEqual([{ role: 'closer', direction: null }]);
  });

  it('understands Ukrainian, and a direction by its name', async () => {
    const app = await anApp(test.database);
    const said = await asker(app)('mo', 'role ana +клоузер Вікна');
    expect(said.text).toContain('closer (Windows)');
    expect((await findMember(test.db, 'm_ana'))?.roles).toContainEqual({ role: 'closer', direction: 'main' });
  });

  it('is quiet where nothing changes', async () => {
    const app = await anApp(test.database);
    expect((await asker(app)('mo', 'role Ana +prospector')).tone).toBe('quiet');
  });

  it('never takes the last manager', async () => {
    const app = await anApp(test.database);
    const said = await asker(app)('mo', 'role Mo -manager');
    expect(said).toMatchObject({ tone: 'refused' });
    expect(said.text).toContain('only manager');
    expect((await findMember(test.db, 'm_mo'))?.roles).toHaveLength(1);
  });

  it.each([
    ['role', '/baton role'],
    ['role Ana', '/baton role'],
    ['role +closer', '/baton role'],
    ['role Ana +boss', '“+boss”'],
    ['role Zoe +closer', 'Zoe'],
  ])('tells how to say it after "%s"', async (text, hint) => {
    const app = await anApp(test.database);
    const said = await asker(app)('mo', text);
    expect(said.tone).toBe('refused');
    expect(said.text).toContain(hint);
  });

  it('is not for prospectors, also when they make themselves managers', async () => {
    const app = await anApp(test.database);
    const said = await asker(app)('ana', 'role Ana +manager');
    expect(said.tone).toBe('refused');
    expect((await findMember(test.db, 'm_ana'))?.roles).toHaveLength(1);
  });
});

describe('a manager of one direction', () => {
  const seats = [...theTeam, { id: 'm_dir', name: 'Dora', roles: [] }];

  it('means their own direction, and decides about that one alone', async () => {
    const app = await anApp(test.database, { seats });
    await changeMember(app, 'm_dir', { roles: ['manager'], direction: 'export' }, api);
    const ask = asker(app);
    expect((await ask('dir', 'role Ana +closer')).tone).toBe('done');
    expect((await findMember(test.db, 'm_ana'))?.roles).toContainEqual({
      role: 'closer',
      direction: 'export',
    });
    expect((await ask('dir', 'role Dora +manager all')).tone).toBe('refused');
    expect((await ask('dir', 'role Ana +closer main')).tone).toBe('refused');
    expect((await ask('dir', 'invite Eve closer main')).tone).toBe('refused');
  });

  it('gets no code by which they would become somebody who may do more', async () => {
    const app = await anApp(test.database, { seats });
    await changeMember(app, 'm_dir', { roles: ['manager'], direction: 'export' }, api);
    const ask = asker(app);
    expect((await ask('mo', 'invite Dora')).tone).toBe('done');
    expect((await ask('dir', 'invite Mo')).tone).toBe('refused');
    expect((await ask('dir', 'invite Dora')).tone).toBe('done');
  });
});

describe('assign', () => {
  it('gives a lead to somebody, and says what is next', async () => {
    const app = await anApp(test.database);
    const { ref, number } = await receiveOne(app);
    const said = await asker(app)('mo', `assign L-${number} ana`);
    expect(said.tone).toBe('done');
    expect(said.text).toContain('Ana');
    expect((await findView(test.db, { ref }))?.lead).toMatchObject({ stage: 'claimed', prospector: 'm_ana' });
  });

  it('acts once for one delivery, also after the lead was released meanwhile', async () => {
    const app = await anApp(test.database);
    const { ref, number } = await receiveOne(app);
    const ask = asker(app);
    await ask('mo', `assign ${number} ana`, { id: 'D1' });
    await command(app, 'ana', ref, 'release');
    await ask('mo', `assign ${number} ana`, { id: 'D1' });
    expect((await findView(test.db, { ref }))?.lead.stage).toBe('new');
  });

  it('refuses somebody without the role', async () => {
    const app = await anApp(test.database);
    const { ref, number } = await receiveOne(app);
    expect((await asker(app)('mo', `assign ${number} Cleo`)).tone).toBe('refused');
    expect((await findView(test.db, { ref }))?.lead.stage).toBe('new');
  });

  it.each(['assign', 'assign L-1001', 'assign Ana', 'assign L-9999 Ana', 'assign L-1e9 Ana'])(
    'answers "%s" without doing anything',
    async (text) => {
      const app = await anApp(test.database);
      const { ref } = await receiveOne(app);
      expect((await asker(app)('mo', text)).tone).toBe('refused');
      expect((await findView(test.db, { ref }))?.lead.stage).toBe('new');
    },
  );
});

describe('away', () => {
  it('keeps new leads away until the moment that it names, in the zone of whoever asks', async () => {
    const app = await anApp(test.database);
    const { ref } = await receiveOne(app);
    const said = await asker(app)('ana', 'away tomorrow 9:00 deputy Ben');
    expect(said.tone).toBe('done');
    expect(said.text).toContain('5 Mar 2026, 09:00');
    expect(said.text).toContain('Ben');
    expect(await findMember(test.db, 'm_ana')).toMatchObject({
      awayUntil: Date.UTC(2026, 2, 5, 7),
      deputy: 'm_ben',
    });
    expect(await command(app, 'ana', ref, 'claim')).toMatchObject({ ok: false, refusal: { code: 'away' } });
    app.clock.forward(24 * 60 * 60_000);
    expect(await command(app, 'ana', ref, 'claim')).toMatchObject({ ok: true });
  });

  it('takes the deputy without a word for it, and in Ukrainian', async () => {
    const app = await anApp(test.database);
    await asker(app)('ana', 'away friday Ben');
    expect((await findMember(test.db, 'm_ana'))?.deputy).toBe('m_ben');
    await asker(app)('ben', 'away до понеділка заступниця Cleo');
    expect((await findMember(test.db, 'm_ben'))?.deputy).toBe('m_cleo');
  });

  it.each([
    ['away', '/baton away'],
    ['away soon', '/baton away'],
    ['away 2020-01-01', 'over already'],
    ['away 2030-01-01', 'more than a year'],
    ['away friday Zoe', 'Zoe'],
    ['away friday Ana', 'own deputy'],
  ])('after "%s" changes nothing and says why', async (text, hint) => {
    const app = await anApp(test.database);
    const said = await asker(app)('ana', text);
    expect(said.tone).toBe('refused');
    expect(said.text).toContain(hint);
    expect((await findMember(test.db, 'm_ana'))?.awayUntil).toBeNull();
  });

  it('names no deputy who is away as well', async () => {
    const app = await anApp(test.database);
    await asker(app)('ben', 'away friday');
    expect((await asker(app)('ana', 'away friday Ben')).text).toContain('away as well');
  });

  it('ends with resume, which is quiet the second time', async () => {
    const app = await anApp(test.database);
    const ask = asker(app);
    await ask('ana', 'away friday');
    expect((await ask('ana', 'resume')).tone).toBe('done');
    expect((await ask('ana', 'resume')).tone).toBe('quiet');
    expect((await findMember(test.db, 'm_ana'))?.awayUntil).toBeNull();
  });

  it('is for members alone', async () => {
    const app = await anApp(test.database);
    expect((await asker(app)('U0', 'away friday')).tone).toBe('refused');
    expect((await asker(app)('U0', 'resume')).tone).toBe('refused');
    expect((await asker(app)('U0', 'team')).tone).toBe('refused');
  });
});

describe('team', () => {
  it('shows who is there, who is away, and how much they have in hand', async () => {
    const app = await anApp(test.database);
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    const ask = asker(app);
    await ask('ben', 'away friday');
    await changeMember(app, 'm_dan', { active: false }, api);
    const { reply } = await ask('ana', 'team');
    const card = reply.type === 'say' ? reply.card : null;
    const [fields] = card?.blocks ?? [];
    const shown = fields?.type === 'fields' ? fields.fields : [];
    expect(shown.map(({ label }) => label)).toEqual(['Ana', 'Ben', 'Cleo', 'Mo']);
    expect(shown[0]?.value).toContain('1 in hand');
    expect(shown[1]?.value).toContain('away');
  });
});

describe('every answer', () => {
  it('is in the language of whoever asks', async () => {
    const app = await anApp(test.database);
    await changeMember(app, 'm_mo', { language: 'uk' }, api);
    const ask = asker(app);
    for (const text of [
      'here prospectors',
      'invite',
      'role',
      'assign',
      'away',
      'resume',
      'manager',
      'join',
    ]) {
      const { text: answer } = await ask('mo', text);
      expect(answer).toMatch(/[а-яіїєґ]{4}/iu);
      expect(answer).not.toMatch(/\{\w+\}/u);
    }
  });
});
