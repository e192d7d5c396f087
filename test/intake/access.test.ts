/** Tokens: which are known, what is taken for one, and that refusing costs the same for all. */
import { describe, expect, it } from 'vitest';
import { makeAccess, makeIntakeToken } from '../../src/intake/access.ts';
import type { KeptIntakeToken } from '../../src/storage/intake-tokens.ts';
import { seededRandom } from '../support/seeded-random.ts';

const made = makeIntakeToken(seededRandom(7));
const kept: KeptIntakeToken = {
  id: made.id,
  source: 'shop',
  sites: ['https://shop.example'],
  thanks: null,
  hash: made.hash,
  createdAt: 0,
};
const looked: string[] = [];
const access = makeAccess({
  apiToken: 'the-api-token',
  intakeTokens: [
    { source: 'website', token: 'form-1' },
    { source: 'landing', token: 'form-2' },
  ],
  findMade: async (id) => {
    looked.push(id);
    return id === made.id ? kept : null;
  },
});

describe('access', () => {
  it('knows the API’s token, in whatever case the scheme is written', async () => {
    expect(await access.byHeader('Bearer the-api-token')).toEqual({ kind: 'api', name: 'api' });
    expect(await access.byHeader('bearer   the-api-token')).toEqual({ kind: 'api', name: 'api' });
  });

  it('knows which website a form’s token belongs to', async () => {
    const landing = { kind: 'intake', name: 'intake:landing', source: 'landing', sites: [], thanks: null };
    expect(await access.byHeader('Bearer form-2')).toEqual(landing);
    expect(await access.byFormToken('form-2')).toEqual(landing);
  });

  it('knows a token that was made over the API, with its sites', async () => {
    expect(await access.byHeader(`Bearer ${made.token}`)).toEqual({
      kind: 'intake',
      name: `intake:${made.id}`,
      source: 'shop',
      sites: ['https://shop.example'],
      thanks: null,
    });
    const last = made.token.at(-1) === 'A' ? 'B' : 'A';
    expect(await access.byHeader(`Bearer ${made.token.slice(0, -1)}${last}`)).toBeNull();
  });

  it('never takes the API’s token out of a form', async () => {
    expect(await access.byFormToken('the-api-token')).toBeNull();
  });

  it('does not even look at a token that is longer than any', async () => {
    const long = 'x'.repeat(513);
    const open = makeAccess({
      apiToken: 'the-api-token',
      intakeTokens: [
        { source: 'longest', token: 'x'.repeat(512) },
        { source: 'too long', token: long },
      ],
      findMade: async () => null,
    });
    for (const known of [open.byFormToken, (token: string) => open.byHeader(`Bearer ${token}`)]) {
      expect(await known('x'.repeat(512))).toMatchObject({ source: 'longest' });
      expect(await known(long)).toBeNull();
    }
  });

  it('asks the database for nothing that has not the shape of a made token', async () => {
    looked.length = 0;
    for (const token of ['x', made.id, `${made.id}.short`, `${made.id}.${'x'.repeat(44)}`, 'T_'.repeat(30)]) {
      expect(await access.byFormToken(token)).toBeNull();
    }
    expect(looked).toEqual([]);
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
  ])('takes %j for nobody', async (header) => {
    expect(await access.byHeader(header)).toBeNull();
  });
});
