/**
 * Idempotency keys. A client whose connection broke asks again and must hear the same; one that takes a key twice for
 * two things must be told; and what failed on our side must not stay failed.
 */
import { describe, expect, it } from 'vitest';
import { receiveOne } from '../support/an-app.ts';
import { withDatabase } from '../support/with-database.ts';
import { aServer, closeServers, siteToken } from './a-server.ts';

const test = withDatabase();
closeServers();

const lead = { phone: '+380671234567', source: 'website' };
const countLeads = async () => (await test.db.selectFrom('leads').select('ref').execute()).length;

describe('Idempotency-Key', () => {
  it('lets the same request be done once, and answers it alike', async () => {
    const { post } = await aServer(test);
    const first = await post('/api/leads', lead, { key: 'a-1' });
    const again = await post('/api/leads', lead, { key: 'a-1' });
    expect(first.status).toBe(201);
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(again.status).toBe(201);
    expect(again.text).toBe(first.text);
    expect(again.headers['content-type']).toBe(first.headers['content-type']);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(await countLeads()).toBe(1);
  });

  it('answers alike whether the lead was new, known, or goes on from a closed one', async () => {
    const { post, command } = await aServer(test);
    const { ref } = (await post('/api/leads', lead)).body;
    const known = await post('/api/leads', lead, { key: 'k' });
    expect(known.status).toBe(200);
    expect((await post('/api/leads', lead, { key: 'k' })).text).toBe(known.text);
    await command('mo', ref, 'disqualify', { reason: 'spam' });
    const next = await post('/api/leads', lead, { key: 'n' });
    expect(next.status).toBe(201);
    expect((await post('/api/leads', lead, { key: 'n' })).body).toEqual(next.body);
    expect(next.body.duplicateOf).toBe(ref);
  });

  it('refuses the same key with another body, or for another address', async () => {
    const { app, post, command } = await aServer(test);
    await post('/api/leads', lead, { key: 'a-1' });
    const other = await post('/api/leads', { ...lead, name: 'Olena' }, { key: 'a-1' });
    expect(other.status).toBe(422);
    expect(other.body.code).toBe('key_reused');
    const one = await receiveOne(app);
    const two = await receiveOne(app);
    await command('ana', one.ref, 'claim', {}, { key: 'c' });
    expect((await command('ana', two.ref, 'claim', {}, { key: 'c' })).status).toBe(422);
  });

  it('is the token’s own', async () => {
    const { post } = await aServer(test);
    await post('/api/leads', lead, { key: 'a-1' });
    const site = await post('/api/leads', { phone: '+380501234567' }, { key: 'a-1', token: siteToken });
    expect(site.status).toBe(201);
  });

  it('repeats refusals of a command, too, and does nothing twice', async () => {
    const { app, command, get } = await aServer(test);
    const { ref } = await receiveOne(app);
    await command('ana', ref, 'claim');
    const refused = await command('ben', ref, 'claim', {}, { key: 'r' });
    expect(refused.status).toBe(409);
    await command('ana', ref, 'release');
    const again = await command('ben', ref, 'claim', {}, { key: 'r' });
    expect(again.status).toBe(409);
    expect(again.body).toEqual(refused.body);
    expect(again.headers['content-type']).toBe('application/problem+json');
    expect(again.headers['idempotency-replayed']).toBe('true');

    await command('ben', ref, 'claim');
    const touch = { kind: 'call', outcome: 'no_answer' };
    const touched = await command('ben', ref, 'touch', touch, { key: 't' });
    expect((await command('ben', ref, 'touch', touch, { key: 't' })).text).toBe(touched.text);
    const { history } = (await get(`/api/leads/${ref}`)).body;
    expect(history.filter(({ event }: { event: string }) => event === 'touched')).toHaveLength(1);
  });

  it('never keeps a contact: a reveal is read anew, and only while the right lasts', async () => {
    const { app, command } = await aServer(test);
    const { ref } = await receiveOne(app);
    await command('ana', ref, 'claim');
    const shown = await command('ana', ref, 'reveal', { reason: 'call' }, { key: 'v' });
    const again = await command('ana', ref, 'reveal', { reason: 'call' }, { key: 'v' });
    expect(again.status).toBe(200);
    expect(again.body).toEqual(shown.body);
    const kept = await test.db.selectFrom('idempotency').selectAll().execute();
    expect(JSON.stringify(kept)).not.toContain('Olena');
    const counted = await test.db.selectFrom('reveals').selectAll().where('lead', '=', ref).execute();
    await command('ana', ref, 'release');
    expect((await command('ana', ref, 'reveal', { reason: 'call' }, { key: 'v' })).status).toBe(403);
    expect(await test.db.selectFrom('reveals').selectAll().where('lead', '=', ref).execute()).toHaveLength(
      counted.length,
    );
  });

  it('has one winner of many at once; the others are told to wait or hear its answer', async () => {
    const { post } = await aServer(test);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => post('/api/leads', lead, { key: 'many' })),
    );
    expect(await countLeads()).toBe(1);
    const done = answers.filter(({ status }) => status === 201);
    const waiting = answers.filter(({ status }) => status === 409);
    expect(done.length).toBeGreaterThan(0);
    expect(done.length + waiting.length).toBe(20);
    expect(new Set(done.map(({ text }) => text)).size).toBe(1);
    for (const { body, headers } of waiting) {
      expect(body.code).toBe('key_in_flight');
      expect(headers['retry-after']).toBe('1');
    }
  });

  it('is free again when the work failed on our side', async () => {
    const broken = { isBroken: true };
    const { post } = await aServer(test, {
      spoil: (app) => ({
        ...app,
        playbook() {
          if (broken.isBroken) throw new Error('The playbook is on fire.');
          return app.playbook();
        },
      }),
    });
    expect((await post('/api/leads', lead, { key: 'a-1' })).status).toBe(500);
    broken.isBroken = false;
    const answer = await post('/api/leads', lead, { key: 'a-1' });
    expect(answer.status).toBe(201);
    expect(answer.headers['idempotency-replayed']).toBeUndefined();
  });

  it('is forgotten after a day', async () => {
    const { app, post } = await aServer(test);
    await post('/api/leads', lead, { key: 'a-1' });
    app.clock.forward(24 * 3_600_000 + 1);
    const later = await post('/api/leads', { phone: '+380501234567' }, { key: 'a-1' });
    expect(later.status).toBe(201);
  });

  it.each([[''], ['x'.repeat(256)], ['ключ'], ['a\tb']])('refuses the key %j', async (key) => {
    const { post } = await aServer(test);
    const answer = await post('/api/leads', lead, { key });
    expect(answer.status).toBe(400);
    expect(answer.body.code).toBe('bad_key');
    expect(await countLeads()).toBe(0);
  });

  it('takes any key of 255 printable characters', async () => {
    const { post } = await aServer(test);
    expect((await post('/api/leads', lead, { key: `"${'~'.repeat(253)}"` })).status).toBe(201);
  });
});
