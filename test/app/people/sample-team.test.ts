import { describe, expect, it } from 'vitest';
import { managerCode } from '../../../src/app/people/manager-code.ts';
import { createMember } from '../../../src/app/people/members.ts';
import { dismissSampleTeam, seatSampleTeam } from '../../../src/app/people/sample-team.ts';
import { listPlaces } from '../../../src/app/places.ts';
import { roles } from '../../../src/core/member.ts';
import { listMembers } from '../../../src/storage/members.ts';
import { findView } from '../../../src/storage/read-lead.ts';
import { anApp, command, receiveOne } from '../../support/an-app.ts';
import { asker } from '../../support/ask-people.ts';
import { makeFakeChat } from '../../support/fake-chat.ts';
import { aPlaybook } from '../../support/a-playbook.ts';
import { withDatabase } from '../../support/with-database.ts';

const test = withDatabase();
const api = { by: null, via: 'api' } as const;
const web = () => makeFakeChat({ platform: 'web', now: () => 0 });

describe('the sample team', () => {
  it('sits in every role, is named as such, and has a place for each audience', async () => {
    const app = await anApp(test.database, { seats: [], adapters: [web()] });
    expect(await seatSampleTeam(app)).toBe(true);
    const members = await listMembers(test.db);
    expect(members.length).toBe(6);
    for (const member of members) {
      expect(member.sample).toBe(true);
      expect(member.name).toMatch(/\((sample|зразок)\)$/u);
      expect(member.identities).toMatchObject([{ platform: 'web', person: member.id }]);
    }
    for (const role of roles) {
      expect(members.some((member) => member.roles.some((held) => held.role === role))).toBe(true);
    }
    expect((await listPlaces(app)).map(({ platform, channel }) => `${platform} ${channel}`)).toEqual([
      'web prospectors',
      'web closers',
      'web account_team',
      'web managers',
    ]);
  });

  it('speaks the language of the playbook', async () => {
    const playbook = { ...aPlaybook(), language: 'uk' as const };
    const app = await anApp(test.database, { seats: [], adapters: [web()], playbook });
    await seatSampleTeam(app);
    expect((await listMembers(test.db)).map(({ name }) => name)).toContain('Олена (зразок)');
  });

  it('is seated once, also when several processes start at the same moment', async () => {
    const app = await anApp(test.database, { seats: [], adapters: [web()] });
    await Promise.all([seatSampleTeam(app), seatSampleTeam(app), seatSampleTeam(app)]);
    expect(await listMembers(test.db)).toHaveLength(6);
    expect(await seatSampleTeam(app)).toBe(true);
    expect(await listMembers(test.db)).toHaveLength(6);
  });

  it('is not seated where a platform is configured, or people are there', async () => {
    const withSlack = await anApp(test.database, {
      seats: [],
      adapters: [web(), makeFakeChat({ platform: 'slack', now: () => 0 })],
    });
    expect(await seatSampleTeam(withSlack)).toBe(false);
    expect(await listMembers(test.db)).toEqual([]);
    const withPeople = await anApp(test.database, { adapters: [web()] });
    expect(await seatSampleTeam(withPeople)).toBe(false);
    expect(await listMembers(test.db)).toHaveLength(5);
  });

  it('does not count as management: the start still makes a code, and nobody of it can use that', async () => {
    const app = await anApp(test.database, { seats: [], adapters: [web()] });
    await seatSampleTeam(app);
    const code = await managerCode(app);
    expect(code).not.toBeNull();
    const sample = (await listMembers(test.db))[0]?.id ?? '';
    expect((await asker(app)(sample, `manager ${code}`, { platform: 'web' })).tone).toBe('refused');
    expect((await asker(app)('U1', `manager ${code}`)).tone).toBe('done');
  });

  it('goes home at one go once there is a real manager, and what it had is free', async () => {
    const app = await anApp(test.database, { seats: [], adapters: [web()] });
    await seatSampleTeam(app);
    const prospector = (await listMembers(test.db, { role: 'prospector' }))[0];
    const { ref } = await receiveOne(app);
    await command(app, prospector?.id.replace(/^m_/u, '') ?? '', ref, 'claim');
    expect((await findView(test.db, { ref }))?.lead.stage).toBe('claimed');

    expect(await dismissSampleTeam(app, api)).toMatchObject({ ok: false });
    expect(await listMembers(test.db, { active: true })).toHaveLength(6);

    await createMember(app, { name: 'Mo', roles: ['manager'] });
    expect(await dismissSampleTeam(app, api)).toEqual({ ok: true, count: 6 });
    expect((await listMembers(test.db, { active: true })).map(({ name }) => name)).toEqual(['Mo']);
    expect((await findView(test.db, { ref }))?.lead.stage).toBe('new');
    expect(await dismissSampleTeam(app, api)).toEqual({ ok: true, count: 0 });
    expect(await seatSampleTeam(app)).toBe(false);
  });
});
