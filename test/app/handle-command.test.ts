import { beforeEach, describe, expect, it } from 'vitest';
import { leadCard } from '../../src/cards/lead-card.ts';
import { readableText } from '../support/fake-chat.ts';
import { handleCommand, LeadBusy } from '../../src/app/handle-command.ts';
import type { Request } from '../../src/app/request.ts';
import type { Words } from '../../src/core/contact.ts';
import type { Shape } from '../../src/core/policy.ts';
import { fold } from '../../src/core/evolve.ts';
import { isDelivered } from '../../src/storage/ledger.ts';
import { findView, getView, listHistory } from '../../src/storage/read-lead.ts';
import { countReveals, listReveals } from '../../src/storage/reveals.ts';
import { answeredAfter } from '../support/answered-after.ts';
import { aPlaybook } from '../support/a-playbook.ts';
import { anApp, command, receiveOne, type AnApp } from '../support/an-app.ts';
import { withDatabase } from '../support/with-database.ts';

const test = withDatabase();
let app: AnApp;
beforeEach(async () => {
  app = await anApp(test.database);
});

const viewOf = (ref: string) => getView(test.db, { ref });

/** The same app, but that something happens each time before it hears an answer of the database. */
const meddledWith = (done: (statement: number) => Promise<unknown>): AnApp => ({
  ...app,
  database: { ...app.database, db: answeredAfter(app.database.db, done) },
});

describe('a command', () => {
  it('changes the lead, its history, and what there is to deliver', async () => {
    const { ref } = await receiveOne(app);
    const outcome = await command(app, 'ana', ref, 'claim');
    expect(outcome).toMatchObject({ ok: true, unchanged: false, repeated: false });
    const { lead } = await viewOf(ref);
    expect(lead).toMatchObject({ stage: 'claimed', prospector: 'm_ana' });
    const history = await listHistory(test.db, ref);
    expect(history.map(({ type, by, via }) => [type, by, via])).toEqual([
      ['received', null, 'intake'],
      ['claimed', 'm_ana', 'api'],
      ['revealed', 'm_ana', 'api'],
    ]);
    expect(fold(history)).toEqual(lead);
    const wanted = await test.db.selectFrom('outbox').select('kind').where('member', '=', 'm_ana').execute();
    expect(wanted.map(({ kind }) => kind)).toContain('private card');
    expect(app.wakes()).toBe(2);
  });

  it('answers with the lead as a new reading would show it', async () => {
    const { ref } = await receiveOne(app, { message: 'Please call' });
    const steps: readonly (readonly [who: string, Request, Words?])[] = [
      ['ana', { type: 'claim' }],
      ['ana', { type: 'touch', kind: 'call', outcome: 'reached' }, { text: 'Spoke with her' }],
      ['ana', { type: 'qualify' }, { brief: [{ question: 'when', value: 'now' }] }],
      ['cleo', { type: 'return', reason: 'thin_brief' }, { text: 'Which budget?' }],
      ['ana', { type: 'qualify' }, { brief: [{ question: 'when', value: 'later' }] }],
      ['mo', { type: 'assign', to: 'm_cleo' }],
      ['cleo', { type: 'convert', value: 100_00, currency: 'UAH' }, { text: 'Two windows' }],
      ['dan', { type: 'take' }],
      ['mo', { type: 'erase' }],
    ];
    for (const [who, request, words] of steps) {
      app.clock.forward(60_000);
      const outcome = await command(app, who, ref, request, words ? { words } : {});
      if (!outcome.ok) throw new Error(`${request.type}: ${outcome.refusal.code}`);
      const { names, ...seen } = outcome.view;
      const { names: namesNow, ...now } = await viewOf(ref);
      expect({ type: request.type, ...seen }).toEqual({ type: request.type, ...now });
      expect(names).toMatchObject(namesNow);
    }
  });

  it('is refused with who was first and when', async () => {
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    const claimedAt = app.clock.now();
    app.clock.forward(2000);
    const outcome = await command(app, 'ben', ref, 'claim');
    expect(outcome).toMatchObject({
      ok: false,
      refusal: { code: 'already_claimed', by: 'm_ana', at: claimedAt },
      view: { names: { m_ana: 'Ana' } },
    });
    expect(await listHistory(test.db, ref)).toHaveLength(3);
  });

  it('given twice by the same person changes nothing and is well', async () => {
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    const before = await viewOf(ref);
    expect(await command(app, 'ana', ref, 'claim')).toMatchObject({ ok: true, unchanged: true, events: [] });
    expect(await viewOf(ref)).toEqual(before);
  });

  it.each([{ ref: 'rnothing' }, { ref: '1001' }, { ref: "' or 1=1 --" }, { number: 999_999 }])(
    'on a lead that is not there is told so: %o',
    async (lead) => {
      await receiveOne(app);
      const outcome = await handleCommand(app, { lead, by: 'm_ana', via: 'api', command: { type: 'claim' } });
      expect(outcome).toEqual({ ok: false, refusal: { code: 'not_found' } });
    },
  );

  it('finds the lead by its number as well', async () => {
    const { number } = await receiveOne(app);
    const outcome = await handleCommand(app, {
      lead: { number },
      by: 'm_ana',
      via: 'api',
      command: { type: 'claim' },
    });
    expect(outcome.ok).toBe(true);
  });

  it('of nobody’s is refused', async () => {
    const { ref } = await receiveOne(app);
    expect(await command(app, 'nobody', ref, 'claim')).toMatchObject({ refusal: { code: 'not_active' } });
  });

  it('cannot give a lead to nobody', async () => {
    const { ref } = await receiveOne(app);
    const outcome = await command(app, 'mo', ref, { type: 'assign', to: 'm_nobody' });
    expect(outcome).toMatchObject({ refusal: { code: 'not_qualified_person', member: 'm_nobody' } });
  });
});

