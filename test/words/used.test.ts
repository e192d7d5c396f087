import { describe, expect, it } from 'vitest';
import { en } from '../../src/words/en/index.ts';
import { isPlural } from '../../src/words/sentence.ts';
import { sourcesUnder } from '../support/project-files.ts';
import { stringLiterals } from '../support/string-literals.ts';

/** Groups that are read as a whole, as words that people type. */
const readWhole = ['inbox.ask', 'inbox.period', 'people.typed'];

/** Areas whose keys stand in the code as strings; the others are handed out as data. */
const spoken = ['names', 'cards', 'replies', 'inbox', 'forms'] as const;

describe('a sentence', () => {
  it('is said somewhere', () => {
    const literals = sourcesUnder('src', 'adapters')
      .filter(({ path }) => !/^src\/words\/(?:en|uk)\//.test(path))
      .flatMap(({ text }) => stringLiterals(text))
      .map(({ text }) => text)
      .filter((text) => /^[a-z]+\.[\w.{}-]+$/i.test(text));
    const keys = new Set(literals);
    const patterns = [...keys]
      .filter((text) => text.includes('{}'))
      .map(
        (text) =>
          new RegExp(
            `^${text
              .split('{}')
              .map((part) => RegExp.escape(part))
              .join('[^.]+')}$`,
          ),
      );
    const silent = spoken
      .flatMap((area) => keysOf(en[area], area))
      .filter((key) => !readWhole.some((group) => key.startsWith(`${group}.`)))
      .filter((key) => !keys.has(key) && !patterns.some((pattern) => pattern.test(key)));
    expect(silent).toEqual([]);
  });
});

function keysOf(group: object, path: string): readonly string[] {
  return Object.entries(group).flatMap(([key, value]) =>
    typeof value === 'string' || isPlural(value) ? [`${path}.${key}`] : keysOf(value, `${path}.${key}`),
  );
}
