/** The API's description: whole, consistent, and made of what checks the input. */
import { beforeEach, describe, expect, it } from 'vitest';
import { commandTypes } from '../../src/core/command.ts';
import { withDatabase } from '../support/with-database.ts';
import { aServer, closeServers } from './a-server.ts';
import type { Answered } from './a-server.ts';

const test = withDatabase();
closeServers();

describe('/openapi.json', () => {
  let answer: Answered;
  beforeEach(async () => {
    answer = await (await aServer(test)).get('/openapi.json', { token: null });
  });

  it('is OpenAPI 3.1 and lists every route', () => {
    expect(answer.headers['content-type']).toContain('application/json');
    expect(answer.body.openapi).toBe('3.1.0');
    expect(Object.keys(answer.body.paths)).toEqual(
      expect.arrayContaining([
        '/api/leads',
        '/api/leads/{ref}',
        '/api/leads/next',
        ...commandTypes.map((command) => `/api/leads/{ref}/${command}`),
        '/api/members',
        '/api/members/{id}',
        '/api/places',
        '/api/places/{id}',
        '/api/digest',
        '/healthz',
        '/readyz',
      ]),
    );
  });

  it('has the fields of a lead, as JSON and as a form', () => {
    const { requestBody, responses, parameters, security } = answer.body.paths['/api/leads'].post;
    const { schema } = requestBody.content['application/json'];
    expect(Object.keys(schema.properties).toSorted()).toEqual(
      [
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
      ].toSorted(),
    );
    expect(schema.additionalProperties).toBe(false);
    expect(requestBody.content).toHaveProperty('application/x-www-form-urlencoded');
    expect(responses['422'].content).toHaveProperty('application/problem+json');
    expect(parameters).toContainEqual(expect.objectContaining({ in: 'header', name: 'Idempotency-Key' }));
    expect(security).toEqual([{ token: [] }]);
  });

  it('says which routes are open', () => {
    expect(answer.body.paths['/healthz'].get.security).toBeUndefined();
    expect(answer.body.security).toBeUndefined();
  });

  it('refers to nothing that is not in it', () => {
    const named = new Set(
      [...answer.text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name),
    );
    expect(named.size).toBeGreaterThan(0);
    for (const name of named) expect(Object.keys(answer.body.components.schemas)).toContain(name);
  });
});
