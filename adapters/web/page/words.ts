/** Speaks: the sentences come from the server, in the language that was chosen. Keys are checked by the compiler. */
import type { Language } from '../../../src/core/member.ts';
import type { names } from '../../../src/words/en/names.ts';
import type { page } from '../../../src/words/en/page.ts';
import { fillSentence, isPlural } from '../../../src/words/sentence.ts';
import type { WireWords } from '../wire.ts';

type Areas = { page: typeof page; names: typeof names };
type PathsOf<T> = {
  [K in keyof T & string]: T[K] extends string | { readonly one: string; readonly other: string }
    ? K
    : `${K}.${PathsOf<T[K]>}`;
}[keyof T & string];
export type SentenceKey = PathsOf<Areas>;

let words: WireWords = { language: 'en', areas: {} };

export function language(): Language {
  return words.language;
}

export async function loadWords(wanted: Language): Promise<void> {
  const answer = await fetch(`/web/words/${wanted}`);
  if (!answer.ok) throw new Error(`The words could not be loaded (${answer.status}).`);
  words = await answer.json();
  document.documentElement.lang = words.language;
}

export function say(key: SentenceKey, filling: Readonly<Record<string, string | number>> = {}): string {
  let found: unknown = words.areas;
  for (const part of key.split('.')) {
    found = typeof found === 'object' && found !== null ? Reflect.get(found, part) : undefined;
  }
  if (typeof found === 'string' || isPlural(found)) return fillSentence(found, filling, words.language);
  throw new Error(`There is no sentence "${key}".`);
}

/** A sentence as it begins a line. */
export function sayFirst(key: SentenceKey): string {
  const text = say(key);
  return text.charAt(0).toLocaleUpperCase(words.language) + text.slice(1);
}
