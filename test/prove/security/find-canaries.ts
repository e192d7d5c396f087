/** Finds planted words wherever they are said: as they are, in other letters, encoded, or a phone with other gaps. */

export type Canaries = Readonly<Record<string, string>>;

/** The names of those that stand in a text. */
export function canariesIn(text: string, canaries: Canaries): readonly string[] {
  const small = text.toLowerCase();
  const digits = text.replaceAll(/[\s().\-\u00A0\u200B]/gu, '');
  return Object.entries(canaries).flatMap(([name, canary]) => {
    const ways = [canary, encodeURIComponent(canary), JSON.stringify(canary).slice(1, -1), base64Of(canary)];
    const isThere = /^\+?\d+$/u.test(canary)
      ? // Without the country, as people write it.
        digits.includes(canary.slice(-9))
      : ways.some((way) => small.includes(way.toLowerCase()));
    return isThere ? [name] : [];
  });
}

/** The part that stays the same wherever in a longer text it begins at a third byte. */
function base64Of(text: string): string {
  const bytes = Buffer.from(text);
  return bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64');
}
