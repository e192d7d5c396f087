/** Recognises what a person typed, in either language whatever theirs is. The words themselves stand in the catalogue. */
import { people as en } from '../../words/en/people.ts';
import { people as uk } from '../../words/uk/people.ts';

export type TypedWord = keyof typeof en.typed;

/** Whether this is what people call it. Case and the kind of apostrophe don't matter. */
export function typed(word: TypedWord, text: string): boolean {
  return known.get(word)?.has(plain(text)) ?? false;
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

const known = new Map(Object.entries(en.typed).map(([word, synonyms]) => [word, new Set(split(synonyms))]));
for (const [word, synonyms] of Object.entries(uk.typed)) {
  for (const synonym of split(synonyms)) known.get(word)?.add(synonym);
}

function split(synonyms: string): readonly string[] {
  return synonyms.split(', ').map(plain);
}
