/**
 * Canaries: something that can be found again is planted in every field, header, path and query, in requests that
 * succeed and in every kind that fails. None of it may stand in a log, and no error may repeat it.
 */
import { describe, expect, it } from 'vitest';
import { receiveOne } from '../support/an-app.ts';
import { withDatabase } from '../support/with-database.ts';
import { aServer, apiToken, closeServers, siteToken } from './a-server.ts';
import type { Answered } from './a-server.ts';
import { talk } from './wire.ts';

const test = withDatabase();
closeServers();

const canary = 'CANARYx7';
const phone = '+380631234567';
const email = 'canaryx7@example.com';
const secrets = [canary, phone, '0631234567', email, apiToken, siteToken];

const lead = {
  name: `${canary} name`,
  phone,
  email,
  company: `${canary} company`,
  source: 'website',
  message: `${canary} message`,
  externalId: `${canary}-id`,
  fields: { [`${canary}-field`]: `${canary} value` },
};
const strange = {
  authorization: `Bearer ${canary}`,
  'user-agent': canary,
  'x-request-id': canary,
  cookie: `a=${canary}`,
  referer: `http://${canary}`,
  'request-id': canary,
};

describe('a canary', () => {
  it('is found in no log and no error', async () => {
    const broken = { isBroken: false };
    const served = await aServer(test, {
      spoil: (app) => ({
        ...app,
        playbook() {
          if (broken.isBroken) throw new Error(`${canary} ${phone} ${email}`);
          return app.playbook();
        },
      }),
    });
    const { app, ask, get, post, command } = served;
    const answers: Answered[] = [];
    const { token: _, ...noToken } = { token: null };

    const first = await post('/api/leads', lead, {
      headers: { ...strange, authorization: `Bearer ${apiToken}` },
    });
    expect(first.status).toBe(201);
    const { ref } = first.body;
    answers.push(first, await post('/api/leads', lead, { token: siteToken, key: canary }));
    answers.push(await post('/api/leads', lead, { key: canary, headers: { 'x-canary': canary } }));

    // In a body that is wrong in every way.
    for (const body of [
      { ...lead, phone: [phone], email: { a: email }, message: 5, direction: canary, receivedAt: canary },
      { name: canary, phone: `ask ${canary}`, email: `${canary}@` },
      { name: canary },
      `{"name":"${canary}`,
      `"${canary}"`,
    ]) {
      answers.push(await post('/api/leads', body));
    }
    answers.push(
      await post('/api/leads', `a=${canary}%ff`, {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
    );
    answers.push(await post('/api/leads', canary, { headers: { 'content-type': `text/${canary}` } }));
    answers.push(await post('/api/leads', canary.repeat(200_000)));

    // In headers, addresses and questions.
    answers.push(await get('/api/leads', { headers: strange, ...noToken }));
    for (const path of [
      `/${canary}`,
      `/api/${canary}?phone=${phone}`,
      `/api/leads/${canary}`,
      `/api/leads/%E0%A4%A${canary}`,
      `/api/leads?stage=${canary}&cursor=${canary}&limit=${canary}&from=${canary}&custodian=${canary}&direction=${canary}`,
      `/api/digest?from=${canary}&to=${canary}&direction=${canary}`,
      `/healthz?token=${canary}`,
    ]) {
      answers.push(await get(path), await ask('PATCH', path, { body: { canary } }));
    }

    // In commands, people and places.
    await command('ana', ref, 'claim');
    answers.push(await command('ana', ref, 'note', { text: `${canary} ${phone}` }));
    answers.push(await command('ana', ref, 'touch', { kind: canary, outcome: canary, note: canary }));
    answers.push(
      await command('ana', ref, 'qualify', { brief: { need: [canary], when: canary, budget: canary } }),
    );
    answers.push(await command('ana', ref, 'qualify', { brief: { need: canary, when: 'now' } }));
    answers.push(await command('cleo', ref, 'return', { reason: canary, note: canary }));
    answers.push(await command('cleo', ref, 'convert', { value: canary, currency: canary, what: canary }));
    answers.push(await command('mo', ref, 'correct', { phone: canary, email: canary, value: canary }));
    answers.push(await command('mo', ref, 'assign', { to: canary }));
    answers.push(await command(canary, ref, 'erase', { confirm: canary }));
    answers.push(await command('ana', ref, 'claim', {}, { key: `${canary}ї` }));
    answers.push(await post('/api/leads/next', { member: canary, direction: canary }));
    answers.push(
      await post('/api/members', { name: 5, roles: [canary], language: canary, identities: { slack: 5 } }),
    );
    answers.push(
      await post('/api/places', { platform: canary, channel: '', audience: canary, language: canary }),
    );

    // When we are at fault ourselves.
    broken.isBroken = true;
    answers.push(await post('/api/leads', { ...lead, phone: '+380501112233' }, { key: 'other' }));
    broken.isBroken = false;

    // And where it is no request at all.
    const port = await served.listen();
    const wire = [
      ...(await talk(port, [`GET /${canary} ${canary}\r\n${canary}\r\n\r\n`], { halfClose: true })),
      ...(await talk(
        port,
        [
          `POST /api/leads HTTP/1.1\r\nHost: ${canary}\r\nAuthorization: Bearer ${apiToken}\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"name":"${canary}`,
        ],
        { halfClose: true },
      )),
    ];
    expect(wire.length).toBeGreaterThan(0);

    const said = [
      ...answers.filter(({ status }) => status >= 400).map(({ text }) => text),
      ...wire.map(({ body }) => body),
    ];
    expect(said.length).toBeGreaterThan(25);
    for (const text of said) for (const secret of secrets) expect(text).not.toContain(secret);
    const heads = JSON.stringify(answers.map(({ headers }) => headers));
    for (const secret of secrets) expect(heads).not.toContain(secret);

    expect(app.log.lines.length).toBeGreaterThan(answers.length);
    for (const secret of secrets) expect(app.log.text()).not.toContain(secret);
  });

  it('is found in no answer about a lead but a reveal', async () => {
    const { app, get, command } = await aServer(test);
    const { ref } = await receiveOne(app, lead);
    await command('ana', ref, 'claim');
    const note = await command('ana', ref, 'note', { text: canary });
    const answers = [
      note,
      await get(`/api/leads/${ref}`),
      await get('/api/leads'),
      await command('ana', ref, 'claim'),
    ];
    for (const { status, text } of answers) {
      expect(status).toBe(200);
      for (const secret of secrets) expect(text).not.toContain(secret);
    }
    expect((await command('ana', ref, 'reveal', { reason: 'call' })).text).toContain(canary);
  });

  it('is what the log holds of a request: method, pattern, status, how long, and an id', async () => {
    const { app, get } = await aServer(test);
    await get('/api/leads/L-1?a=b');
    expect(app.log.lines).toEqual([
      {
        level: 'info',
        message: 'answered',
        fields: {
          method: 'GET',
          route: '/api/leads/:ref',
          status: 404,
          ms: expect.any(Number),
          request: expect.stringMatching(/^q_/),
        },
      },
    ]);
  });
});
