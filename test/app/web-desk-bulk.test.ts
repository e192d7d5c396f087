import { beforeEach, describe, expect, it } from 'vitest';
import { makeDesk } from '../../src/app/web-desk.ts';
import { listHistory, findView } from '../../src/storage/read-lead.ts';
import { findMember, saveMember } from '../../src/storage/members.ts';
import { custodianOf } from '../../src/core/lead.ts';
import { aPlaybook, noLimits } from '../support/a-playbook.ts';
import { anApp, command, receiveOne, seatMember } from '../support/an-app.ts';
import type { AnApp } from '../support/an-app.ts';
import { withDatabase } from '../support/with-database.ts';

const test = withDatabase();
let app: AnApp;
let desk: ReturnType<typeof makeDesk>;
const mo = { member: 'm_mo', language: 'en', isSample: false } as const;

beforeEach(async () => {
  app = await anApp(test.database, { playbook: aPlaybook({ main: { limits: noLimits } }) });
  desk = makeDesk(app);
});

const done = (outcome: { readonly ok: boolean }) => {
  if (!outcome.ok) throw new Error(`The set-up was refused: ${JSON.stringify(outcome)}`);
};
const viewOf = async (ref: string) => {
  const view = await findView(test.db, { ref });
  if (!view) throw new Error('There is no such lead.');
  return view;
};
const whose = async (ref: string) => custodianOf((await viewOf(ref)).lead);
const asTheyAre = (refs: readonly string[]) => refs.map((ref) => ({ ref, revision: null }));

async function claimed(who: string, direction = 'main') {
  const { ref } = await receiveOne(app, { direction });
  done(await command(app, who, ref, 'claim'));
  return ref;
}
async function accepted(prospector: string, closer: string) {
  const ref = await claimed(prospector);
  const brief = [{ question: 'need', value: 'Windows' }] as const;
  done(await command(app, prospector, ref, 'qualify', { words: { brief } }));
  done(await command(app, closer, ref, 'accept'));
  return ref;
}
/** Puts back whatever an answer says can be put back. */
async function putBack({ back }: Pick<Awaited<ReturnType<typeof desk.bulk>>, 'back'>) {
  const results = [];
  for (const { deed, leads } of back) results.push(await desk.bulk(mo, deed, leads));
  return results;
}
async function move(to: string | null, from = 'm_ana') {
  const moved = await desk.moveAll(mo, { from, to, cursor: null });
  if (!moved.ok) throw new Error(moved.says);
  return moved.value;
}

