import { describe, expect, it } from 'vitest';
import { languages } from '../../src/core/member.ts';
import type { Language } from '../../src/core/member.ts';
import { en } from '../../src/words/en/index.ts';
import { isPlural } from '../../src/words/sentence.ts';
import type { Sentence } from '../../src/words/sentence.ts';
import { uk } from '../../src/words/uk/index.ts';

const catalogues = { en: flat(en), uk: flat(uk) };

/** Areas for programmers and whoever starts the program: English in both languages. */
const englishAlone = ['api', 'terminal'];
/** Names that are the same in Ukrainian, and what is typed alike in both. */
const named = /^(?:Slack|Telegram|API|E-mail|e-mail|Baton|English|ID|URL|«\/baton here ?»)$/;

describe('the catalogue', () => {
  it('has the same keys in all languages', () => {
    expect([...catalogues.uk.keys()].sort()).toEqual([...catalogues.en.keys()].sort());
  });

  it('has the same placeholders in all languages', () => {
    const differing = [...catalogues.en.keys()].filter(
      (key) => placeholders('uk', key).join() !== placeholders('en', key).join(),
    );
    expect(differing).toEqual([]);
  });

  it('chooses by a number in the same places, with all plural forms of the language', () => {
    for (const language of languages) {
      const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
      const wrong = [...catalogues.en].filter(([key, english]) => {
        const sentence = catalogues[language].get(key);
        if (typeof sentence !== 'object') return typeof sentence !== typeof english;
        return Object.keys(sentence).sort().join() !== forms.join();
      });
      expect(wrong).toEqual([]);
    }
  });

  it('says the number in each Ukrainian form, since «one» is 21 and 31 as well', () => {
    const silent = [...catalogues.uk].filter(
      ([, sentence]) =>
        typeof sentence === 'object' && !Object.values(sentence).every((form) => form.includes('{count}')),
    );
    expect(silent).toEqual([]);
  });

  it('has no empty sentence', () => {
    expect(textsThat((text) => text.trim() === '')).toEqual([]);
  });

  it('has no stray blanks, but where the terminal lays its lines out in columns', () => {
    const stray = textsThat((text) => text !== text.trim() || text.includes('  '));
    expect(stray.filter((key) => !/ terminal\.|\.command\.usage$/.test(key))).toEqual([]);
  });

  it('has no Ukrainian sentence in Latin letters alone', () => {
    const latin = textsThat((text, key, language) => {
      const said = text.replaceAll(/\{\w+\}/g, '').trim();
      const isLatin = /\p{Script=Latin}/u.test(said) && !/\p{Script=Cyrillic}/u.test(said);
      const area = key.split('.')[0] ?? '';
      return language === 'uk' && isLatin && !englishAlone.includes(area) && !named.test(said);
    });
    expect(latin).toEqual([]);
  });

  it('has no Cyrillic in English', () => {
    expect(textsThat((text, _, language) => language === 'en' && /\p{Script=Cyrillic}/u.test(text))).toEqual(
      [],
    );
  });

  it('has no word of letters from both alphabets, which look alike', () => {
    const mixed = /\p{Script=Cyrillic}\p{Script=Latin}|\p{Script=Latin}\p{Script=Cyrillic}/u;
    expect(textsThat((text) => mixed.test(text))).toEqual([]);
  });

  it('has no letter that Ukrainian does not have', () => {
    expect(textsThat((text) => /[ыэёъЫЭЁЪ]/.test(text))).toEqual([]);
  });

  it('keeps buttons, and titles and buttons of forms, to 24 characters', () => {
    const short = /^(?:names\.(?:command|button)|forms\.(?:submit|cancel|submitTo\.\w+|title\.\w+))/;
    const long = textsThat(
      (text, key) => short.test(key) && text.replaceAll('{number}', 'L-1042').length > 24,
    );
    expect(long).toEqual([]);
  });
});

/** Keys, by language, that have such a text. */
function textsThat(isSuch: (text: string, key: string, language: Language) => boolean): readonly string[] {
  return languages.flatMap((language) =>
    [...catalogues[language]]
      .filter(([key, sentence]) => textsOf(sentence).some((text) => isSuch(text, key, language)))
      .map(([key]) => `${language} ${key}`),
  );
}

function flat(group: object, path = ''): ReadonlyMap<string, Sentence> {
  return new Map(
    Object.entries(group).flatMap(([key, value]): readonly (readonly [string, Sentence])[] =>
      typeof value === 'string' || isPlural(value)
        ? [[`${path}${key}`, value]]
        : [...flat(value, `${path}${key}.`)],
    ),
  );
}

function textsOf(sentence: Sentence): readonly string[] {
  return typeof sentence === 'string' ? [sentence] : Object.values(sentence);
}

/** Of all forms together: a form for one need not say the number. */
function placeholders(language: Language, key: string): readonly string[] {
  const sentence = catalogues[language].get(key);
  const texts = sentence === undefined ? [] : textsOf(sentence);
  const names = texts.flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? ''));
  return [...new Set(names)].sort();
}
