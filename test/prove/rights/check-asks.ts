/** Reads the table of who may type what (`asks-table.md`), and judges what each was answered. */
import { stageIn, teamLetters, type Kind, type TableStage } from './check-authz.ts';

/** Who types, and the table's letter for them; the last two are nobody's letter. */
export const typists = {
  ...teamLetters,
  stranger: 'X',
  removed: null,
  suspended: null,
} as const satisfies Partial<Record<Kind, string | null>>;
export type Typist = keyof typeof typists;

export type AskLine = {
  readonly text: string;
  readonly who: readonly string[];
  readonly at: TableStage | null;
};
export type Typed = {
  readonly line: AskLine;
  readonly platform: string;
  readonly typist: Typist;
  readonly isRefused: boolean;
};

export function readAsks(markdown: string): readonly AskLine[] {
  const [, , ...rows] = markdown.split('\n').filter((line) => line.startsWith('|'));
  return rows.map((row) => {
    const [text = '', who = '', at = ''] = row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    const letters = who.split(' ');
    const known: readonly (string | null)[] = Object.values(typists);
    if (!letters.every((letter) => known.includes(letter)))
      throw new Error(`The table says "${who}" of ${text}.`);
    return { text, who: letters, at: stageIn(text, at) };
  });
}

/** What is not as the table says, in words; also what the bot knows and no line tells of. */
export function checkAsks(
  lines: readonly AskLine[],
  words: readonly string[],
  typed: readonly Typed[],
): readonly string[] {
  const told = new Set(lines.map(({ text }) => text.split(' ')[0]));
  return [
    ...words
      .filter((word) => !told.has(word))
      .map((word) => `${word}: no line of test/prove/rights/asks-table.md says who may ask it`),
    ...typed.flatMap(({ line, platform, typist, isRefused }) => {
      const letter = typists[typist];
      const may = letter !== null && line.who.includes(letter);
      return may === isRefused ? [`${platform}: ${typist} ${may ? 'may' : 'may not'} ${line.text}`] : [];
    }),
  ];
}
