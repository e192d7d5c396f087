/** The shape that a translation must have: the same keys as the English area, and all plural forms of its own language. */

/** A sentence that depends on a number, in English. */
export type EnglishPlural = { readonly one: string; readonly other: string };
/** The same in Ukrainian: 1 лід, 2 ліди, 5 лідів, 1,5 ліда. */
type UkrainianPlural = {
  readonly one: string;
  readonly few: string;
  readonly many: string;
  readonly other: string;
};

/** What `uk/<area>.ts` satisfies; a key missing or invented is a compile error. */
export type Same<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends EnglishPlural
      ? UkrainianPlural
      : Same<T[K]>;
};
