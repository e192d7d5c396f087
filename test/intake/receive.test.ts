/** A lead sent over HTTP: what is let in, what is refused, and that nothing of a refused one is kept. */
import { describe, expect, it } from 'vitest';
import { findView } from '../../src/storage/read-lead.ts';
import { withDatabase } from '../support/with-database.ts';
import { aServer, closeServers, pathsOf, siteToken } from './a-server.ts';

const test = withDatabase();
closeServers();

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const countLeads = async () => (await test.db.selectFrom('leads').select('ref').execute()).length;

async function contactOf(ref: string) {
  const view = await findView(test.db, { ref });
  if (!view) throw new Error('The lead is not there.');
  return view.contact;
}

describe('POST /api/leads', () => {
  it('lets a lead in, and names it by ref and number', async () => {
    const { post } = await aServer(test);
    const answer = await post('/api/leads', {
      name: 'Olena Koval',
      phone: '067 123 45 67',
      email: 'Olena@Example.com',
      company: 'Acme',
      source: 'website',
      message: 'Three windows,\nplease',
      fields: { budget: '500', city: 'Київ' },
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      ref: expect.stringMatching(/^[a-z]/),
      number: expect.stringMatching(/^L-\d+$/),
      stage: 'new',
    });
    expect(await contactOf(answer.body.ref)).toEqual({
      name: 'Olena Koval',
      phone: '+380671234567',
      phoneChecked: true,
      email: 'olena@example.com',
      company: 'Acme',
      message: 'Three windows,\nplease',
      fields: { budget: '500', city: 'Київ' },
    });
  });

  it('answers 200 with the living one when the person is known', async () => {
    const { post } = await aServer(test);
    const first = await post('/api/leads', { phone: '+380671234567' });
    const again = await post('/api/leads', { phone: '067 123-45-67', name: 'Somebody' });
    expect(again.status).toBe(200);
    expect(again.body).toEqual({ ...first.body, duplicateOf: first.body.ref });
    expect(await countLeads()).toBe(1);
  });

  it('answers 201 with the closed one that a new lead goes on from', async () => {
    const { post, command } = await aServer(test);
    const first = await post('/api/leads', { phone: '+380671234567' });
    await command('mo', first.body.ref, 'disqualify', { reason: 'spam' });
    const again = await post('/api/leads', { phone: '+380671234567' });
    expect(again.status).toBe(201);
    expect(again.body.duplicateOf).toBe(first.body.ref);
    expect(again.body.ref).not.toBe(first.body.ref);
    expect(again.body.stage).toBe('new');
  });

  it('takes what is null or empty as absent, and an externalId for a contact', async () => {
    const { post } = await aServer(test);
    const answer = await post('/api/leads', {
      name: null,
      phone: '',
      email: '  ',
      fields: { a: null, b: '' },
      externalId: 'mql-1',
      source: 'olist',
      receivedAt: '2018-02-01',
    });
    expect(answer.status).toBe(201);
    expect(await contactOf(answer.body.ref)).toMatchObject({
      name: null,
      phone: null,
      email: null,
      fields: {},
    });
  });

  it('knows a record of a source by its externalId', async () => {
    const { post } = await aServer(test);
    const first = await post('/api/leads', { externalId: 'mql-1', source: 'olist' });
    const again = await post('/api/leads', { externalId: 'mql-1', source: 'olist' });
    expect(again.status).toBe(200);
    expect(again.body.ref).toBe(first.body.ref);
  });

  it('keeps a phone that is none beside a good e-mail, and refuses it alone', async () => {
    const { post } = await aServer(test);
    const beside = await post('/api/leads', { phone: 'ask for Olena', email: 'o@example.com' });
    expect(await contactOf(beside.body.ref)).toMatchObject({ phone: 'ask for Olena', phoneChecked: false });
    const alone = await post('/api/leads', { phone: 'ask for Olena' });
    expect(alone.status).toBe(422);
    expect(pathsOf(alone)).toEqual(['phone']);
  });

  it('refuses a name alone', async () => {
    const { post } = await aServer(test);
    const answer = await post('/api/leads', { name: 'Olena' });
    expect(answer.status).toBe(422);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(await countLeads()).toBe(0);
  });

  it('names everything that is wrong, and keeps nothing', async () => {
    const { post } = await aServer(test);
    const answer = await post('/api/leads', {
      name: 5,
      phone: ['+380671234567'],
      message: 'x'.repeat(5000),
      direction: 'moon',
      receivedAt: 'yesterday',
      fields: { budget: 500, city: { a: 1 } },
      utm: 'x',
      Name: 'y',
    });
    expect(answer.status).toBe(422);
    expect(pathsOf(answer)).toEqual(
      [
        'Name',
        'direction',
        'fields.budget',
        'fields.city',
        'message',
        'name',
        'phone',
        'receivedAt',
        'utm',
      ].toSorted(),
    );
    expect(await countLeads()).toBe(0);
  });

  it('reads a website’s form, its own fields beside the known ones', async () => {
    const { post } = await aServer(test);
    const answer = await post(
      '/api/leads',
      'name=%D0%9E%D0%BB%D0%B5%D0%BD%D0%B0&phone=%2B380671234567&email=&utm_source=ads&size=S&size=L&fields=x&__proto__=y',
      { headers: form },
    );
    expect(answer.status).toBe(201);
    const contact = await contactOf(answer.body.ref);
    expect(contact).toMatchObject({ name: 'Олена', phone: '+380671234567', email: null });
    expect(contact.fields).toMatchObject({ utm_source: 'ads', size: 'S, L', fields: 'x' });
    expect(Object.hasOwn(Object.prototype, 'y')).toBe(false);
  });

  it('refuses a form that gives a known field twice', async () => {
    const { post } = await aServer(test);
    const answer = await post('/api/leads', 'phone=%2B380671234567&phone=%2B380501234567', { headers: form });
    expect(answer.status).toBe(422);
    expect(pathsOf(answer)).toEqual(['phone']);
  });

  it('says where a form’s leads come from by its token, whatever stands in them', async () => {
    const { post, app, get } = await aServer(test);
    const sent = { phone: '+380671234567', source: 'somewhere else' };
    const { body } = await post('/api/leads', sent, { token: siteToken });
    expect((await get(`/api/leads/${body.ref}`)).body.source).toBe('site');
    expect(app.wakes()).toBeGreaterThan(0);
  });

  it.each([
    ['a list', '[]'],
    ['a text', '"x"'],
    ['null', 'null'],
    ['a number', '5'],
    ['an empty object', '{}'],
  ])('refuses %s by what it should be', async (_, body) => {
    const { post } = await aServer(test);
    expect((await post('/api/leads', body)).status).toBe(422);
  });

  it.each([
    ['cut short', '{"name": "Ole'],
    ['empty', '  '],
    ['no JSON', 'name=Olena'],
    ['two documents', '{} {}'],
    ['broken UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22])],
    ['half a letter', Buffer.from('{"name":"О"}').subarray(0, 10)],
  ])('refuses a body that is %s', async (_, body) => {
    const { post } = await aServer(test);
    const answer = await post('/api/leads', body);
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(await countLeads()).toBe(0);
  });

  it.each([
    ['multipart/form-data; boundary=x'],
    ['text/plain'],
    ['application/xml'],
    ['application/json; charset=utf-16'],
    ['nonsense'],
  ])('refuses the type %s', async (type) => {
    const { post } = await aServer(test);
    const answer = await post('/api/leads', '{"phone":"+380671234567"}', {
      headers: { 'content-type': type },
    });
    expect(answer.status).toBe(415);
  });

  it('refuses a compressed body instead of guessing', async () => {
    const { post } = await aServer(test);
    const answer = await post(
      '/api/leads',
      { phone: '+380671234567' },
      { headers: { 'content-encoding': 'gzip' } },
    );
    expect(answer.status).toBe(415);
  });

  it('makes control characters, half characters and overrides of direction harmless', async () => {
    const { post } = await aServer(test);
    const answer = await post(
      '/api/leads',
      '{"name":"O\\u0000le\\u202Ena\\ud800","phone":"+380671234567","fields":{"a\\u0000":"\\udfffb"},"externalId":"x\\u0001"}',
    );
    expect(answer.status).toBe(201);
    const contact = await contactOf(answer.body.ref);
    expect(contact.name).toBe('Olena\ufffd');
    expect(contact.fields).toEqual({ a: '\ufffdb' });
  });

  it('is not changed by keys that mean something to objects', async () => {
    const { post } = await aServer(test);
    const answer = await post(
      '/api/leads',
      '{"phone":"+380671234567","__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}',
    );
    expect(pathsOf(answer)).toEqual(['__proto__', 'constructor']);
    expect(Reflect.get({}, 'isAdmin')).toBeUndefined();
  });

  it('refuses a body over 1 MiB, and takes one just under it as far as it is right', async () => {
    const { post } = await aServer(test);
    const large = await post('/api/leads', `{"message":"${'x'.repeat(1024 * 1024)}"}`);
    expect(large.status).toBe(413);
    const under = await post('/api/leads', `{"message":"${'x'.repeat(1024 * 1024 - 100)}"}`);
    expect(under.status).toBe(422);
  });

  it('answers one that is nested without end like any other that is wrong', async () => {
    const { post } = await aServer(test);
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect((await post('/api/leads', deep)).status).toBe(422);
    expect((await post('/api/leads', `{"phone":${deep}}`)).status).toBe(422);
    expect(
      (await post('/api/leads', `{"fields":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`)).status,
    ).toBe(422);
  });
});
