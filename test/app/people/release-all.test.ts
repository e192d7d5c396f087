import { describe, expect, it } from 'vitest';
import { changeMember } from '../../../src/app/people/members.ts';
import { handleHappening } from '../../../src/app/handle-happening.ts';
import { startHousekeeping } from '../../../src/app/housekeeping.ts';
import { bindPlace } from '../../../src/app/places.ts';
import { startDelivery } from '../../../src/app/deliver/delivery.ts';
import type { Platform } from '../../../src/core/member.ts';
import { findMember, saveMember } from '../../../src/storage/members.ts';
import { findView, listHistory } from '../../../src/storage/read-lead.ts';
import { anApp, command, receiveOne, type AnApp } from '../../support/an-app.ts';
import { asker } from '../../support/ask-people.ts';
import { makeFakeChat } from '../../support/fake-chat.ts';
import { withDatabase } from '../../support/with-database.ts';
import { testClock } from '../../support/test-clock.ts';
import { aPlaybook, noLimits } from '../../support/a-playbook.ts';

const test = withDatabase();
const api = { by: null, via: 'api' } as const;

async function claimed(app: AnApp, who: string, direction: string | null = null) {
  const lead = await receiveOne(app, { direction });
  const outcome = await command(app, who, lead.ref, 'claim');
  if (!outcome.ok) throw new Error(`${who} could not claim: ${outcome.refusal.code}`);
  return lead;
}

function leaves(app: AnApp, person: string, platform: Platform): Promise<void> {
  const at = app.clock.now();
  return handleHappening(app, {
    type: 'person left',
    platform,
    person,
    at,
    id: `${person} leaves ${platform}`,
  });
}

/** The regulation of the tests with no limit of open leads. */
function unlimited() {
  const playbook = aPlaybook();
  const directions = Object.fromEntries(
    Object.entries(playbook.directions).map(([id, direction]) => [id, { ...direction, limits: noLimits }]),
  );
  return { ...playbook, directions };
}

describe('custody', () => {
  it('moves back to all when the role for it is taken, and what other roles hold stays', async () => {
    const app = await anApp(test.database);
    await changeMember(app, 'm_ana', { roles: ['prospector', 'closer'] }, api);
    const { ref } = await claimed(app, 'ana');
    const changed = await changeMember(app, 'm_ana', { roles: ['closer'] }, api);
    expect(changed).toMatchObject({ ok: true, released: 1 });
    expect((await findView(test.db, { ref }))?.lead.stage).toBe('new');
    const history = await listHistory(test.db, ref);
    expect(history.at(-1)).toMatchObject({ type: 'vacated', member: 'm_ana', by: null, via: 'api' });
    expect((await findMember(test.db, 'm_ana'))?.load.claimed).toBe(0);
  });

  it('stays with whoever keeps the role', async () => {
    const app = await anApp(test.database);
    const { ref } = await claimed(app, 'ana');
    const changed = await changeMember(app, 'm_ana', { roles: ['prospector', 'closer'] }, api);
    expect(changed).toMatchObject({ ok: true, released: 0 });
    expect((await findView(test.db, { ref }))?.lead).toMatchObject({ stage: 'claimed', prospector: 'm_ana' });
  });

  it('moves in the direction alone in which the role was taken', async () => {
    const app = await anApp(test.database);
    const inMain = await claimed(app, 'ana', 'main');
    const inExport = await claimed(app, 'ana', 'export');
    const said = await asker(app)('mo', 'role Ana -prospector export');
    expect(said.tone).toBe('done');
    expect(said.text).toContain('1 lead that they had is free');
    expect((await findView(test.db, { ref: inMain.ref }))?.lead.stage).toBe('claimed');
    expect((await findView(test.db, { ref: inExport.ref }))?.lead.stage).toBe('new');
  });

  it('of more leads than one piece holds moves whole, and managers are told once', async () => {
    const clock = testClock();
    const chat = makeFakeChat({ platform: 'slack', now: () => clock.now() });
    const app = await anApp(test.database, { clock, adapters: [chat], playbook: unlimited() });
    await chat.start({
      press: () => Promise.reject(new Error('Nobody presses here.')),
      ask: () => Promise.reject(new Error('Nobody asks here.')),
      submit: () => Promise.reject(new Error('Nobody submits here.')),
      happened: () => Promise.reject(new Error('Nothing happens here.')),
    });
    for (let count = 0; count < 60; count += 1) await claimed(app, 'ana');
    await bindPlace(app, { platform: 'slack', channel: 'C-managers', audience: 'managers' });
    const changed = await changeMember(app, 'm_ana', { active: false }, api);
    expect(changed).toMatchObject({ ok: true, released: 60 });

    const told = await test.db
      .selectFrom('outbox')
      .select('body')
      .where('kind', '=', 'tell managers')
      .execute();
    expect(told.map(({ body }) => body)).toEqual([
      { trouble: 'custody_freed', member: 'm_ana', direction: 'main', count: 60 },
    ]);
    await test.db.deleteFrom('outbox').where('kind', '<>', 'tell managers').execute();
    const delivery = startDelivery(app);
    await delivery.settle();
    await delivery.stop();
    const [seen] = chat.seen('C-managers');
    expect(seen?.text).toContain('Ana');
    expect(seen?.text).toContain('60 leads');
  });

  it('moves back from accounts and deals as well', async () => {
    const app = await anApp(test.database);
    await changeMember(app, 'm_cleo', { roles: ['prospector', 'closer', 'account_manager'] }, api);
    const { ref } = await claimed(app, 'cleo');
    await command(app, 'cleo', ref, 'qualify');
    await command(app, 'cleo', ref, 'accept');
    await command(app, 'cleo', ref, { type: 'convert', value: 100, currency: 'UAH' });
    await command(app, 'cleo', ref, 'take');
    expect(await changeMember(app, 'm_cleo', { active: false }, api)).toMatchObject({ released: 1 });
    expect((await findView(test.db, { ref }))?.lead).toMatchObject({
      stage: 'converted',
      accountManager: null,
    });
  });

  it('is gone from a person’s private card, so that the contact does not stand there any more', async () => {
    const app = await anApp(test.database);
    const { ref } = await claimed(app, 'ana');
    await changeMember(app, 'm_ana', { active: false }, api);
    const cards = await test.db
      .selectFrom('outbox')
      .select(['kind', 'member', 'dirty', 'wanted'])
      .where('lead', '=', ref)
      .where('kind', '=', 'private card')
      .execute();
    const revision = (await findView(test.db, { ref }))?.lead.revision;
    expect(cards.length).toBeGreaterThan(0);
    for (const card of cards) expect(card).toMatchObject({ member: 'm_ana', dirty: true, wanted: revision });
  });
});

