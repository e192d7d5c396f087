/**
 * Finds words in a text however they are spelled there: in other cases of letters, with another apostrophe or none. By
 * hand, and not by patterns made of the words: each of those would be compiled anew for every person, and what is compiled
 * holds memory long after it was used.
 */

export type Spelled = {
  readonly word: string;
  /**
   * `anywhere`: as it stands. `whole`: as a word of its own. `ending`: as a word, with up to three letters behind it.
   * `within`: anywhere, and with the whole word that it stands in.
   */
  readonly how: 'anywhere' | 'whole' | 'ending' | 'within';
};

/** `text` with `cover` in the place of each of them. It is composed (NFC or NFKC), and so are they. */
export function coverSpelled(text: string, words: readonly Spelled[], cover: string): string {
  const read = readLetters(text);
  const spans = words.flatMap(({ word, how }) => spansOf(text, read, readLetters(word).letters, how));
  let [covered, done] = ['', 0];
  for (const [from, to] of spans.toSorted(([a], [b]) => a - b)) {
    // What overlaps the one before is covered with it.
    if (from >= done) covered += text.slice(done, from) + cover;
    done = Math.max(done, to);
  }
  return covered + text.slice(done);
}

type Span = readonly [from: number, to: number];
type Letters = {
  readonly letters: string;
  /** Where each of its code units stands in the text. */
  readonly at: readonly number[];
};

/** In one case, without apostrophes. */
function readLetters(text: string): Letters {
  const at: number[] = [];
  let [letters, place] = ['', 0];
  for (const letter of text) {
    if (!"'’ʼ`".includes(letter)) {
      letters += folded(letter);
      for (let unit = 0; unit < letter.length; unit += 1) at.push(place + unit);
    }
    place += letter.length;
  }
  return { letters, at };
}

/** As long as it was, so that places stay; by way of the capital, as σ and ς are one letter. */
function folded(letter: string): string {
  const capital = letter.toUpperCase();
  const small = (capital.length === letter.length ? capital : letter).toLowerCase();
  return small.length === letter.length ? small : letter;
}

function spansOf(text: string, { letters, at }: Letters, word: string, how: Spelled['how']): readonly Span[] {
  const spans: Span[] = [];
  if (word === '') return spans;
  for (let place = letters.indexOf(word); place >= 0; place = letters.indexOf(word, place)) {
    const [from = 0, last = 0] = [at[place], at[place + word.length - 1]];
    const span = spanOf(text, from, last + 1, how);
    if (span) spans.push(span);
    place += 1;
    // What stands whole in a word that is covered is covered with it.
    while ((at[place + word.length - 1] ?? Infinity) < (span?.[1] ?? 0)) place += 1;
  }
  return spans;
}

/** Null where it stands in the midst of another word and must not. */
function spanOf(text: string, from: number, to: number, how: Spelled['how']): Span | null {
  if (how === 'anywhere') return [from, to];
  if (how === 'within') return [startOfWord(text, from), endOfWord(text, to)];
  const end = how === 'ending' ? to + (/^\p{L}{0,3}/u.exec(text.slice(to, to + 6))?.[0].length ?? 0) : to;
  const isWhole = ![before(text, from), behind(text, end)].some((next) => /^[\p{L}\p{N}]/u.test(next));
  return isWhole ? [from, end] : null;
}

function startOfWord(text: string, from: number): number {
  let start = from;
  while (/^[\p{L}\p{N}_]/u.test(before(text, start))) start -= before(text, start).length;
  return start;
}

function endOfWord(text: string, to: number): number {
  let end = to;
  while (/^[\p{L}\p{N}_]/u.test(behind(text, end))) end += behind(text, end).length;
  return end;
}

/** The character that ends there, of one code unit or two. */
function before(text: string, at: number): string {
  return Array.from(text.slice(Math.max(at - 2, 0), at)).at(-1) ?? '';
}

/** The character that begins there. */
function behind(text: string, at: number): string {
  return Array.from(text.slice(at, at + 2))[0] ?? '';
}