describe('a sick day', () => {
  beforeEach(async () => {
    await saveMember(test.db, 'm_ana', {
      roles: [
        { role: 'prospector', direction: null },
        { role: 'closer', direction: null },
      ],
    });
  });

  it('is told in counts before anything happens', async () => {
    await claimed('ana');
    await claimed('ana');
    await claimed('ana', 'export');
    await accepted('ben', 'ana');
    const toBen = await desk.previewMove(mo, { from: 'm_ana', to: 'm_ben' });
    expect(toBen).toMatchObject({
      ok: true,
      value: {
        going: 3,
        staying: 1,
        groups: [
          { direction: 'export', stage: 'claimed', count: 1, says: null },
          { direction: 'main', stage: 'claimed', count: 2, says: null },
          { direction: 'main', stage: 'accepted', count: 1, says: expect.stringContaining('Ben') },
        ],
      },
    });
    const toAll = await desk.previewMove(mo, { from: 'm_ana', to: null });
    expect(toAll).toMatchObject({ ok: true, value: { going: 4, staying: 0 } });
    expect((await findMember(test.db, 'm_ana'))?.load).toMatchObject({ claimed: 3, accepted: 1 });
  });

  it('gives all to somebody else, and says what could not be moved and why', async () => {
    const prospects = [await claimed('ana'), await claimed('ana')];
    const deal = await accepted('ben', 'ana');
    const moved = await move('m_ben');
    expect(moved).toMatchObject({ done: 2, unchanged: 0, next: null });
    const { number } = (await viewOf(deal)).lead;
    expect(moved.refused).toEqual([
      {
        says: expect.stringMatching(/Ben .*closer/),
        count: 1,
        numbers: [`L-${number}`],
      },
    ]);
    for (const ref of prospects) expect(await whose(ref)).toBe('m_ben');
    expect(await whose(deal)).toBe('m_ana');
  });

  it('keeps for each lead a line of history of its own, with the manager who did it', async () => {
    const refs = [await claimed('ana'), await claimed('ana')];
    await move('m_ben');
    for (const ref of refs) {
      const assigned = (await listHistory(test.db, ref)).filter(({ type }) => type === 'assigned');
      expect(assigned).toMatchObject([{ by: 'm_mo', via: 'web', from: 'm_ana', to: 'm_ben' }]);
    }
  });

  it('puts all back to where others can take it, and tells the managers once', async () => {
    const [prospect, deal] = [await claimed('ana'), await accepted('ben', 'ana')];
    await claimed('ana');
    const moved = await move(null);
    expect(moved).toMatchObject({ done: 3, refused: [] });
    expect((await viewOf(prospect)).lead.stage).toBe('new');
    expect((await viewOf(deal)).lead.stage).toBe('qualified');
    const { rows } = await countTold();
    expect(rows).toEqual([expect.objectContaining({ count: 3 })]);
    expect((await findMember(test.db, 'm_ana'))?.load).toEqual({ claimed: 0, accepted: 0, accounts: 0 });
  });

  async function countTold() {
    const rows = await test.db
      .selectFrom('outbox')
      .select('body')
      .where('once', 'like', 'custody_freed:%')
      .execute();
    return { rows: [...new Map(rows.map(({ body }) => [JSON.stringify(body), body])).values()] };
  }

  it('can be taken back lead by lead, but not under the hands of who has worked since', async () => {
    const [quiet, worked] = [await claimed('ana'), await claimed('ana')];
    const moved = await move(null);
    done(await command(app, 'ben', worked, 'claim'));
    const [back] = await putBack(moved);
    expect(back).toMatchObject({ done: 1, refused: [{ count: 1, says: expect.stringMatching(/moved on/) }] });
    expect(await whose(quiet)).toBe('m_ana');
    expect(await whose(worked)).toBe('m_ben');
  });

  it('goes on where it stopped when there is more than goes at once', async () => {
    for (let count = 0; count < 105; count += 1) await claimed('ana');
    const first = await move('m_ben');
    expect(first.done).toBe(100);
    expect(first.next).not.toBeNull();
    const rest = await desk.moveAll(mo, { from: 'm_ana', to: 'm_ben', cursor: first.next });
    expect(rest).toMatchObject({ ok: true, value: { done: 5, next: null } });
    expect((await findMember(test.db, 'm_ben'))?.load.claimed).toBe(105);
  });

  it('is refused for nobody, for somebody who left, and to the same person', async () => {
    const ref = await claimed('ana');
    await saveMember(test.db, 'm_ben', { active: false });
    for (const to of ['m_nobody', 'm_ben', 'm_ana']) {
      expect(await desk.previewMove(mo, { from: 'm_ana', to })).toMatchObject({ ok: false });
      expect(await desk.moveAll(mo, { from: 'm_ana', to, cursor: null })).toMatchObject({ ok: false });
    }
    expect(await desk.moveAll(mo, { from: 'm_ana', to: null, cursor: 'made up' })).toMatchObject({
      ok: false,
    });
    expect(await whose(ref)).toBe('m_ana');
  });
});

