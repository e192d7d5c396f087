/** Reads the table of who may ask what over HTTP (`http-rights-table.md`): its lines, and every way to ask each of them. */
import { heldStages, kinds, stageIn, teamLetters, type Kind, type TableStage } from './check-authz.ts';

/** What somebody brings, and the table's letter for it. */
export const brings = {
  nothing: 'N',
  'an unknown token': 'X',
  'a revoked token': 'X',
  'a cookie that nobody gave': 'N',
  'a form’s token': 'S',
  'a token of the settings': 'S',
  'the API’s token': 'A',
  'the page’s cookie': 'W',
  'the page’s cookie, from another site': 'F',
  'the page’s cookie, under another name': 'H',
  'Slack’s signature': 'K',
  'Telegram’s secret': 'T',
} as const;
export type Brought = keyof typeof brings;
export type Key = (typeof brings)[Brought];
const everythingBrought = Object.keys(brings).filter((text): text is Brought => Object.hasOwn(brings, text));

/** The table's letter for whom something is asked in the name of; who has none never may. */
const letterOf: Partial<Readonly<Record<Kind, string>>> = { C: 'C', ...teamLetters };

export type Line = {
  readonly route: string;
  readonly with: readonly string[];
  /** Null where nobody is named. */
  readonly names: readonly string[] | null;
  readonly at: TableStage | null;
  /** As it stands there, with its gaps. */
  readonly asked: string | null;
};
export type Door = 'here' | 'elsewhere';

/** A line asked in one way: with something, and in somebody's name where one is named. */
export type Cell = {
  readonly line: Line;
  readonly method: string;
  readonly brought: Brought;
  readonly kind: Kind | null;
  /** Whether it is about the name, rather than about what is brought. */
  readonly isOfName: boolean;
};
const heading = '## Where others than this machine can reach it';

/** The lines for a program that listens to its own machine alone, or to others as well. */
export function readRights(markdown: string, door: Door): readonly Line[] {
  const [here = '', elsewhere = ''] = markdown.split(heading);
  const lines = linesIn(here);
  if (door === 'here') return lines;
  const others = linesIn(elsewhere);
  const isOther = ({ route }: Line) => others.some((other) => other.route === route);
  return [...lines.filter((line) => !isOther(line)), ...others];
}

function linesIn(markdown: string): readonly Line[] {
  const rows = markdown.match(/^\| [A-Z]+ \/.*$/gmu) ?? [];
  return rows.map((row) => {
    const read = /^\| (\S+ \/\S*) +\| ([^|]+?) +\| ([^|]+?) +\| ([^|]+?) +\| (?:–|`(.+)`) +\|$/u.exec(row);
    if (!read) throw new Error(`A line of the table cannot be read: ${row}`);
    const [, route = '', letters = '', names = '', at = '', asked = null] = read;
    return {
      route,
      with: lettersIn(route, letters, Object.values(brings)),
      names: names === '–' ? null : lettersIn(route, names, Object.values(letterOf)),
      at: stageIn(route, at),
      asked,
    };
  });
}

function lettersIn(route: string, cell: string, known: readonly string[]): readonly string[] {
  if (cell === 'nobody') return [];
  if (cell === 'all') return [...new Set(known)];
  const letters = cell.split(' ');
  const unknown = letters.filter((letter) => !known.includes(letter));
  if (unknown.length > 0) throw new Error(`The table says "${cell}" of ${route}: what is ${unknown.join()}?`);
  return letters;
}

export function isNamed({ names }: Pick<Line, 'names'>, kind: Kind): boolean {
  return names?.includes(letterOf[kind] ?? '') === true;
}

export const isOfPage = (route: string) => /^[A-Z]+ \/(?:$|web\/|src\/|favicon)/u.test(route);

/**
 * Every way to ask a line: with everything, in the name of the first who may; then in everybody's, with what opens it;
 * and all that once more for its `HEAD`, if `served` has one.
 */
export function cellsOf(line: Line, door: Door, served: readonly string[]): readonly Cell[] {
  const { route, names, at } = line;
  const may = kindsOf(line).find((kind) => isNamed(line, kind)) ?? null;
  const opens = everythingBrought.find((brought) => line.with.includes(brings[brought]));
  const methods = [route, route.replace('GET ', 'HEAD ')].filter(
    (one, index) => index === 0 || (one !== route && served.includes(one)),
  );
  return methods
    .map((one) => one.split(' ')[0] ?? '')
    .flatMap((method): readonly Cell[] => [
      // Where nobody may, whatever is brought, there is no telling what refused it.
      ...(names !== null && may === null
        ? []
        : everythingBrought
            // A name is looked at where no proxy can have given it.
            .filter((brought) => door === 'here' || brings[brought] !== 'H')
            .map((brought) => ({ line, method, brought, kind: may, isOfName: false }))),
      ...(names === null || opens === undefined
        ? []
        : kindsOf({ route, at }).map((kind) => ({ line, method, brought: opens, kind, isOfName: true }))),
    ]);
}

/** Whom the API names is not suspended there: an identity is, on its platform. */
function kindsOf({ route, at }: Pick<Line, 'route' | 'at'>): readonly Kind[] {
  return kinds.filter(
    (kind) =>
      (kind !== 'C' || (at !== null && heldStages.includes(at))) && (kind !== 'suspended' || isOfPage(route)),
  );
}
