/** Several things in one sentence: "Ana, Ben and Cleo". */
import type { Language } from '../core/member.ts';

export function sayList(items: readonly string[], language: Language, type: 'and' | 'or' = 'and'): string {
  return new Intl.ListFormat(language === 'en' ? 'en-GB' : language, {
    style: 'long',
    type: type === 'and' ? 'conjunction' : 'disjunction',
  }).format(items);
}
