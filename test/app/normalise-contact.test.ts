import { describe, expect, it } from 'vitest';
import { readEmail, readPhone } from '../../src/app/normalise-contact.ts';

describe('a phone', () => {
  it.each([
    '067 123 45 67',
    '(067) 123-45-67',
    '+380671234567',
    '380 (67) 123 45 67',
    '00 380 67 123 45 67',
    'tel:+380671234567',
    '٠٦٧١٢٣٤٥٦٧',
  ])('comes out the same however it is written: %s', (written) => {
    expect(readPhone(written, 'UA')).toEqual({ number: '+380671234567', extension: null });
  });

  it('of Ukraine may begin with the 8 that people dialled in former times', () => {
    expect(readPhone('8 067 123-45-67', 'UA')?.number).toBe('+380671234567');
    expect(readPhone('8(044)2223344', 'UA')?.number).toBe('+380442223344');
  });

  it('keeps an 8 that belongs to it', () => {
    expect(readPhone('0800 501 502', 'UA')?.number).toBe('+380800501502');
    expect(readPhone('+80671234567', 'UA')).toBeNull();
  });

  it('without a country is one of the direction’s', () => {
    expect(readPhone('030 901820', 'DE')?.number).toBe('+4930901820');
    expect(readPhone('030 901820', 'nowhere')).toBeNull();
  });

  it('may have an extension, which is no part of the number', () => {
    expect(readPhone('067 123 45 67 ext. 5', 'UA')).toEqual({ number: '+380671234567', extension: '5' });
  });

  it.each(['', '12345', 'call 067 1234567', '=cmd()', '+380000000000', '🙂', '1'.repeat(5000)])(
    'is not made out of "%s"',
    (text) => {
      expect(readPhone(text, 'UA')).toBeNull();
    },
  );
});

describe('an e-mail', () => {
  it('is lower-cased, and may be of any alphabet', () => {
    expect(readEmail('Olena.Koval@Example.COM')).toBe('olena.koval@example.com');
    expect(readEmail('mailto:a+b@c.de')).toBe('a+b@c.de');
    expect(readEmail('ольга@пошта.укр')).toBe('ольга@пошта.укр');
  });

  it.each([
    '',
    'olena',
    'olena@example',
    'a..b@example.com',
    '.a@example.com',
    'a@b@example.com',
    'a b@example.com',
    'a@-example.com',
    'a@example..com',
    '"><script>@example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(250)}.com`,
  ])('is not made out of "%s"', (text) => {
    expect(readEmail(text)).toBeNull();
  });
});
