/** Several things in one sentence: "Ana, Ben and Cleo". */
import type { Language } from '../core/member.ts';
import { onceEach } from '../core/once-each.ts';

export function sayList(items: readonly string[], language: Language, type: 'and' | 'or' = 'and'): string {
  return listFormat(language, type).format(items);
}

const listFormat = onceEach(
  (language: Language, type: 'and' | 'or') =>
    new Intl.ListFormat(language === 'en' ? 'en-GB' : language, {
      style: 'long',
      type: type === 'and' ? 'conjunction' : 'disjunction',
    }),
);