describe('of many who claim at once', () => {
  // Each reads the lead as new and decides that it may have it. Only the one that saves on that revision does; the
  // others read again and find out who was faster. Nothing may be counted for those who lost.
  it('exactly one wins, and everybody else hears who', async () => {
    const { ref } = await receiveOne(app);
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) => command(app, index % 2 === 0 ? 'ana' : 'ben', ref, 'claim')),
    );
    const winners = outcomes.filter((outcome) => outcome.ok && !outcome.unchanged);
    expect(winners).toHaveLength(1);
    const { lead } = await viewOf(ref);
    const winner = lead.stage === 'claimed' ? lead.prospector : null;
    const loser = winner === 'm_ana' ? 'm_ben' : 'm_ana';
    const refusals = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.refusal]));
    expect(refusals).toHaveLength(25);
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({ code: 'already_claimed', by: winner });
    }
    const loads = await test.db.selectFrom('member_loads').selectAll().where('count', '>', 0).execute();
    expect(loads).toEqual([{ member: winner, held: 'claimed', count: 1 }]);
    expect(loads.map(({ member }) => member)).not.toContain(loser);
  });

  it('whoever is overtaken every time gives up, and has changed nothing', async () => {
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    let overtaken = 0;
    const meddled = meddledWith(async (statement) => {
      // After each reading, and not after the saving that fails for it.
      if (statement % 2 === 0) return;
      overtaken += 1;
      await command(app, 'mo', ref, 'note', { words: { text: 'Faster' } });
    });
    const delivery = { platform: 'slack', id: 'event-9' } as const;
    const trying = command(
      meddled,
      'ana',
      ref,
      { type: 'touch', kind: 'call', outcome: 'reached' },
      { delivery },
    );
    await expect(trying).rejects.toThrow(LeadBusy);
    await expect(trying).rejects.toThrow('The lead moved 20 times while a command was decided. Try again.');
    await expect(trying).rejects.toMatchObject({ name: 'LeadBusy' });
    expect(overtaken).toBe(20);
    expect((await viewOf(ref)).lead.touchedAt).toBeNull();
    expect(await isDelivered(test.db, delivery)).toBe(false);
  });

  it('whoever is overtaken once decides anew, on how it stands then', async () => {
    const { ref } = await receiveOne(app);
    const meddled = meddledWith((statement) =>
      statement === 1 ? command(app, 'ben', ref, 'claim') : Promise.resolve(),
    );
    expect(await command(meddled, 'ana', ref, 'claim')).toMatchObject({
      refusal: { code: 'already_claimed', by: 'm_ben' },
    });
  });

  it('nobody gets more than the limit, however many leads they claim at the same time', async () => {
    const leads = await Promise.all(Array.from({ length: 8 }, () => receiveOne(app)));
    const outcomes = await Promise.all(leads.map(({ ref }) => command(app, 'ana', ref, 'claim')));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(3);
    const refusals = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.refusal]));
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({ code: 'limit_reached', limit: 3, held: 3 });
    }
  });
});

