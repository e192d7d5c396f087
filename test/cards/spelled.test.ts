import { describe, expect, it } from 'vitest';
import { coverSpelled, type Spelled } from '../../src/cards/spelled.ts';

const covered = (text: string, word: string, how: Spelled['how']) => coverSpelled(text, [{ word, how }], '█');

describe('a word', () => {
  it('is found in other cases of letters, as long as it was', () => {
    expect(covered('ОЛЕНА, олена', 'Олена', 'whole')).toBe('█, █');
    expect(covered('ΝΙΚΟΣ, νικος', 'νίκος'.normalize('NFD').replace('\u0301', ''), 'whole')).toBe('█, █');
    expect(covered('STRASSE Straße', 'straße', 'whole')).toBe('STRASSE █');
    expect(covered('İnci inci', 'İnci', 'whole')).toBe('█ inci');
  });

  it('is found with another apostrophe and with none', () => {
    for (const spelling of ["Мар'яна", 'Мар’яна', 'Марʼяна', 'Мар`яна', 'Маряна']) {
      expect(covered(`Це ${spelling}!`, "Мар'яна", 'whole')).toBe('Це █!');
    }
    expect(covered("Д'Олена", 'Олена', 'whole')).toBe("Д'█");
  });

  it('is found anywhere, or as a word of its own', () => {
    expect(covered('xannx ann', 'ann', 'anywhere')).toBe('x█x █');
    expect(covered('xann annx ann1 1ann 𝒜ann ann𝒜 _ann_ (ann)', 'ann', 'whole')).toBe(
      'xann annx ann1 1ann 𝒜ann ann𝒜 _█_ (█)',
    );
  });

  it('is found with up to three letters behind it', () => {
    expect(covered('Олен Олени Оленою Оленами Олен1 уОлени', 'Олен', 'ending')).toBe('█ █ █ █ Олен1 уОлени');
    expect(covered('Оленочкою', 'Олен', 'ending')).toBe('Оленочкою');
  });

  it('is found within others, and takes them with it', () => {
    expect(covered('an olena_1kovalenko𝒜, so', 'kovalenko', 'within')).toBe('an █, so');
    // The second begins in the word that the first takes with it.
    expect(covered("ONeilO'Neil12 b", "O'Neil", 'within')).toBe('█ b');
  });

  it('is nothing where it has no letter', () => {
    expect(covered("it's", "'", 'anywhere')).toBe("it's");
    expect(covered('', 'ann', 'within')).toBe('');
  });

  it('costs no more where it stands everywhere', () => {
    const text = 'a'.repeat(8_000);
    expect(covered(text, 'aaaaa', 'within')).toBe('█');
    expect(covered(`${text}b`, 'aaaaa', 'whole')).toBe(`${text}b`);
  });
});

it('words that overlap are covered together', () => {
  const words = [
    { word: 'ann', how: 'anywhere' },
    { word: 'anna', how: 'anywhere' },
    { word: 'na k', how: 'anywhere' },
  ] as const;
  expect(coverSpelled('an anna kay, ann', words, '█')).toBe('an █ay, █');
  expect(coverSpelled('nobody', words, '█')).toBe('nobody');
  expect(coverSpelled('anyone', [], '█')).toBe('anyone');
});
