/** Reads a one-time code as people copy it: any case, with or without its dashes, with letters that look alike. */

/** As it was made (`abcd-efgh-jkmn`), or null for what can be no code. */
export function readCode(text: string): string | null {
  const letters = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s\-‐‑–—.,"'«»“”]/gu, '')
    .replaceAll(/./gu, (letter) => lookalikes.get(letter) ?? letter);
  if (!/^[0-9a-hjkmnp-tv-z]{12}$/u.test(letters)) return null;
  return [letters.slice(0, 4), letters.slice(4, 8), letters.slice(8)].join('-');
}

/** No code has i, l, o or u; and a phone's keyboard may be Ukrainian. */
const lookalikes: ReadonlyMap<string, string> = new Map([
  ['o', '0'],
  ['i', '1'],
  ['l', '1'],
  ['а', 'a'],
  ['в', 'b'],
  ['с', 'c'],
  ['е', 'e'],
  ['н', 'h'],
  ['к', 'k'],
  ['м', 'm'],
  ['о', '0'],
  ['р', 'p'],
  ['т', 't'],
  ['х', 'x'],
  ['у', 'y'],
  ['і', '1'],
]);
