import { describe, expect, it } from 'vitest';
import { managerCode } from '../../../src/app/people/manager-code.ts';
import { readCode } from '../../../src/app/people/read-code.ts';
import { findByIdentity, listMembers, saveMember } from '../../../src/storage/members.ts';
import { anApp, theTeam } from '../../support/an-app.ts';
import { asker } from '../../support/ask-people.ts';
import { withDatabase } from '../../support/with-database.ts';

const test = withDatabase();
const minute = 60_000;
const group = { channel: '-100200', thread: null };

/** The code in the answer to an invitation. */
const codeIn = (text: string) => /[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}/u.exec(text)?.[0] ?? 'no code';

describe('a code, as people copy it', () => {
  it('is read in any case, without dashes, with letters that look alike', () => {
    expect(readCode('ABCD EFGH JKMN')).toBe('abcd-efgh-jkmn');
    expect(readCode(' “abcd—0123–j1mn” ')).toBe('abcd-0123-j1mn');
    expect(readCode('abcd-oil3-jkmn')).toBe('abcd-0113-jkmn');
    expect(readCode('аbсd-0123-jkmn')).toBe('abcd-0123-jkmn');
  });

  it.each(['', 'abcd', 'abcd-efgh-jkmnp', 'uuuu-uuuu-uuuu', '<!channel>12', '💥'.repeat(12)])(
    'is not "%s"',
    (text) => {
      expect(readCode(text)).toBeNull();
    },
  );
});

describe('the first manager', () => {
  it('is whoever sends the code of the start', async () => {
    const app = await anApp(test.database, { seats: [] });
    const code = await managerCode(app);
    expect(code).toMatch(/^[0-9a-z]{4}(-[0-9a-z]{4}){2}$/u);
    const said = await asker(app)('U1', `manager ${code}`, { name: 'Mo Manager', language: 'uk' });
    expect(said.tone).toBe('done');
    expect(said.text).toContain('/baton here prospectors');
    const member = await findByIdentity(test.db, 'slack', 'U1');
    expect(member).toMatchObject({
      name: 'Mo Manager',
      language: 'uk',
      sample: false,
      roles: [{ role: 'manager', direction: null }],
    });
  });

  it('makes no code where there is a manager', async () => {
    const app = await anApp(test.database);
    expect(await managerCode(app)).toBeNull();
  });

  it('is one: whoever comes later is told that it is over', async () => {
    const app = await anApp(test.database, { seats: [] });
    const [one, two] = [await managerCode(app), await managerCode(app)];
    const ask = asker(app);
    expect((await ask('U1', `manager ${one}`)).tone).toBe('done');
    const late = await ask('U2', `manager ${two}`);
    expect(late.tone).toBe('refused');
    expect(late.text).toContain('There is a manager already');
    expect(await listMembers(test.db)).toHaveLength(1);
  });

  it('is one of many who send the code at the same moment', async () => {
    const app = await anApp(test.database, { seats: [] });
    const code = await managerCode(app);
    const ask = asker(app);
    const said = await Promise.all(
      Array.from({ length: 8 }, (_, index) => ask(`U${index}`, `manager ${code}`)),
    );
    expect(said.filter(({ tone }) => tone === 'done')).toHaveLength(1);
    expect(await listMembers(test.db)).toHaveLength(1);
  });

  it('hears that all is well when they ask again', async () => {
    const app = await anApp(test.database);
    expect((await asker(app)('mo', 'manager abcd-efgh-jkmn')).tone).toBe('quiet');
  });

  it('may be somebody who is in the team already, and keeps what they have', async () => {
    const app = await anApp(test.database, { seats: theTeam.filter(({ name }) => name === 'Ana') });
    const code = await managerCode(app);
    expect((await asker(app)('ana', `manager ${code}`)).tone).toBe('done');
    const member = await findByIdentity(test.db, 'slack', 'ana');
    expect(member?.roles.map(({ role }) => role).sort()).toEqual(['manager', 'prospector']);
  });

  it('is nobody whose code is wrong, out of time, or shown in a group', async () => {
    const app = await anApp(test.database, { seats: [] });
    const ask = asker(app);
    const code = await managerCode(app);
    expect((await ask('U1', 'manager')).text).toContain('terminal');
    expect((await ask('U1', 'manager 0000-0000-0000')).tone).toBe('refused');
    const shown = await ask('U1', `manager ${code}`, { platform: 'telegram', place: group });
    expect(shown.text).toContain('void');
    expect((await ask('U1', `manager ${code}`)).tone).toBe('refused');
    const other = await managerCode(app);
    app.clock.forward(15 * minute);
    expect((await ask('U1', `manager ${other}`)).tone).toBe('refused');
    expect(await listMembers(test.db)).toEqual([]);
  });

  it('has five tries, then has to wait', async () => {
    const app = await anApp(test.database, { seats: [] });
    const ask = asker(app);
    for (let tries = 0; tries < 5; tries += 1) await ask('U1', 'manager 0000-0000-0000');
    const code = await managerCode(app);
    const blocked = await ask('U1', `manager ${code}`);
    expect(blocked.text).toContain('Too many wrong codes');
    expect((await ask('U2', `manager ${code}`)).tone).toBe('done');
  });
});

