import { describe, expect, it } from 'vitest';
import { checkHttpRights, readRights, type Asked } from './check-http-rights.ts';

const rights = readRights(
  [
    '| route           | who   |',
    '| --------------- | ----- |',
    '| POST /api/leads | S A   |',
    '| GET /healthz    | N S A |',
  ].join('\n'),
);
const routes = ['POST /api/leads', 'GET /healthz'];
const wrongIn = (...asked: readonly Asked[]) => checkHttpRights(rights, routes, asked);

describe('the table of who may ask what', () => {
  it('is read', () => {
    expect([...rights]).toEqual([
      ['POST /api/leads', ['S', 'A']],
      ['GET /healthz', ['N', 'S', 'A']],
    ]);
  });

  it('lets pass what is as it says, whatever else is wrong with what was asked', () => {
    const route = 'POST /api/leads';
    expect(
      wrongIn(
        { route, token: 'a form’s token', status: 422 },
        { route, token: 'a revoked token', status: 401 },
        { route: 'GET /healthz', token: 'no token', status: 200 },
      ),
    ).toEqual([]);
  });

  it('shows who was let in, who was turned away, and who was told another thing than they should be', () => {
    const route = 'POST /api/leads';
    expect(
      wrongIn(
        { route, token: 'a revoked token', status: 201 },
        { route, token: 'the API’s token', status: 403 },
        { route, token: 'no token', status: 403 },
        { route: 'GET /healthz', token: 'no token', status: 401 },
      ),
    ).toEqual([
      'POST /api/leads with a revoked token: 201',
      'POST /api/leads with the API’s token: 403',
      'POST /api/leads with no token: 403',
      'GET /healthz with no token: 401',
    ]);
  });

  it('shows a route that nobody wrote down, and one that is no more', () => {
    expect(checkHttpRights(rights, ['GET /healthz', 'GET /secrets'], [])).toEqual([
      'GET /secrets: not in the table',
      'POST /api/leads: in the table alone',
    ]);
  });
});
