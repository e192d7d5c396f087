import { describe, expect, it } from 'vitest';
import {
  findByIdentity,
  findMember,
  hasManager,
  insertIdentity,
  insertMember,
  listMembers,
  saveIdentity,
  saveMember,
} from '../../src/storage/members.ts';
import { listPlaces } from '../../src/storage/places.ts';
import { aMoment, hourMs } from '../support/a-lead.ts';
import { withDatabase } from '../support/with-database.ts';
import { bind, seatTeam } from './deeds.ts';

const test = withDatabase();

const olha = {
  id: 'm_olha',
  name: 'Ольга',
  language: 'uk',
  timeZone: null,
  createdAt: aMoment,
  roles: [
    { role: 'closer', direction: 'main' },
    { role: 'prospector', direction: null },
  ],
  identities: [
    { platform: 'slack', person: 'U1' },
    { platform: 'telegram', person: '42' },
  ],
} as const;

describe('a member', () => {
  it('is found by their id and by every identity', async () => {
    expect(await insertMember(test.db, olha)).toBe('saved');
    const member = await findMember(test.db, 'm_olha');
    expect(member).toMatchObject({
      name: 'Ольга',
      language: 'uk',
      active: true,
      sample: false,
      roles: olha.roles,
      load: { claimed: 0, accepted: 0, accounts: 0 },
    });
    expect(member?.identities.map(({ platform, person }) => [platform, person])).toEqual([
      ['slack', 'U1'],
      ['telegram', '42'],
    ]);
    expect(await findByIdentity(test.db, 'telegram', '42')).toEqual(member);
    expect(await findByIdentity(test.db, 'slack', '42')).toBeNull();
    expect(await findMember(test.db, 'm_none')).toBeNull();
  });

  it('is not made, nor changed, with an identity of somebody else', async () => {
    await insertMember(test.db, olha);
    const other = { ...olha, id: 'm_other', identities: [{ platform: 'slack', person: 'U1' }] } as const;
    expect(await insertMember(test.db, other)).toEqual({ identityOf: 'm_olha' });
    expect(await findMember(test.db, 'm_other')).toBeNull();
    await insertMember(test.db, { ...other, identities: [] });
    expect(await saveMember(test.db, 'm_other', { name: 'New', identities: other.identities })).toEqual({
      identityOf: 'm_olha',
    });
    expect((await findMember(test.db, 'm_other'))?.name).toBe('Ольга');
    expect(await insertIdentity(test.db, { platform: 'slack', person: 'U1', member: 'm_other' })).toEqual({
      identityOf: 'm_olha',
    });
  });

  /**
   * The race. One person sends the same code from two windows, or two members claim one Slack user at once: each sees
   * that the identity is free. The table's key decides, and the loser is told whose it is.
   */
  it('has an identity that ten want at once alone', async () => {
    await seatTeam(test.db, []);
    const members = ['m_ana', 'm_ben', 'm_cleo', 'm_dan', 'm_mo'];
    const saved = await Promise.all(
      members.map((member) => insertIdentity(test.db, { platform: 'slack', person: 'U9', member })),
    );
    expect(saved.filter((outcome) => outcome === 'saved')).toHaveLength(1);
    const owner = await findByIdentity(test.db, 'slack', 'U9');
    expect(saved.filter((outcome) => outcome !== 'saved')).toEqual(
      Array.from({ length: 4 }, () => ({ identityOf: owner?.id })),
    );
  });

  it('keeps what a change leaves out', async () => {
    await insertMember(test.db, olha);
    const before = await findMember(test.db, 'm_olha');
    await saveMember(test.db, 'm_olha', { awayUntil: aMoment + hourMs });
    expect(await findMember(test.db, 'm_olha')).toEqual({ ...before, awayUntil: aMoment + hourMs });
    await saveMember(test.db, 'm_olha', { awayUntil: null, active: false, roles: [], language: null });
    expect(await findMember(test.db, 'm_olha')).toEqual({
      ...before,
      active: false,
      roles: [],
      language: null,
    });
    expect(await saveMember(test.db, 'm_none', { name: 'Nobody' })).toBe('not_found');
  });

  it('is suspended on one platform alone', async () => {
    await insertMember(test.db, olha);
    await saveIdentity(test.db, { platform: 'slack', person: 'U1', suspended: true });
    expect((await findMember(test.db, 'm_olha'))?.identities).toMatchObject([
      { platform: 'slack', suspended: true },
      { platform: 'telegram', suspended: false },
    ]);
    expect(await saveIdentity(test.db, { platform: 'slack', person: 'U0', suspended: true })).toBe(
      'not_found',
    );
  });

  it('is listed by name, by role and by whether they are still here', async () => {
    await seatTeam(test.db);
    await saveMember(test.db, 'm_ben', { active: false });
    const names = async (asked: Parameters<typeof listMembers>[1]) =>
      (await listMembers(test.db, asked)).map(({ name }) => name);
    expect(await names({})).toEqual(['Ana', 'Ben', 'Cleo', 'Dan', 'Mo']);
    expect(await names({ active: true, role: 'prospector' })).toEqual(['Ana']);
  });
});

describe('whether there is a manager', () => {
  it('counts neither the sample team nor who has left', async () => {
    const mo = {
      ...olha,
      id: 'm_mo',
      roles: [{ role: 'manager', direction: null }],
      identities: [],
    } as const;
    await insertMember(test.db, { ...mo, id: 'm_sample', sample: true });
    expect(await hasManager(test.db)).toBe(false);
    await insertMember(test.db, mo);
    expect(await hasManager(test.db)).toBe(true);
    await saveMember(test.db, 'm_mo', { active: false });
    expect(await hasManager(test.db)).toBe(false);
  });
});

describe('a place', () => {
  it('is one for each audience and direction of a channel', async () => {
    const first = await bind(test.db, 'prospectors', { id: 'p_1', channel: 'C1' });
    const again = await bind(test.db, 'prospectors', { id: 'p_2', channel: 'C1' });
    expect([first, again]).toEqual([
      { id: 'p_1', isNew: true },
      { id: 'p_1', isNew: false },
    ]);
    await bind(test.db, 'closers', { id: 'p_3', channel: 'C1' });
    await bind(test.db, 'prospectors', { id: 'p_4', channel: 'C1', direction: 'main' });
    await bind(test.db, 'prospectors', { id: 'p_5', channel: 'C1', platform: 'telegram' });
    const at = { platform: 'slack', channel: 'C1', thread: null } as const;
    expect((await listPlaces(test.db, { at })).map(({ id }) => id)).toEqual(['p_1', 'p_3', 'p_4']);
    expect(await listPlaces(test.db, { at: { ...at, thread: '7' } })).toEqual([]);
    expect((await listPlaces(test.db, { platform: 'telegram' })).map(({ id }) => id)).toEqual(['p_5']);
  });
});