describe('bulk work', () => {
  it('disqualifies spam for one reason, and a mis-press goes back to the same hands', async () => {
    const [free, held] = [(await receiveOne(app)).ref, await claimed('ana')];
    const gone = await desk.bulk(mo, { type: 'disqualify', reason: 'spam' }, asTheyAre([free, held]));
    expect(gone).toMatchObject({ done: 2, refused: [], back: [{ deed: { type: 'reopen' } }] });
    expect((await viewOf(held)).lead).toMatchObject({ stage: 'disqualified', reason: 'spam' });
    await putBack(gone);
    expect((await viewOf(free)).lead.stage).toBe('new');
    expect(await whose(held)).toBe('m_ana');
  });

  it('is quiet about what is so already, and names each cause once', async () => {
    const refs = [await claimed('ana'), await claimed('ben'), (await receiveOne(app)).ref];
    const lead = await claimed('ana');
    done(await command(app, 'mo', lead, { type: 'disqualify', reason: 'spam' }));
    const given = await desk.bulk(
      mo,
      { type: 'assign', to: 'm_ana' },
      asTheyAre([...refs, lead, 'r_of_nobody', 'r_of_nobody_else']),
    );
    expect(given).toMatchObject({ done: 2, unchanged: 1 });
    expect(given.refused.map(({ count }) => count)).toEqual([1, 2]);
    expect(given.refused[1]?.numbers).toEqual([]);
    const [back] = await putBack(given);
    expect(back).toMatchObject({ done: 1 });
    expect(await whose(refs[1] ?? '')).toBe('m_ben');
    expect(await whose(refs[2] ?? '')).toBeNull();
  });

  it('says in the language of whoever asked why something stays', async () => {
    const lead = await claimed('ana');
    const inUkrainian = { ...mo, language: 'uk' } as const;
    const given = await desk.bulk(inUkrainian, { type: 'assign', to: 'm_cleo' }, asTheyAre([lead]));
    expect(given.refused[0]?.says).toMatch(/Cleo.*клоузер|Cleo.*проспектор/);
  });

  it.each(['assign', 'free', 'disqualify', 'reopen'] as const)(
    'leaves to others what is of their direction: %s',
    async (type) => {
      await seatMember(test.database, { id: 'm_eve', name: 'Eve', roles: [] }, app.clock.now());
      await saveMember(test.db, 'm_eve', { roles: [{ role: 'manager', direction: 'export' }] });
      const eve = { ...mo, member: 'm_eve' };
      const [ours, theirs] = [await claimed('ana', 'export'), await claimed('ana')];
      if (type === 'reopen') {
        for (const ref of [ours, theirs])
          done(await command(app, 'mo', ref, { type: 'disqualify', reason: 'spam' }));
      }
      const before = await viewOf(theirs);
      const deed =
        type === 'assign'
          ? { type, to: 'm_ben' }
          : type === 'disqualify'
            ? { type, reason: 'spam' }
            : { type };
      const result = await desk.bulk(eve, deed, asTheyAre([ours, theirs]));
      expect(result).toMatchObject({ done: 1, refused: [{ count: 1 }] });
      expect((await viewOf(theirs)).lead).toEqual(before.lead);
    },
  );

  it('is for nobody who is no manager, whatever the page lets through', async () => {
    const lead = await claimed('ana');
    const ben = { ...mo, member: 'm_ben' };
    expect(await desk.bulk(ben, { type: 'free' }, asTheyAre([lead]))).toMatchObject({ done: 0 });
    expect(await desk.bulk(ben, { type: 'assign', to: 'm_ben' }, asTheyAre([lead]))).toMatchObject({
      done: 0,
    });
    expect(await whose(lead)).toBe('m_ana');
  });

  it('tells what was done before everything broke, with the way back; of the rest it says so', async () => {
    const leads = [await claimed('ana'), await claimed('ana'), await claimed('ana')];
    let looks = 0;
    const now = () => {
      // The first look is the tally's, the second the first lead's.
      if ((looks += 1) > 2) throw new Error('password=hunter2');
      return app.clock.now();
    };
    const broken = makeDesk({ ...app, clock: { ...app.clock, now } });
    const result = await broken.bulk(mo, { type: 'disqualify', reason: 'spam' }, asTheyAre(leads));
    expect(result).toMatchObject({
      done: 1,
      refused: [{ count: 2 }],
      back: [{ leads: [{ ref: leads[0] }] }],
    });
    expect(app.log.text()).toMatch(/broke off/);
    expect(app.log.text()).not.toContain('hunter2');
    await putBack(result);
    for (const ref of leads) expect(await whose(ref)).toBe('m_ana');
    const none = broken.bulk(mo, { type: 'disqualify', reason: 'spam' }, asTheyAre(leads));
    await expect(none).rejects.toThrow(Error);
  });

  it('lets presses through meanwhile, of which one of two wins', async () => {
    const leads = [];
    for (let count = 0; count < 60; count += 1) leads.push((await receiveOne(app)).ref);
    const last = leads.at(-1) ?? '';
    const bulk = desk.bulk(mo, { type: 'assign', to: 'm_ben' }, asTheyAre(leads));
    const press = await command(app, 'ana', last, 'claim');
    const result = await bulk;
    // Either Ana was first, and the manager moved it on; or she came too late. Nothing is lost, and nobody has two.
    expect(result.done).toBe(60);
    expect(await whose(last)).toBe('m_ben');
    const claims = (await listHistory(test.db, last)).filter(({ type }) => type === 'claimed');
    expect(claims).toHaveLength(press.ok ? 1 : 0);
    expect((await findMember(test.db, 'm_ana'))?.load.claimed).toBe(0);
  });
});

