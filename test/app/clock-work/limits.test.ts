import { beforeEach, describe, expect, it } from 'vitest';
import { changeMember, createMember, findPublicPerson } from '../../../src/app/people/members.ts';
import { findMember } from '../../../src/storage/members.ts';
import { anApp, command, receiveOne, type AnApp } from '../../support/an-app.ts';
import { asker } from '../../support/ask-people.ts';
import { withDatabase } from '../../support/with-database.ts';

const test = withDatabase();
let app: AnApp;
beforeEach(async () => {
  app = await anApp(test.database);
});

const claims = async (who: string, count: number) => {
  const outcomes: boolean[] = [];
  for (let at = 0; at < count; at += 1) {
    const { ref } = await receiveOne(app);
    outcomes.push((await command(app, who, ref, 'claim')).ok);
  }
  return outcomes.filter(Boolean).length;
};

describe('limits of somebody’s own', () => {
  it('are said by a manager in the chat, for each part of the conveyor, and taken back', async () => {
    const ask = asker(app);
    expect((await ask('mo', 'limit Ana 1')).text).toContain('Ana may have 1 at once now, in prospecting');
    expect((await ask('mo', 'limit Ana closing 3')).tone).toBe('done');
    expect((await ask('mo', 'limit Ana 7 accounts')).tone).toBe('done');
    expect((await findMember(test.db, 'm_ana'))?.limits).toEqual({ claimed: 1, accepted: 3, accounts: 7 });
    expect(await claims('ana', 2)).toBe(1);
    expect((await ask('mo', 'limit Ana none')).text).toContain('as many as everybody');
    expect((await findMember(test.db, 'm_ana'))?.limits).toEqual({ accepted: 3, accounts: 7 });
    expect(await claims('ana', 5)).toBe(2);
  });

  it.each(['limit', 'limit Ana', 'limit 5', 'limit Zoe 5'])(
    'tells how to say it after "%s"',
    async (text) => {
      expect((await asker(app)('mo', text)).tone).toBe('refused');
    },
  );

  it('are not for prospectors to say', async () => {
    expect((await asker(app)('ana', 'limit Ana 50')).tone).toBe('refused');
    expect((await findMember(test.db, 'm_ana'))?.limits).toEqual({});
  });

  it('hold in all directions, so whoever manages one alone says them of those who work in no other', async () => {
    const dee = { name: 'Dee', identities: { slack: 'dee' } };
    await createMember(app, { ...dee, roles: ['manager'], direction: 'export' });
    await createMember(app, { name: 'Eve', roles: ['closer'], direction: 'export' });
    const ask = asker(app);
    expect((await ask('dee', 'limit Ana 50')).tone).toBe('refused');
    expect((await findMember(test.db, 'm_ana'))?.limits).toEqual({});
    expect((await ask('dee', 'limit Eve 50 closing')).tone).toBe('done');
  });

  it('come over the API, too, and hold when many claim at once', async () => {
    await changeMember(app, 'm_ana', { limits: { claimed: 2 } }, { by: null, via: 'api' });
    expect(await findPublicPerson(app, 'm_ana')).toMatchObject({ limits: { claimed: 2 } });
    const refs: string[] = [];
    for (let at = 0; at < 6; at += 1) refs.push((await receiveOne(app)).ref);
    const outcomes = await Promise.all(refs.map((ref) => command(app, 'ana', ref, 'claim')));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(2);
    expect((await findMember(test.db, 'm_ana'))?.load.claimed).toBe(2);
    await changeMember(app, 'm_ana', { limits: { claimed: null } }, { by: null, via: 'api' });
    expect(await findPublicPerson(app, 'm_ana')).not.toHaveProperty('limits');
  });
});
