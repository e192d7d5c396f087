/** Anything that can be sent as JSON, to every route: never a fault of ours, always an answer that can be read. */
import fc from '../support/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { commandTypes } from '../../src/core/command.ts';
import { receiveOne } from '../support/an-app.ts';
import { withDatabase } from '../support/with-database.ts';
import { aServer, closeServers } from './a-server.ts';
import type { Answered } from './a-server.ts';

const test = withDatabase();
closeServers();

const leadKeys = [
  'name',
  'phone',
  'email',
  'company',
  'source',
  'message',
  'direction',
  'externalId',
  'receivedAt',
  'fields',
];
const nasty = fc.constantFrom(
  '\u0000',
  '\ud800',
  '\u202e',
  '',
  ' ',
  '1e400',
  '%00',
  "'; drop table leads; --",
  '{{7*7}}',
  '+380671234567',
  'o@example.com',
  'main',
  '2026-03-04',
  '9999-12-31T23:59:59.999999999Z',
  '-000001-01-01',
  'm_ana',
  'L-1001',
  'spam',
  'call',
  'reached',
  'UAH',
  '__proto__',
);
const text = fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ maxLength: 40 }));
const value = fc.oneof(text, fc.jsonValue({ maxDepth: 3 }), fc.double(), fc.bigInt().map(Number));
const objectWith = (keys: readonly string[]) =>
  fc.dictionary(
    fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...keys) }, { weight: 1, arbitrary: text }),
    value,
    {
      maxKeys: 6,
    },
  );

function isPlain({ status, headers, body }: Answered): void {
  expect(status).toBeLessThan(500);
  if (status >= 400) {
    expect(headers['content-type']).toBe('application/problem+json');
    expect(body.status).toBe(status);
    if (body.code === 'invalid') expect(body.problems.length).toBeGreaterThan(0);
  }
}

describe('anything sent', () => {
  it('as a lead is let in or refused, and never breaks anything', async () => {
    const { post, get } = await aServer(test);
    await fc.assert(
      fc.asyncProperty(objectWith(leadKeys), async (body) => {
        const answer = await post('/api/leads', body);
        isPlain(answer);
        if (answer.status === 201) isPlain(await get(`/api/leads/${answer.body.ref}`));
      }),
      { numRuns: 300 },
    );
  });

  it('as a form is let in or refused', async () => {
    const { post } = await aServer(test);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.oneof(fc.constantFrom(...leadKeys), text), text), { maxLength: 8 }),
        async (pairs) => {
          const well = pairs.map(([name, given]) => [name.toWellFormed(), given.toWellFormed()]);
          isPlain(await post('/api/leads', new URLSearchParams(well).toString() || 'a=b', { headers }));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('as a command is carried out or refused', async () => {
    const { app, ask } = await aServer(test);
    const { ref } = await receiveOne(app);
    const keys = [
      'member',
      'reason',
      'note',
      'text',
      'until',
      'why',
      'brief',
      'value',
      'currency',
      'what',
      'kind',
      'outcome',
      'to',
      'confirm',
      'phone',
      'email',
      'name',
      'source',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...commandTypes),
        fc.constantFrom('m_ana', 'm_ben', 'm_cleo', 'm_dan', 'm_mo', 'm_nobody'),
        objectWith(keys),
        fc.constantFrom(ref, '1001', 'L-1001', 'nobody'),
        async (command, member, body, lead) => {
          isPlain(await ask('POST', `/api/leads/${lead}/${command}`, { body: { ...body, member } }));
          isPlain(await ask('POST', `/api/leads/${lead}/${command}`, { body }));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('about people and places is done or refused', async () => {
    const { ask } = await aServer(test);
    const keys = [
      'name',
      'roles',
      'direction',
      'language',
      'timeZone',
      'identities',
      'active',
      'platform',
      'channel',
      'thread',
      'audience',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(['POST', '/api/members'], ['PATCH', '/api/members/m_ana'], ['POST', '/api/places']),
        objectWith(keys),
        async ([method = '', path = ''], body) => isPlain(await ask(method, path, { body })),
      ),
      { numRuns: 150 },
    );
  });

  it('as a question is answered or refused', async () => {
    const { app, get } = await aServer(test);
    await receiveOne(app);
    const keys = ['stage', 'direction', 'custodian', 'from', 'to', 'cursor', 'limit'];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('/api/leads', '/api/digest'),
        fc.array(fc.tuple(fc.constantFrom(...keys), text), { maxLength: 4 }),
        async (path, pairs) => {
          const well = pairs.map(([name, given]) => [name, given.toWellFormed()]);
          isPlain(await get(`${path}?${new URLSearchParams(well).toString()}`));
        },
      ),
      { numRuns: 200 },
    );
  });
});
