/**
 * Says a sentence of the catalogue in a language: `speak('uk')('replies.done.claim', { number: 'L-1042' })`.
 *
 * Keys and parameters are checked by the compiler, down to the placeholders. No sentence stands here.
 */
import type { Language } from '../core/member.ts';
import { en } from './en/index.ts';
import type { EnglishPlural, Same } from './same.ts';
import { fillSentence, isPlural } from './sentence.ts';
import type { Filling, Sentence } from './sentence.ts';
import { uk } from './uk/index.ts';

export type Area = keyof typeof en;

/** Every sentence there is: `area.key` or `area.group.key`. */
export type SentenceKey = PathsOf<typeof en>;

export type Say = <K extends SentenceKey>(key: K, ...filling: FillingOf<K>) => string;

export function speak(language: Language): Say {
  return says[language];
}

/** An area as data, for the web page. */
export function catalogueOf(language: Language, area: Area): unknown {
  return catalogues[language][area];
}

type PathsOf<T> = {
  [K in keyof T & string]: T[K] extends string | EnglishPlural ? K : `${K}.${PathsOf<T[K]>}`;
}[keyof T & string];

type At<T, Path> = Path extends `${infer K}.${infer Rest}`
  ? K extends keyof T
    ? At<T[K], Rest>
    : never
  : Path extends keyof T
    ? T[Path]
    : never;

type Placeholders<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholders<Rest> : never;

type ParametersOf<S> = S extends string
  ? Placeholders<S>
  : S extends EnglishPlural
    ? Placeholders<S['one'] | S['other']> | 'count'
    : never;

/** `count` chooses the plural form, and so is a number. */
type FillingOf<K extends SentenceKey> = [ParametersOf<At<typeof en, K>>] extends [never]
  ? []
  : [
      filling: {
        readonly [P in ParametersOf<At<typeof en, K>>]: P extends 'count' ? number : string | number;
      },
    ];

const catalogues: Readonly<Record<Language, Readonly<Record<Area, object>>>> = {
  en,
  uk: uk satisfies Same<typeof en>,
};

const says: Readonly<Record<Language, Say>> = { en: sayIn('en'), uk: sayIn('uk') };

function sayIn(language: Language): Say {
  const sentences = new Map<string, Sentence>();
  collect(catalogues[language], '', sentences);
  return (key, ...filling) => {
    const sentence = sentences.get(key);
    if (sentence === undefined) throw new Error(`There is no sentence "${key}" in ${language}.`);
    const [values]: readonly (Filling | undefined)[] = filling;
    return fillSentence(sentence, values ?? {}, language);
  };
}

function collect(group: object, path: string, into: Map<string, Sentence>): void {
  for (const [key, value] of Object.entries(group)) {
    if (typeof value === 'string' || isPlural(value)) into.set(`${path}${key}`, value);
    else collect(value, `${path}${key}.`, into);
  }
}
