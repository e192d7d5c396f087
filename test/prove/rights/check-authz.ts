/** Reads the table of who may do what (`authz-table.md`), and judges what came of trying every cell of it. */

export const tableStages = [
  'new',
  'claimed',
  'qualified',
  'accepted',
  'waiting',
  'served',
  'disqualified',
  'lost',
] as const;
export type TableStage = (typeof tableStages)[number];

/** Who tries, as the table's letters call them; the last five are nobody's letter. */
export const kinds = [
  'C',
  'M',
  'P',
  'L',
  'A',
  'no role',
  'removed',
  'suspended',
  'manager elsewhere',
  'stranger',
] as const;
export type Kind = (typeof kinds)[number];

/** The letters for those who work in the team, in the tables of what is asked. */
export const teamLetters = {
  P: 'P',
  L: 'L',
  A: 'A',
  M: 'M',
  'manager elsewhere': 'E',
  'no role': 'R',
} as const satisfies Partial<Record<Kind, string>>;

/** Null where a table names none: –. */
export function stageIn(about: string, cell: string): TableStage | null {
  if (cell === '–') return null;
  const stage = tableStages.find((one) => one === cell);
  if (!stage) throw new Error(`The table says "${cell}" of ${about}: it should be a stage, or –.`);
  return stage;
}

export type Table = ReadonlyMap<string, Readonly<Record<TableStage, readonly string[]>>>;
export type Tried = {
  readonly platform: string;
  readonly command: string;
  readonly stage: TableStage;
  readonly kind: Kind;
  /** Whether something came of it in their name. */
  readonly acted: boolean;
};

export function readTable(markdown: string): Table {
  const rows = markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const [head = [], , ...body] = rows;
  if (head.slice(1).join() !== tableStages.join())
    throw new Error('The head of the table names other stages.');
  return new Map(
    body.map(([command = '', ...cells]) => {
      const at = (stage: TableStage) => lettersIn(cells[tableStages.indexOf(stage)] ?? '', command);
      return [
        command,
        {
          new: at('new'),
          claimed: at('claimed'),
          qualified: at('qualified'),
          accepted: at('accepted'),
          waiting: at('waiting'),
          served: at('served'),
          disqualified: at('disqualified'),
          lost: at('lost'),
        },
      ];
    }),
  );
}

function lettersIn(cell: string, command: string): readonly string[] {
  if (cell === '–') return [];
  const letters = cell.split(' ');
  if (!letters.every((letter) => ['C', 'M', 'P', 'L', 'A'].includes(letter))) {
    throw new Error(`The table says "${cell}" of ${command}: it should be letters, or –.`);
  }
  return letters;
}

/** Cells in which the program is not as the table says. */
export function checkAuthz(table: Table, tried: readonly Tried[]): readonly Tried[] {
  return tried.filter(({ command, stage, kind, acted }) => {
    const row = table.get(command);
    if (!row) throw new Error(`The table knows nothing of ${command}.`);
    return row[stage].includes(kind) !== acted;
  });
}

/** Only at these somebody has it. */
export const heldStages: readonly TableStage[] = ['claimed', 'accepted', 'served'];

/** How many cells there are for each platform. */
export function cellsOf(table: Table): number {
  const perRow = tableStages.length * (kinds.length - 1) + heldStages.length;
  return table.size * perRow;
}