describe('a delivery that a platform repeats', () => {
  const delivery = { platform: 'slack', id: 'event-1' } as const;

  it('acts once, though the deed could be done twice', async () => {
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    const touch: Request = { type: 'touch', kind: 'call', outcome: 'no_answer' };
    const first = await command(app, 'ana', ref, touch, { via: 'slack', delivery });
    expect(first).toMatchObject({ ok: true, unchanged: false });
    const second = await command(app, 'ana', ref, touch, { via: 'slack', delivery });
    expect(second).toMatchObject({ ok: true, unchanged: true, repeated: true });
    const history = await listHistory(test.db, ref);
    expect(history.filter(({ type }) => type === 'touched')).toHaveLength(1);
  });

  it('does not claim again what was released since', async () => {
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim', { via: 'slack', delivery });
    await command(app, 'ana', ref, 'release');
    await command(app, 'ana', ref, 'claim', { via: 'slack', delivery });
    expect((await viewOf(ref)).lead.stage).toBe('new');
  });

  it('that was refused the first time does not act on a lead that is free since', async () => {
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    await command(app, 'ben', ref, 'claim', { via: 'slack', delivery });
    await command(app, 'ana', ref, 'release');
    await command(app, 'ben', ref, 'claim', { via: 'slack', delivery });
    expect((await viewOf(ref)).lead.stage).toBe('new');
  });

  it('hears the truth of the very moment, where the lead moves on while it is found out', async () => {
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim', { via: 'slack', delivery });
    await command(app, 'ana', ref, 'release');
    // It is read as free, the ledger knows the delivery, and by the second reading it is somebody's.
    const meddled = meddledWith((statement) =>
      statement === 2 ? command(app, 'ben', ref, 'claim') : Promise.resolve(),
    );
    const again = await command(meddled, 'ana', ref, 'claim', { via: 'slack', delivery });
    expect(again).toMatchObject({ ok: false, refusal: { code: 'already_claimed', by: 'm_ben' } });
  });

  it('hears the truth of today', async () => {
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim', { via: 'slack', delivery });
    await command(app, 'ana', ref, 'release');
    await command(app, 'ben', ref, 'claim');
    const again = await command(app, 'ana', ref, 'claim', { via: 'slack', delivery });
    expect(again).toMatchObject({ ok: false, refusal: { code: 'already_claimed', by: 'm_ben' } });
  });
});

describe('limits', () => {
  it('do not bind a manager who assigns', async () => {
    for (let held = 0; held < 3; held += 1) {
      const { ref } = await receiveOne(app);
      await command(app, 'ana', ref, 'claim');
    }
    const { ref } = await receiveOne(app);
    expect(await command(app, 'ana', ref, 'claim')).toMatchObject({ refusal: { code: 'limit_reached' } });
    expect(await command(app, 'mo', ref, { type: 'assign', to: 'm_ana' })).toMatchObject({ ok: true });
    expect((await viewOf(ref)).lead).toMatchObject({ stage: 'claimed', prospector: 'm_ana' });
  });

  it('send what is returned to a full prospector to everybody, brief kept', async () => {
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    await command(app, 'ana', ref, 'qualify', { words: { brief: [{ question: 'when', value: 'now' }] } });
    for (let held = 0; held < 3; held += 1) {
      const other = await receiveOne(app);
      await command(app, 'ana', other.ref, 'claim');
    }
    await command(app, 'cleo', ref, { type: 'return', reason: 'thin_brief' });
    const view = await viewOf(ref);
    expect(view.lead).toMatchObject({ stage: 'new', briefed: true });
    expect(view.brief).toEqual([{ question: 'when', value: 'now' }]);
  });

  it.each<Shape>(['prospecting+closing', 'solo'])(
    'of the second stage are not asked at a merged border (%s)',
    async (shape) => {
      app.govern(
        aPlaybook({ main: { shape, limits: { claimed: 5, accepted: 1, accounts: 0, revealsADay: 0 } } }),
      );
      for (let held = 0; held < 3; held += 1) {
        const { ref } = await receiveOne(app);
        await command(app, 'ana', ref, 'claim');
        const outcome = await command(app, 'ana', ref, 'qualify');
        expect(outcome).toMatchObject({ ok: true, view: { lead: { stage: 'accepted', closer: 'm_ana' } } });
      }
    },
  );
});

