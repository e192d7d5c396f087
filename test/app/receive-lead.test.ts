import { beforeEach, describe, expect, it } from 'vitest';
import { receiveLead, type LeadInput, type Receiving } from '../../src/app/receive-lead.ts';
import { fold } from '../../src/core/evolve.ts';
import { findView, listHistory } from '../../src/storage/read-lead.ts';
import { aLeadInput, anApp, command, type AnApp } from '../support/an-app.ts';
import { withDatabase } from '../support/with-database.ts';

const test = withDatabase();
let app: AnApp;
beforeEach(async () => {
  app = await anApp(test.database);
});

async function receive(parts: Partial<LeadInput> = {}, how: Partial<Receiving> = {}) {
  const received = await receiveLead(app, aLeadInput(parts), { via: 'intake', ...how });
  if ('problems' in received) throw new Error(JSON.stringify(received.problems));
  return received;
}
const countLeads = async () => (await test.db.selectFrom('leads').select('ref').execute()).length;
const typesOf = async (ref: string) => (await listHistory(test.db, ref)).map(({ type }) => type);

describe('a lead that comes in', () => {
  it('is new, has a number, and its history begins', async () => {
    const received = await receive({ receivedAt: '2026-03-01T08:00:00Z', message: 'Two windows' });
    expect(received).toMatchObject({ stage: 'new', outcome: 'created', duplicateOf: null });
    const view = await findView(test.db, { ref: received.ref });
    expect(view?.lead).toMatchObject({
      number: received.number,
      stage: 'new',
      source: 'website',
      receivedAt: Date.parse('2026-03-01T08:00:00Z'),
    });
    expect(view?.contact).toMatchObject({ phone: '+380671234567', message: 'Two windows' });
    const history = await listHistory(test.db, received.ref);
    expect(fold(history)).toEqual(view?.lead);
    expect(history).toMatchObject([{ type: 'received', by: null, via: 'intake' }]);
    expect(app.wakes()).toBe(1);
  });

  it('has a ref that cannot be taken for a number', async () => {
    const { ref } = await receive();
    expect(ref).toMatch(/^r[0-9a-z]{15}$/);
  });

  it('is refused with its problems, and nothing of it is kept', async () => {
    const refused = await receiveLead(app, aLeadInput({ phone: 'call me', direction: 'nowhere' }), {
      via: 'intake',
    });
    expect(refused).toEqual({
      problems: [{ field: 'direction', code: 'unknown_direction', known: ['main', 'export'] }],
    });
    expect(await countLeads()).toBe(0);
    expect(app.wakes()).toBe(0);
  });

  it('keeps texts that would break a statement, a card or a terminal', async () => {
    const name = `Robert'); drop table leads; --`;
    const { ref } = await receive({ name, company: '<!channel> *Acme*', fields: { $1: "'||'" } });
    const view = await findView(test.db, { ref });
    expect(view?.contact).toMatchObject({ name, company: '<!channel> *Acme*', fields: { $1: "'||'" } });
  });
});

