import * as fc from '../support/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { cleanText } from '../../src/core/plain-text.ts';

const line = (text: string, max = 100) => cleanText(text, { lines: false, max });
const lines = (text: string, max = 1000) => cleanText(text, { lines: true, max });

describe('clean text', () => {
  it('keeps what people write', () => {
    for (const text of [
      'Олена Ґалаґан-О’Ніл',
      'Zoë & <b>Søn</b>',
      '山田',
      '👩‍👩‍👧 ❤️ 🇺🇦',
      'می‌خواهم',
      '*_`[]()~|',
    ]) {
      expect(line(text)).toBe(text);
    }
  });

  it('makes one line of many, and trims', () => {
    expect(line('  Ana\r\n\tMaria\u2028 \u0085 Lopez\u00A0 ')).toBe('Ana Maria Lopez');
  });

  it('keeps lines where they are wanted, but no more than one empty one', () => {
    expect(lines('one  \r\ntwo\r\r\r\n\nthree\n')).toBe('one\ntwo\n\nthree');
  });

  it('removes control characters', () => {
    expect(line('a\u0000b\u0007c\u001B[31md\u007F\u009Be')).toBe('abc[31mde');
  });

  it('removes what hides text or turns its direction', () => {
    expect(line('pay\u202Egnp.exe\u202C \u2066x\u2069 \u200Bz\uFEFF\u00AD\u{E0041}')).toBe('paygnp.exe x z');
  });

  it('writes characters in one way', () => {
    expect(line('й')).toBe('й');
  });

  it('replaces broken halves of characters', () => {
    expect(line('a\uD83Db')).toBe('a\uFFFDb');
  });

  it('cuts between whole characters', () => {
    expect(line('abcdef', 3)).toBe('abc');
    expect(line('ab👩‍👩‍👧', 5)).toBe('ab');
    expect(line('ab cd', 3)).toBe('ab');
    expect(line(`x${'\u0301'.repeat(500)}`, 10)).toBe('');
  });

  it('is the same when cleaned again, for any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.boolean(),
        fc.nat(40),
        (text, keepsLines, max) => {
          const options = { lines: keepsLines, max };
          const cleaned = cleanText(text, options);
          expect(cleaned.length).toBeLessThanOrEqual(max);
          expect(cleanText(cleaned, options)).toBe(cleaned);
          expect(cleaned.isWellFormed()).toBe(true);
          expect(cleaned).not.toMatch(/[\p{Cc}--\n]|[\p{Bidi_Control}]/v);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