describe('a caller', () => {
  const asked = (phone: string, by: Parameters<typeof desk.isOurs>[0] = mo) => desk.isOurs(by, phone);

  it.each(['+380 67 123-45-67', '0671234567', '8 067 123 45 67', 'tel:+380671234567', '(067) 1234567'])(
    'is known by the full number, spelt %s',
    async (phone) => {
      const { ref, number } = await receiveOne(app, { phone: '067 123 45 67', name: 'Olena Koval' });
      done(await command(app, 'ana', ref, 'claim'));
      const answer = await asked(phone);
      expect(answer).toEqual({
        ok: true,
        value: { found: { number: `L-${number}`, stage: 'claimed', custodian: 'Ana' } },
      });
      expect(JSON.stringify(answer)).not.toMatch(/Koval|671234567/);
    },
  );

  it('is nobody of ours, or somebody whom nobody has, also after the lead was closed', async () => {
    expect(await asked('0509998877')).toEqual({ ok: true, value: { found: null } });
    const { ref } = await receiveOne(app, { phone: '0509998877' });
    expect(await asked('0509998877')).toMatchObject({ value: { found: { stage: 'new', custodian: null } } });
    done(await command(app, 'mo', ref, { type: 'disqualify', reason: 'spam' }));
    expect(await asked('0509998877')).toMatchObject({ value: { found: { stage: 'disqualified' } } });
    done(await command(app, 'mo', ref, 'erase'));
    expect(await asked('0509998877')).toEqual({ ok: true, value: { found: null } });
  });

  it('of another direction is read in its own country, too', async () => {
    const { number } = await receiveOne(app, { phone: '030 901820', direction: 'export' });
    expect(await asked('030 901820')).toMatchObject({ value: { found: { number: `L-${number}` } } });
  });

  it('with a short number is named with the country', async () => {
    const { number } = await receiveOne(app, { phone: '+49 30 12345', direction: 'export' });
    expect(await asked('030 12345')).toMatchObject({ ok: false });
    expect(await asked('+49 30 12345')).toMatchObject({ value: { found: { number: `L-${number}` } } });
  });

  it.each(['', '4567', '123 45 67', '06712345', 'Olena', '067%', '+380', '067123456_', "' or 1=1 --"])(
    'is not found by a part of a number: %j',
    async (phone) => {
      await receiveOne(app, { phone: '067 123 45 67' });
      expect(await asked(phone)).toMatchObject({
        ok: false,
        says: expect.stringMatching(/full phone number/),
      });
    },
  );

  it('is asked after thirty times an hour by one manager, and no more', async () => {
    await seatMember(test.database, { id: 'm_eve', name: 'Eve', roles: ['manager'] }, app.clock.now());
    for (let count = 0; count < 30; count += 1) expect((await asked('0509998877')).ok).toBe(true);
    expect(await asked('0509998877')).toMatchObject({ ok: false, says: expect.stringContaining('30') });
    // Another process counts in the same place, and another manager for themselves.
    expect(await makeDesk(app).isOurs(mo, '0509998877')).toMatchObject({ ok: false });
    expect((await asked('0509998877', { ...mo, member: 'm_eve' })).ok).toBe(true);
    app.clock.forward(60 * 60_000);
    expect((await asked('0509998877')).ok).toBe(true);
  });
});
