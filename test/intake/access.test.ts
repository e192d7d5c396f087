/** Tokens: which are known, what is taken for one, and that refusing costs the same for all. */
import { describe, expect, it } from 'vitest';
import { makeAccess } from '../../src/intake/access.ts';

const access = makeAccess({
  apiToken: 'the-api-token',
  intakeTokens: [
    { source: 'website', token: 'form-1' },
    { source: 'landing', token: 'form-2' },
  ],
});

describe('access', () => {
  it('knows the API’s token, in whatever case the scheme is written', () => {
    expect(access('Bearer the-api-token')).toEqual({ kind: 'api', name: 'api' });
    expect(access('bearer   the-api-token')).toEqual({ kind: 'api', name: 'api' });
  });

  it('knows which website a form’s token belongs to', () => {
    expect(access('Bearer form-2')).toEqual({ kind: 'intake', name: 'intake:landing', source: 'landing' });
  });

  it.each([
    [undefined],
    [''],
    ['Bearer'],
    ['Bearer '],
    ['the-api-token'],
    ['Basic the-api-token'],
    ['Bearer the-api-toke'],
    ['Bearer the-api-token2'],
    ['Bearer the-api-token, Bearer form-1'],
    [`Bearer ${'x'.repeat(100_000)}`],
  ])('takes %j for nobody', (header) => {
    expect(access(header)).toBeNull();
  });
});
