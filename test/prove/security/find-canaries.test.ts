import { describe, expect, it } from 'vitest';
import { canariesIn } from './find-canaries.ts';

const canaries = { name: 'Зоряна Kanarenko', phone: '+380671239874', token: 'secret-token-7' };

describe('the finder of canaries', () => {
  it('finds none where there is none', () => {
    expect(canariesIn('L-1001 was claimed by Ana at 067 000 00 00', canaries)).toEqual([]);
  });

  it.each([
    ['as it is', 'said Зоряна Kanarenko', 'name'],
    ['in other letters', 'ЗОРЯНА KANARENKO', 'name'],
    ['in an address', `/find?q=${encodeURIComponent('Зоряна Kanarenko')}`, 'name'],
    ['in base64', Buffer.from('secret-token-7').toString('base64'), 'token'],
    ['with gaps', 'call (067) 123-98-74', 'phone'],
    ['without its country', '0671239874', 'phone'],
  ])('finds one %s', (_, text, name) => {
    expect(canariesIn(text, canaries)).toEqual([name]);
  });
});
