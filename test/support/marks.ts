/**
 * Texts that must not be shown, and a look for all of them at once: a message is looked through as often as it is long,
 * however many they are. Capitals make no difference; a phone is found by its last nine digits, however it is written.
 */
export type Marks = {
  add(mark: string): void;
  /** Those that stand in it. */
  within(text: string): readonly string[];
};

/** `acrossLines`: a phone may go on after a line's end; else another number begins there. */
export function makeMarks({ acrossLines }: { readonly acrossLines: boolean }): Marks {
  const noDigits = acrossLines ? /\D/gu : /[^\d\n]/gu;
  const texts = makeIndex();
  const phones = makeIndex();
  return {
    add(mark) {
      texts.add(mark.toLowerCase(), mark);
      const digits = mark.replaceAll(/\D/gu, '');
      if (digits.length >= ownDigits && /^[\d\s()+./-]+$/u.test(mark))
        phones.add(digits.slice(-ownDigits), mark);
    },
    within: (text) => [
      ...new Set([
        ...texts.within(text.toLowerCase()),
        ...(phones.isEmpty() ? [] : phones.within(text.replaceAll(noDigits, ''))),
      ]),
    ],
  };
}

const ownDigits = 9;
/** So much of a text tells it from most others. */
const keyLetters = 12;

/** Texts by how they begin. */
function makeIndex() {
  const sought = new Map<string, string>();
  let length = keyLetters;
  let byBeginning = new Map<string, string[]>();
  const keep = (text: string) => {
    const key = text.slice(0, length);
    const same = byBeginning.get(key);
    if (same) same.push(text);
    else byBeginning.set(key, [text]);
  };
  return {
    isEmpty: () => sought.size === 0,
    add(text: string, mark: string): void {
      if (text === '') throw new Error('Nothing can be looked for.');
      if (sought.has(text)) return;
      sought.set(text, mark);
      if (text.length >= length) return keep(text);
      length = text.length;
      byBeginning = new Map();
      for (const one of sought.keys()) keep(one);
    },
    within(text: string): readonly string[] {
      const found = new Set<string>();
      for (let at = 0; byBeginning.size > 0 && at + length <= text.length; at += 1) {
        for (const one of byBeginning.get(text.slice(at, at + length)) ?? [])
          if (text.startsWith(one, at)) found.add(sought.get(one) ?? one);
      }
      return [...found];
    },
  };
}
