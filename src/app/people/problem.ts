/** What is wrong with what somebody sent about a person or a place: at which field, said in every language. */
import { languages, type Language } from '../../core/member.ts';
import type { Text } from '../../core/policy.ts';
import { speak, type Say } from '../../words/say.ts';

export type Problem = { readonly field: string; readonly says: Text };

/** Says the same in each language: `inEach((say) => say('people.person.nameEmpty'))`. */
export function inEach(says: (say: Say, language: Language) => string): Text {
  return { en: says(speak('en'), 'en'), uk: says(speak('uk'), 'uk') };
}

export function problem(field: string, says: (say: Say, language: Language) => string): Problem {
  return { field, says: inEach(says) };
}

/** All sentences in one language, one after the other. */
export function sayProblems(problems: readonly Problem[], language: Language): string {
  return problems.map(({ says }) => says[language]).join(' ');
}

export function isLanguage(text: string): text is Language {
  return languages.some((language) => language === text);
}
