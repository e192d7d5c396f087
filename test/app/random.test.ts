import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/app/random.ts';
import { formatCode, parseCode } from '../../src/core/code.ts';
import { parseLeadNumber } from '../../src/core/number.ts';
import { seededRandom } from '../support/seeded-random.ts';

describe('randomness', () => {
  it('makes refs that fit into codes and are never taken for a number', () => {
    const random = systemRandom();
    const refs = Array.from({ length: 500 }, () => random.ref());
    expect(new Set(refs).size).toBe(500);
    for (const ref of refs) {
      expect(parseLeadNumber(ref)).toBeNull();
      expect(parseCode(formatCode('disqualify', ref))).toEqual({ verb: 'disqualify', ref, argument: null });
    }
  });

  it('makes codes of 60 bits that can be read out', () => {
    expect(systemRandom().code()).toMatch(/^(?:[0-9a-hjkmnp-tv-z]{4}-){2}[0-9a-hjkmnp-tv-z]{4}$/);
  });

  it('makes ids that tell what they are of, and secrets of 256 bits', () => {
    expect(systemRandom().id('m')).toMatch(/^m_[0-9a-z]{15}$/);
    expect(Buffer.from(systemRandom().token(), 'base64url')).toHaveLength(32);
  });

  it('draws numbers from 0 up to, not including, 1', () => {
    const random = seededRandom(7);
    const numbers = Array.from({ length: 2000 }, () => random.number());
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    expect(numbers.reduce((sum, number) => sum + number, 0) / numbers.length).toBeCloseTo(0.5, 1);
  });

  it('from a seed is the same again, and another from another', () => {
    const draw = (seed: number) => {
      const random = seededRandom(seed);
      return [random.ref(), random.code(), random.token(), random.number()];
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });
});