describe('somebody who comes again', () => {
  it.each([
    ['phone', { phone: '8 067 123-45-67', email: null }],
    ['e-mail', { phone: null, email: 'OLENA@example.com' }],
  ])('while their lead lives is noted there, by %s', async (_what, again) => {
    const first = await receive({ email: 'olena@example.com' });
    await command(app, 'ana', first.ref, 'claim');
    const second = await receive({ ...again, message: 'Still waiting', source: 'ads' });
    expect(second).toEqual({
      ref: first.ref,
      number: first.number,
      stage: 'claimed',
      outcome: 'known',
      duplicateOf: first.ref,
    });
    expect(await countLeads()).toBe(1);
    const history = await listHistory(test.db, first.ref);
    expect(history.at(-1)).toMatchObject({ type: 'repeated', source: 'ads', via: 'intake' });
    const view = await findView(test.db, { ref: first.ref });
    expect(view?.texts.map(({ text }) => text)).toEqual(['Still waiting']);
    const told = await test.db
      .selectFrom('outbox')
      .select('member')
      .where('telling', '=', 'lead_repeated')
      .execute();
    expect(told.map(({ member }) => member)).toContain('m_ana');
  });

  it('after their lead was closed begins a new one that names the old', async () => {
    const first = await receive();
    await command(app, 'mo', first.ref, { type: 'disqualify', reason: 'no_need' });
    const second = await receive();
    expect(second).toMatchObject({ outcome: 'reopened_story', stage: 'new', duplicateOf: first.ref });
    expect(second.ref).not.toBe(first.ref);
    const history = await listHistory(test.db, second.ref);
    expect(history[0]).toMatchObject({ type: 'received', previous: first.ref });
    expect((await findView(test.db, { ref: second.ref }))?.lead).toEqual(fold(history));
  });

  it('as a client goes to whoever serves them', async () => {
    const first = await receive();
    await command(app, 'ana', first.ref, 'claim');
    await command(app, 'ana', first.ref, 'qualify');
    await command(app, 'cleo', first.ref, 'accept');
    await command(app, 'cleo', first.ref, { type: 'convert', value: null, currency: null });
    await command(app, 'dan', first.ref, 'take');
    expect(await receive()).toMatchObject({ outcome: 'known', stage: 'converted', duplicateOf: first.ref });
    const told = await test.db
      .selectFrom('outbox')
      .select('member')
      .where('telling', '=', 'lead_repeated')
      .execute();
    expect(told.map(({ member }) => member)).toContain('m_dan');
  });

  it('is not recognised by a phone that could not be read', async () => {
    await receive({ phone: 'call me', email: 'a@example.com' });
    expect(await receive({ phone: 'call me', email: 'b@example.com' })).toMatchObject({ outcome: 'created' });
  });
});

describe('the same record of a source, sent again', () => {
  it('is known and is no news', async () => {
    const first = await receive({ externalId: 'mql-1', phone: null });
    const second = await receive({ externalId: 'mql-1', phone: null, message: 'again' });
    expect(second).toMatchObject({ ref: first.ref, outcome: 'known', duplicateOf: first.ref });
    expect(await typesOf(first.ref)).toEqual(['received']);
  });

  it('is known even after its lead was closed', async () => {
    const first = await receive({ externalId: 'mql-1', phone: null });
    await command(app, 'mo', first.ref, { type: 'disqualify', reason: 'spam' });
    expect(await receive({ externalId: 'mql-1', phone: null })).toMatchObject({
      ref: first.ref,
      outcome: 'known',
      stage: 'disqualified',
    });
    expect(await countLeads()).toBe(1);
  });

  it('of another source is another record', async () => {
    await receive({ externalId: '1', phone: null, source: 'ads' });
    expect(await receive({ externalId: '1', phone: null, source: 'fair' })).toMatchObject({
      outcome: 'created',
    });
  });
});

// Two forms sent at the same moment: neither finds the other when it looks, so it is the index that decides.
it('of the same person sent many times at once, one lead comes', async () => {
  const received = await Promise.all(Array.from({ length: 20 }, () => receive()));
  expect(received.filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
  expect(new Set(received.map(({ ref }) => ref)).size).toBe(1);
  expect(await countLeads()).toBe(1);
  const [first] = received;
  const types = await typesOf(first?.ref ?? '');
  expect(types.filter((type) => type === 'repeated')).toHaveLength(19);
});

it('a form that a platform delivers twice adds one lead', async () => {
  const delivery = { platform: 'telegram', id: '77' } as const;
  const how = { via: 'telegram', by: 'm_ana', delivery } as const;
  const first = await receive({}, how);
  expect(await receive({}, how)).toMatchObject({ ref: first.ref, outcome: 'known' });
  expect(await typesOf(first.ref)).toEqual(['received']);
});
