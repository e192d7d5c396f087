/** Finds roles, audiences, languages and directions among the words that a person typed. It decides nothing. */
import type { Audience, Language, Role } from '../../core/member.ts';
import { languages } from '../../core/member.ts';
import type { Playbook } from '../../core/policy.ts';
import { plain, typed, typedOneOf } from './typed-words.ts';

/** Words, with commas and the like taken for spaces. */
export function wordsIn(text: string): readonly string[] {
  return text
    .normalize('NFC')
    .split(/[\s,;]+/u)
    .filter((word) => word !== '');
}

export function audienceOf(word: string): Audience | null {
  return typedOneOf(['prospectors', 'closers', 'account_team', 'managers'], word);
}

export function roleOf(word: string): Role | null {
  const audience = audienceOf(word);
  return audience && roleInAudience[audience];
}

const roleInAudience = {
  prospectors: 'prospector',
  closers: 'closer',
  account_team: 'account_manager',
  managers: 'manager',
} as const satisfies Record<Audience, Role>;

export function languageOf(word: string): Language | null {
  return typedOneOf(languages, word);
}

/** A direction by its id or its name in either language; `null` stands for all of them. */
export function directionOf(words: string, playbook: Playbook): { readonly direction: string | null } | null {
  const wanted = plain(words);
  if (typed('all', wanted)) return { direction: null };
  const found = Object.entries(playbook.directions).find(([id, { name }]) =>
    [id, name.en, name.uk].map(plain).includes(wanted),
  );
  return found ? { direction: found[0] } : null;
}

export type Sorted<T> = { readonly rest: readonly string[]; readonly found: T };

/** Splits a direction off the end: of one word or, as some are named with more, of up to four. */
export function directionAtEnd(
  words: readonly string[],
  playbook: Playbook,
): Sorted<{ readonly direction: string | null } | null> {
  for (let count = Math.min(4, words.length); count > 0; count -= 1) {
    const found = directionOf(words.slice(-count).join(' '), playbook);
    if (found) return { rest: words.slice(0, -count), found };
  }
  return { rest: words, found: null };
}

/** Splits roles off the end. */
export function rolesAtEnd(words: readonly string[]): Sorted<readonly Role[]> {
  const from = words.findLastIndex((word) => !roleOf(word)) + 1;
  const found = words.slice(from).flatMap((word) => roleOf(word) ?? []);
  return { rest: words.slice(0, from), found: [...new Set(found)] };
}

export type RoleChange = {
  readonly add: readonly Role[];
  readonly remove: readonly Role[];
  /** Signed words that are no roles. */
  readonly unknown: readonly string[];
};

/** Takes `+closer` and `-prospector` out of the words, wherever they stand. */
export function signedRoles(words: readonly string[]): Sorted<RoleChange> {
  const signed = words.filter((word) => sign.test(word));
  const rolesAfter = (pattern: RegExp) =>
    signed.filter((word) => pattern.test(word)).flatMap((word) => roleOf(word.slice(1)) ?? []);
  return {
    rest: words.filter((word) => !sign.test(word)),
    found: {
      add: rolesAfter(/^\+/u),
      remove: rolesAfter(/^[-−–]/u),
      unknown: signed.filter((word) => !roleOf(word.slice(1))),
    },
  };
}

const sign = /^[+\-−–]./u;
