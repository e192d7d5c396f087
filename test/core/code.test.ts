import * as fc from '../support/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { formatCode, maxCodeBytes, parseCode, verbs } from '../../src/core/code.ts';

describe('a button’s code', () => {
  it('is read as it was written', () => {
    const id = fc.stringMatching(/^[\w-]{1,32}$/);
    const argument = fc.option(fc.stringMatching(/^[\w.-]{1,10}$/), { nil: undefined });
    fc.assert(
      fc.property(fc.constantFrom(...verbs), id, argument, (verb, ref, argument) => {
        const code = formatCode(verb, ref, argument);
        expect(new TextEncoder().encode(code).length).toBeLessThanOrEqual(maxCodeBytes);
        expect(parseCode(code)).toEqual({ verb, ref, argument: argument ?? null });
      }),
    );
  });

  it.each([
    '',
    'claim',
    'claim:',
    ':l_1',
    'claim:l_1:',
    'claim:l_1:a:b',
    'steal:l_1',
    'Claim:l_1',
    'claim:l_1\n',
    'claim: l_1',
    'constructor:l_1',
    'claim:Лід',
    `claim:${'x'.repeat(33)}`,
    `claim:${'x'.repeat(32)}:${'y'.repeat(32)}`,
    'x'.repeat(100_000),
  ])('is none: %j', (text) => {
    expect(parseCode(text)).toBe(null);
  });

  it('is not written longer than every platform takes, nor with words in it', () => {
    expect(() => formatCode('claim', 'x'.repeat(33))).toThrow('is no code');
    expect(() => formatCode('disqualify', 'x'.repeat(32), 'y'.repeat(32))).toThrow('is no code');
    expect(() => formatCode('claim', 'l_1', 'not a fit')).toThrow('is no code');
  });
});