describe('an invitation', () => {
  it('lets somebody new in, by a code that works once', async () => {
    const app = await anApp(test.database);
    const ask = asker(app);
    const invited = await ask('mo', 'invite Ольга Коваленко проспектор, closer');
    expect(invited.tone).toBe('done');
    const code = codeIn(invited.text);
    const joined = await ask('U77', `join ${code.toUpperCase()}`, { language: 'en' });
    expect(joined.text).toContain('Ольга Коваленко');
    expect(joined.text).toContain('/baton next');
    const member = await findByIdentity(test.db, 'slack', 'U77');
    expect(member?.roles).toEqual([
      { role: 'closer', direction: null },
      { role: 'prospector', direction: null },
    ]);
    expect((await ask('U78', `join ${code}`)).tone).toBe('refused');
    expect(await findByIdentity(test.db, 'slack', 'U78')).toBeNull();
  });

  it('lets in one of many who send the code at once', async () => {
    const app = await anApp(test.database);
    const ask = asker(app);
    const code = codeIn((await ask('mo', 'invite Eve closer')).text);
    const said = await Promise.all(Array.from({ length: 8 }, (_, index) => ask(`E${index}`, `join ${code}`)));
    expect(said.filter(({ tone }) => tone === 'done')).toHaveLength(1);
  });

  it('links a second platform to the same human', async () => {
    const app = await anApp(test.database, { seats: [] });
    const ask = asker(app);
    const start = await managerCode(app);
    await ask('U1', `manager ${start}`, { name: 'Mo' });
    const code = codeIn((await ask('U1', 'invite Mo')).text);
    expect((await ask('4711', `join ${code}`, { platform: 'telegram' })).tone).toBe('done');
    const one = await findByIdentity(test.db, 'telegram', '4711');
    expect(one?.identities.map(({ platform }) => platform).sort()).toEqual(['slack', 'telegram']);
    expect(one?.id).toBe((await findByIdentity(test.db, 'slack', 'U1'))?.id);
  });

  it('for a direction counts there alone', async () => {
    const app = await anApp(test.database);
    const ask = asker(app);
    const code = codeIn((await ask('mo', 'invite Eve closer export')).text);
    await ask('E1', `join ${code}`);
    expect((await findByIdentity(test.db, 'slack', 'E1'))?.roles).toEqual([
      { role: 'closer', direction: 'export' },
    ]);
  });

  it('is not for those who know somebody of that name, until they say whom they mean', async () => {
    const app = await anApp(test.database);
    const said = await asker(app)('mo', 'invite Ana closer');
    expect(said.tone).toBe('refused');
    expect(said.text).toContain('/baton invite Ana');
    expect(await listMembers(test.db)).toHaveLength(5);
  });

  it('makes one person, however often the platform brings it', async () => {
    const app = await anApp(test.database);
    const ask = asker(app);
    await ask('mo', 'invite Eve closer', { id: 'D1' });
    await saveMember(test.db, (await listMembers(test.db)).find(({ name }) => name === 'Eve')?.id ?? '', {
      name: 'Eva',
    });
    expect((await ask('mo', 'invite Eve closer', { id: 'D1' })).tone).toBe('quiet');
    expect(await listMembers(test.db)).toHaveLength(6);
  });

  it('can be made by managers alone, and others hear who they are', async () => {
    const app = await anApp(test.database);
    const said = await asker(app)('ana', 'invite Eve closer');
    expect(said).toMatchObject({ tone: 'refused' });
    expect(said.text).toContain('Mo');
    expect((await asker(app)('stranger', 'invite Eve closer')).tone).toBe('refused');
    expect(await listMembers(test.db)).toHaveLength(5);
  });

  it.each(['', 'Eve', 'closer', 'Eve boss', `${'x'.repeat(101)} closer`])(
    'without a name or a role (“%s”) gets the help',
    async (rest) => {
      const app = await anApp(test.database);
      const said = await asker(app)('mo', `invite ${rest}`);
      expect(said.tone).toBe('refused');
      expect(said.text).toContain('/baton invite');
      expect(await listMembers(test.db)).toHaveLength(5);
    },
  );
});