describe('somebody who is cut off', () => {
  it('on one platform keeps what they have; on all of them it is free', async () => {
    const app = await anApp(test.database);
    const { ref } = await claimed(app, 'ana');
    await leaves(app, 'ana', 'slack');
    await leaves(app, 'ana', 'telegram');
    expect((await findView(test.db, { ref }))?.lead.stage).toBe('claimed');
    await leaves(app, 'ana', 'web');
    expect((await findView(test.db, { ref }))?.lead.stage).toBe('new');
  });

  it('may not ask any more on that platform', async () => {
    const app = await anApp(test.database);
    await leaves(app, 'mo', 'slack');
    expect((await asker(app)('mo', 'invite Eve closer')).tone).toBe('refused');
    expect((await asker(app)('mo', 'team', { platform: 'telegram' })).tone).toBe('done');
  });
});

describe('housekeeping', () => {
  it('finishes what a process did not live to end, and finds nothing to do the second time', async () => {
    const app = await anApp(test.database);
    const { ref } = await claimed(app, 'ana');
    // The process died between taking the seat and freeing the work.
    await saveMember(test.db, 'm_ana', { active: false, identities: [] });
    const housekeeping = startHousekeeping(app);
    await housekeeping.tick();
    expect((await findView(test.db, { ref }))?.lead.stage).toBe('new');
    const revision = (await findView(test.db, { ref }))?.lead.revision;
    await Promise.all([housekeeping.tick(), housekeeping.tick()]);
    expect((await findView(test.db, { ref }))?.lead.revision).toBe(revision);
    await housekeeping.stop();
  });

  it('throws away what has served its time, however long it was not woken', async () => {
    const app = await anApp(test.database);
    const day = 24 * 60 * 60_000;
    await asker(app)('mo', 'invite Eve closer');
    await asker(app)('E1', 'join 0000-0000-0000');
    await test.db
      .insertInto('idempotency')
      .values({
        owner: 'api',
        key: 'k',
        body_hash: 'h',
        started_at: app.clock.now(),
        status: 200,
        answer: JSON.stringify({}),
      })
      .execute();
    const count = async () => {
      const codes = await test.db.selectFrom('join_codes').select('hash').execute();
      const keys = await test.db.selectFrom('idempotency').select('key').execute();
      const tries = await test.db.selectFrom('code_tries').select('person').execute();
      return [codes.length, keys.length, tries.length];
    };
    const housekeeping = startHousekeeping(app);
    await housekeeping.tick();
    expect(await count()).toEqual([1, 1, 1]);
    app.clock.forward(3 * day);
    await housekeeping.tick();
    expect(await count()).toEqual([0, 0, 0]);
    await housekeeping.stop();
  });

  it('tells of a round that failed, and goes on with the next', async () => {
    const app = await anApp(test.database);
    let isBroken = true;
    const broken = {
      ...app,
      clock: {
        ...app.clock,
        now: () => {
          if (isBroken) throw new Error('The clock stands still.');
          return app.clock.now();
        },
      },
    };
    const housekeeping = startHousekeeping(broken);
    await expect(housekeeping.tick()).rejects.toThrow('stands still');
    isBroken = false;
    await housekeeping.tick();
    await housekeeping.stop();
    await expect(housekeeping.tick()).resolves.toBeUndefined();
  });
});
