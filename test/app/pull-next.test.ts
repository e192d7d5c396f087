import { beforeEach, describe, expect, it } from 'vitest';
import { pullNext, type Pull } from '../../src/app/pull-next.ts';
import { saveMember } from '../../src/storage/members.ts';
import { answeredAfter } from '../support/answered-after.ts';
import { anApp, command, receiveOne, type AnApp } from '../support/an-app.ts';
import { withDatabase } from '../support/with-database.ts';

const test = withDatabase();
let app: AnApp;
beforeEach(async () => {
  app = await anApp(test.database);
});

const pull = (who: string, how: Partial<Pull> = {}) =>
  pullNext(app, { by: `m_${who}`, direction: null, via: 'api', ...how });

describe('pulling the next lead', () => {
  it('gives the oldest free one', async () => {
    await receiveOne(app, { receivedAt: '2026-03-03' });
    const oldest = await receiveOne(app, { receivedAt: '2026-03-01' });
    const taken = await receiveOne(app, { receivedAt: '2026-02-01' });
    await command(app, 'ben', taken.ref, 'claim');
    const outcome = await pull('ana');
    expect(outcome).toMatchObject({ ok: true, view: { lead: { ref: oldest.ref, prospector: 'm_ana' } } });
  });

  it('says so when nothing is free', async () => {
    expect(await pull('ana')).toEqual({ ok: false, refusal: { code: 'nothing_free' } });
  });

  // All read the same list and try its head; whoever loses a lead goes on to the next one, and none is given twice.
  it('gives everybody another one when many pull at once', async () => {
    const leads = await Promise.all(Array.from({ length: 6 }, () => receiveOne(app)));
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, index) => pull(index % 2 === 0 ? 'ana' : 'ben')),
    );
    const given = outcomes.flatMap((outcome) =>
      outcome.ok && !outcome.unchanged ? [outcome.view.lead.ref] : [],
    );
    expect(given).toHaveLength(leads.length);
    expect(new Set(given)).toEqual(new Set(leads.map(({ ref }) => ref)));
  });

  it('stops at the limit', async () => {
    for (let count = 0; count < 4; count += 1) await receiveOne(app);
    for (let count = 0; count < 3; count += 1) await pull('ana');
    expect(await pull('ana')).toMatchObject({ ok: false, refusal: { code: 'limit_reached', limit: 3 } });
  });

  it('looks only where somebody may claim', async () => {
    await saveMember(test.db, 'm_ana', { roles: [{ role: 'prospector', direction: 'export' }] });
    await receiveOne(app, { receivedAt: '2026-01-01' });
    const abroad = await receiveOne(app, { direction: 'export' });
    expect(await pull('ana')).toMatchObject({ view: { lead: { ref: abroad.ref } } });
    expect(await pull('ana', { direction: 'main' })).toMatchObject({ refusal: { code: 'not_allowed' } });
  });

  it('is for prospectors of the team', async () => {
    await receiveOne(app);
    expect(await pull('cleo')).toMatchObject({ refusal: { code: 'not_allowed', needs: ['prospector'] } });
    expect(await pull('nobody')).toMatchObject({ refusal: { code: 'not_active' } });
    await saveMember(test.db, 'm_ana', { active: false });
    expect(await pull('ana')).toMatchObject({ refusal: { code: 'not_active' } });
  });

  it('gives one lead for one delivery, however often it comes', async () => {
    await receiveOne(app);
    await receiveOne(app);
    const delivery = { platform: 'slack', id: 'event-1' } as const;
    expect(await pull('ana', { delivery })).toMatchObject({ ok: true });
    expect(await pull('ana', { delivery })).toEqual({ ok: false, refusal: { code: 'given_before' } });
    const held = await test.db.selectFrom('leads').select('ref').where('custodian', '=', 'm_ana').execute();
    expect(held).toHaveLength(1);
  });

  it('that found nothing does not act when it is delivered again', async () => {
    const delivery = { platform: 'slack', id: 'event-1' } as const;
    await pull('ana', { delivery });
    await receiveOne(app);
    expect(await pull('ana', { delivery })).toEqual({ ok: false, refusal: { code: 'given_before' } });
  });
});

describe('pulling while others are faster', () => {
  /** Once, when the oldest that is free was read and before that is heard. */
  const meddledWith = (done: () => Promise<unknown>): AnApp => {
    const db = answeredAfter(app.database.db, (statement) => (statement === 1 ? done() : Promise.resolve()));
    return { ...app, database: { ...app.database, db } };
  };

  it('reads more when all that it has read is gone', async () => {
    const leads: { readonly ref: string }[] = [];
    for (let count = 0; count < 11; count += 1) leads.push(await receiveOne(app));
    // The ten oldest are read at once.
    const meddled = meddledWith(async () => {
      for (const { ref } of leads.slice(0, 10))
        await command(app, 'mo', ref, { type: 'disqualify', reason: 'spam' });
    });
    const outcome = await pullNext(meddled, { by: 'm_ana', direction: null, via: 'api' });
    expect(outcome).toMatchObject({ ok: true, view: { lead: { ref: leads[10]?.ref } } });
  });

  it('gives nothing a second time where the same delivery was served a moment ago', async () => {
    for (let count = 0; count < 2; count += 1) await receiveOne(app);
    const delivery = { platform: 'slack', id: 'event-7' } as const;
    // It was looked up whether it came before; then another process serves it.
    const meddled = meddledWith(() => pull('ana', { via: 'slack', delivery }));
    const outcome = await pullNext(meddled, { by: 'm_ana', direction: null, via: 'slack', delivery });
    expect(outcome).toEqual({ ok: false, refusal: { code: 'given_before' } });
    const held = await test.db.selectFrom('leads').select('ref').where('custodian', '=', 'm_ana').execute();
    expect(held).toHaveLength(1);
  });
});