describe('joining', () => {
  it('is declined in a Telegram group, and the code shown there is void', async () => {
    const app = await anApp(test.database);
    const ask = asker(app);
    const code = codeIn((await ask('mo', 'invite Eve closer')).text);
    const shown = await ask('E1', `join ${code}`, { platform: 'telegram', place: group });
    expect(shown.tone).toBe('refused');
    const after = await ask('E1', `join ${code}`, { platform: 'telegram' });
    expect(after.tone).toBe('refused');
    expect(await findByIdentity(test.db, 'telegram', 'E1')).toBeNull();
  });

  it('tells who is in the team already that all is well, and leaves the code alone', async () => {
    const app = await anApp(test.database);
    const ask = asker(app);
    const code = codeIn((await ask('mo', 'invite Eve closer')).text);
    expect(await ask('ana', `join ${code}`)).toMatchObject({ tone: 'quiet' });
    expect((await ask('E1', `join ${code}`)).tone).toBe('done');
  });

  it('gives nobody a second account on a platform', async () => {
    const app = await anApp(test.database);
    const ask = asker(app);
    const code = codeIn((await ask('mo', 'invite Ana')).text);
    const said = await ask('U99', `join ${code}`);
    expect(said.tone).toBe('refused');
    expect(said.text).toContain('Ana');
    expect(await findByIdentity(test.db, 'slack', 'U99')).toBeNull();
  });

  it('is over when the person has left the team meanwhile, or time has', async () => {
    const app = await anApp(test.database);
    const ask = asker(app);
    const code = codeIn((await ask('mo', 'invite Eve closer')).text);
    const late = codeIn((await ask('mo', 'invite Fay closer')).text);
    const eve = (await listMembers(test.db)).find(({ name }) => name === 'Eve');
    await saveMember(test.db, eve?.id ?? '', { active: false });
    expect((await ask('E1', `join ${code}`)).text).toContain('no longer in the team');
    app.clock.forward(15 * minute);
    expect((await ask('F1', `join ${late}`)).tone).toBe('refused');
    expect(await listMembers(test.db, { active: true })).toHaveLength(6);
  });

  it('counts what can be no code as a try', async () => {
    const app = await anApp(test.database);
    const ask = asker(app);
    expect((await ask('E1', 'join')).text).toContain('/baton join');
    for (let tries = 0; tries < 5; tries += 1) await ask('E1', "join '; drop table members; --");
    expect((await ask('E1', 'join abcd-efgh-jkmn')).text).toContain('Too many');
  });
});
