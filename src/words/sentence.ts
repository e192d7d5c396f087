/**
 * Fills one sentence of the catalogue. It imports nothing, so that the web page can run the very same lines.
 *
 * A sentence is a text with `{placeholders}`, or an object of plural forms that `{count}` chooses from.
 */

export type Plural = { readonly other: string } & Readonly<Record<string, string>>;
export type Sentence = string | Plural;
export type Filling = Readonly<Record<string, string | number>>;

export function fillSentence(sentence: Sentence, filling: Filling, language: string): string {
  const text = typeof sentence === 'string' ? sentence : formOf(sentence, filling['count'], language);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = filling[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? numbers(language).format(value) : value;
  });
}

export function isPlural(value: unknown): value is Plural {
  return typeof value === 'object' && value !== null && 'one' in value && 'other' in value;
}

function formOf(plural: Plural, count: string | number | undefined, language: string): string {
  const form = plurals(language).select(Number(count));
  return plural[form] ?? plural.other;
}

const pluralRules = new Map<string, Intl.PluralRules>();
const numberFormats = new Map<string, Intl.NumberFormat>();

function plurals(language: string): Intl.PluralRules {
  const known = pluralRules.get(language) ?? new Intl.PluralRules(language);
  pluralRules.set(language, known);
  return known;
}

function numbers(language: string): Intl.NumberFormat {
  const known = numberFormats.get(language) ?? new Intl.NumberFormat(language);
  numberFormats.set(language, known);
  return known;
}
