/** Recognises what a person typed, in either language whatever theirs is. The words themselves stand in the catalogue. */
import { people as en } from '../../words/en/people.ts';
import { people as uk } from '../../words/uk/people.ts';

export type TypedWord = keyof typeof en.typed;

/** Whether this is what people call it. Case and the kind of apostrophe don't matter. */
export function typed(word: TypedWord, text: string): boolean {
  return known[word].has(plain(text));
}

/** The first of these words that the text means, if any. */
export function typedOneOf<W extends TypedWord>(words: readonly W[], text: string): W | null {
  return words.find((word) => typed(word, text)) ?? null;
}

/** As it is compared: small letters, one kind of apostrophe. */
export function plain(text: string): string {
  return text
    .normalize('NFC')
    .trim()
    .toLowerCase()
    .replace(/['’‘`´]/gu, 'ʼ');
}

const known = Object.fromEntries(
  Object.keys(en.typed).map((word) => [word, synonymsOf(word as TypedWord)]),
) as Readonly<Record<TypedWord, ReadonlySet<string>>>;

function synonymsOf(word: TypedWord): ReadonlySet<string> {
  return new Set([...en.typed[word].split(', '), ...uk.typed[word].split(', ')].map(plain));
}
