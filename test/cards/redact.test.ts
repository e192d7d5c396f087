import * as fc from '../support/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { maskedHint } from '../../src/cards/mask.ts';
import { blackout, isOwnPhone, redact } from '../../src/cards/redact.ts';

const own = { name: 'Олена Коваленко', phone: '+380671234512', email: 'olena.kov@mail.example' };
const nobody = { name: null, phone: null, email: null };

describe('redact', () => {
  it.each([
    '+380671234512',
    '+38 (067) 123-45-12',
    '067 123 45 12',
    '067/123/45/12',
    '8-067-123-45-12',
    '0 6 7 1 2 3 4 5 1 2',
    '067.123.45.12',
    '067—123—45—12',
    '０６７１２３４５１２',
    '٠٦٧١٢٣٤٥١٢',
    '067\u200B123\u200B4512',
    '+1 415 555 2671',
    '234-56-78',
  ])('blacks out the phone %s', (phone) => {
    expect(redact(`дзвоніть ${phone} ввечері`, own)).toBe(`дзвоніть ${blackout} ввечері`);
  });

  it.each([
    'anna@mail.example',
    'Anna.Petrenko+shop@mail.co.example',
    'анна@пошта.укр',
    'anna @ mail . example',
    'anna (at) mail (dot) example',
    'anna[at]mail.example',
    'anna собака mail крапка example',
    'mailto:anna@mail.example',
    'https://mail.example/anna?x=1#y',
    'www.anna-shop.example',
    't.me/anna',
    'tg://resolve?domain=anna',
    '@anna_p',
    'anna-shop.com.ua/contacts',
  ])('blacks out the address %s', (address) => {
    expect(redact(`write ${address} please`, nobody)).toMatch(/^(?:write )?███(?: please)?$/);
  });

  it.each([
    'Олена',
    'ОЛЕНА',
    'Олени',
    'Олену',
    'Оленою',
    'Коваленко',
    'Коваленком',
    'Olena',
    'KOVALENKO',
    'olenakovalenko',
    'Оле\u00ADна',
  ])('blacks out the own name as %s', (name) => {
    expect(redact(`це ${name}, вікна`, own)).toBe(`це ${blackout}, вікна`);
  });

  it('blacks out the own e-mail by its first part alone, and a few digits of the own phone', () => {
    expect(redact('my login is olena.kov', own)).toBe(`my login is ${blackout}`);
    expect(redact('ends in 45-12', own)).toBe(`ends in ${blackout}`);
  });

  it('blacks out what was corrected, too', () => {
    const before = { name: 'Ігор Гнатюк', phone: '+380509998877', email: 'ihor.h@mail.example' };
    const corrected = { ...own, formerly: [nobody, before] };
    expect(redact('спитайте Гнатюка', corrected)).toBe(`спитайте ${blackout}`);
    expect(redact('my login is ihor.h', corrected)).toBe(`my login is ${blackout}`);
    expect(redact('ends in 88-77', corrected)).toBe(`ends in ${blackout}`);
    expect(redact('спитайте Олену', corrected)).toBe(`спитайте ${blackout}`);
    expect(isOwnPhone('380,509,998,877', corrected)).toBe(true);
  });

  it('leaves what a closer needs to read', () => {
    const text =
      'Потрібно 12 вікон 1200x1400, 3 поверх, бюджет 120 000 грн, до кінця 2026 року. Sent by Оля.';
    expect(redact(text, own)).toBe(text);
  });

  it('does not black out words that only begin like a short name', () => {
    expect(redact('Ann announces annual plans', { ...nobody, name: 'Ann Li' })).toBe(
      `${blackout} announces annual plans`,
    );
  });

  it('takes patterns in a name as letters', () => {
    expect(redact('a.*b (x', { ...nobody, name: '.* (x [a-z]+ $&', email: '.*@x' })).toBe('a.*b (x');
  });

  it('never leaves the own phone, however it is broken up by a few marks', () => {
    const separator = fc.constantFrom('', ' ', '-', '.', ' - ', '(', ')', '/', '\u00A0', '\u2011', '_', '*');
    fc.assert(
      fc.property(fc.array(separator, { minLength: 10, maxLength: 10 }), (separators) => {
        const spelled = Array.from('0671234512', (digit, place) => `${digit}${separators[place] ?? ''}`).join(
          '',
        );
        const left = redact(`тел ${spelled}`, own).replaceAll(/\D/g, '');
        expect(left).toBe('');
      }),
    );
  });

  it('takes an empty or tiny name, phone and e-mail for none', () => {
    expect(redact('a plain text, 12', { name: 'a', phone: '1', email: '' })).toBe('a plain text, 12');
    expect(redact('a plain text', { name: '', phone: '', email: 'a' })).toBe('a plain text');
  });

  it('does not run away on 100 kB of anything', () => {
    const texts = [
      'a'.repeat(100_000),
      '1 '.repeat(50_000),
      '@'.repeat(100_000),
      'a.'.repeat(50_000),
      ' '.repeat(100_000),
      'ко'.repeat(50_000),
    ];
    const began = performance.now();
    for (const text of texts) redact(text, { ...own, name: 'Ко Ковален '.repeat(5000) });
    expect(performance.now() - began).toBeLessThan(30_000);
  });

  it('knows an amount of money that is the phone', () => {
    expect(isOwnPhone('₴3,806,712,345.12', own)).toBe(true);
    expect(isOwnPhone('₴120,000', own)).toBe(false);
    expect(isOwnPhone('₴120,000', nobody)).toBe(false);
  });
});

describe('a masked hint', () => {
  it('is the last two digits and the first letter', () => {
    expect(maskedHint({ phone: '+380671234512', email: 'olena@mail.example' })).toBe('☎ …12, ✉ o…');
    expect(maskedHint({ phone: null, email: 'ю@mail.example' })).toBe('✉ …');
    expect(maskedHint({ phone: '112', email: null })).toBe('☎ …');
    expect(maskedHint({ phone: null, email: null })).toBeNull();
  });

  it('gives away no more than that, whatever stands in the contact', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (phone, email) => {
        expect(maskedHint({ phone, email })).toMatch(/^☎ …\d{0,2}, ✉ [\p{L}\p{N}]?…$/u);
      }),
    );
  });
});