describe('revealing a contact', () => {
  it('is recorded, with the reason, and the manager’s looks alone are counted', async () => {
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    await command(app, 'ana', ref, 'reveal');
    await command(app, 'mo', ref, 'reveal', { words: { text: 'A complaint' } });
    const reveals = await listReveals(test.db, { lead: ref, limit: 10 });
    expect(reveals.map(({ member, own, reason }) => [member, own, reason])).toEqual([
      ['m_mo', false, 'A complaint'],
      ['m_ana', true, null],
      ['m_ana', true, null],
    ]);
    expect(await countReveals(test.db, 'm_ana', 0)).toBe(0);
  });

  it('stops at the day’s limit, and begins anew at midnight where the company is', async () => {
    const leads = await Promise.all(Array.from({ length: 3 }, () => receiveOne(app)));
    const reveals = () => Promise.all(leads.map(({ ref }) => command(app, 'mo', ref, 'reveal')));
    // Noon in Kyiv.
    const today = [];
    for (const { ref } of leads) today.push(await command(app, 'mo', ref, 'reveal'));
    expect(today.map(({ ok }) => ok)).toEqual([true, true, false]);
    app.clock.forward(11 * 3_600_000 + 59 * 60_000);
    expect((await reveals()).map(({ ok }) => ok)).toEqual([false, false, false]);
    app.clock.forward(60_000);
    expect(await command(app, 'mo', leads[0]?.ref ?? '', 'reveal')).toMatchObject({ ok: true });
  });

  it('is not for somebody else’s custodian', async () => {
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    expect(await command(app, 'ben', ref, 'reveal')).toMatchObject({ refusal: { code: 'not_custodian' } });
  });
});

describe('correcting', () => {
  it('mends the contact, and the history says that and by whom, not what', async () => {
    const { ref } = await receiveOne(app, { name: 'Olna' });
    await command(app, 'ana', ref, 'claim');
    await command(app, 'ana', ref, { type: 'correct', fields: ['name'] }, { contact: { name: 'Olena' } });
    expect((await viewOf(ref)).contact.name).toBe('Olena');
    const history = JSON.stringify(await listHistory(test.db, ref));
    expect(history).toContain('corrected');
    expect(history).not.toMatch(/Ol(e)?na/);
  });

  it('keeps in mind what it was, as the message may still hold it, until the person is erased', async () => {
    const { ref } = await receiveOne(app, { name: 'Olna', message: 'Olna is home by six.' });
    await command(app, 'ana', ref, 'claim');
    await command(app, 'ana', ref, { type: 'correct', fields: ['name'] }, { contact: { name: 'Iryna' } });
    await command(app, 'ana', ref, 'release');
    const view = await viewOf(ref);
    expect(view.contact.formerly).toMatchObject([{ name: 'Olna' }]);
    const playbook = aPlaybook({ shown: ['message'] });
    const options = { language: 'en', timeZone: 'UTC', playbook, audiences: [] } as const;
    expect(readableText(leadCard(view, options))).toContain('███ is home by six.');
    await command(app, 'mo', ref, 'erase');
    expect((await viewOf(ref)).contact).not.toHaveProperty('formerly');
  });

  it('into the contact of another living lead is refused, and names that lead', async () => {
    const other = await receiveOne(app, { phone: '+380671112233' });
    const { ref } = await receiveOne(app);
    await command(app, 'ana', ref, 'claim');
    const outcome = await command(
      app,
      'ana',
      ref,
      { type: 'correct', fields: ['phone'] },
      { contact: { phone: '+380671112233', phoneChecked: true } },
    );
    expect(outcome).toMatchObject({
      ok: false,
      refusal: { code: 'duplicate_contact', ref: other.ref, number: other.number },
    });
    expect((await viewOf(ref)).contact.phone).not.toBe('+380671112233');
  });
});

it('reopening is refused while the person’s new lead lives', async () => {
  const first = await receiveOne(app, { phone: '+380671112233' });
  await command(app, 'mo', first.ref, { type: 'disqualify', reason: 'spam' });
  const second = await receiveOne(app, { phone: '+380671112233' });
  expect(await command(app, 'mo', first.ref, 'reopen')).toMatchObject({
    refusal: { code: 'duplicate_contact', ref: second.ref },
  });
  await command(app, 'mo', second.ref, { type: 'disqualify', reason: 'spam' });
  expect(await command(app, 'mo', first.ref, 'reopen')).toMatchObject({ ok: true });
});

it('erasing leaves figures and takes everything personal', async () => {
  const { ref } = await receiveOne(app, { name: 'Canary Kovalenko', message: 'canary message' });
  await command(app, 'ana', ref, 'claim');
  await command(app, 'ana', ref, 'note', { words: { text: 'canary note' } });
  const outcome = await command(app, 'mo', ref, 'erase');
  expect(JSON.stringify(outcome)).not.toMatch(/canary/i);
  expect(JSON.stringify(await viewOf(ref))).not.toMatch(/canary/i);
  expect(await listHistory(test.db, ref)).not.toHaveLength(0);
});

describe('a lead that is known to be there', () => {
  it('is read, and one that is not there is a mistake that is named', async () => {
    const { ref } = await receiveOne(app);
    expect(await getView(test.db, { ref })).toEqual(await findView(test.db, { ref }));
    await expect(getView(test.db, { ref: 'rnone' })).rejects.toThrow('There is no lead {"ref":"rnone"}');
  });
});
