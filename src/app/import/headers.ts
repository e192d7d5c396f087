/**
 * Recognises what the columns of a spreadsheet are, by their headings in English or Ukrainian, or as somebody maps
 * them. A column that is nothing known is kept with the lead under its heading.
 */
import { imports as en } from '../../words/en/imports.ts';
import type { Say } from '../../words/say.ts';
import { imports as uk } from '../../words/uk/imports.ts';
import { inputLimits } from '../read-lead-input.ts';
import { csvLimits } from './read-csv.ts';

export const columnFields = [
  'name',
  'surname',
  'phone',
  'email',
  'company',
  'source',
  'message',
  'direction',
  'externalId',
  'receivedAt',
] as const;
export type ColumnField = (typeof columnFields)[number];

export type Columns = {
  /** How many cells a row has. */
  readonly count: number;
  /** Where a known field stands, and the heading that people know it by. */
  readonly known: ReadonlyMap<ColumnField, { readonly at: number; readonly header: string }>;
  readonly own: readonly { readonly at: number; readonly header: string }[];
};

export type HeadersRead =
  | { readonly ok: true; readonly columns: Columns }
  | { readonly ok: false; readonly problems: readonly { readonly path: string; readonly says: string }[] };

/** What the file of refused rows adds to them: to be overlooked when it is imported again. */
export const refusedColumns = ['baton:row', 'baton:reasons'] as const;

/** `map`: `phone:HEADING,source:HEADING`, once or several times. */
export function readHeaders(headers: readonly string[], map: readonly string[], say: Say): HeadersRead {
  const columns = headers.map((raw, at) => {
    const header = raw.normalize('NFC').replaceAll(/\s+/gu, ' ').trim();
    return {
      at,
      plain: plain(header),
      header: header === '' ? say('imports.unnamed', { at: at + 1 }) : header,
    };
  });
  const problems = [...headerProblems(columns, say)];
  const mapped = readMap(map, columns, say);
  problems.push(...mapped.problems);

  const known = new Map(mapped.known);
  const taken = new Set([...known.values()].map(({ at }) => at));
  const own: { at: number; header: string }[] = [];
  for (const { at, plain, header } of columns) {
    if (taken.has(at) || refusedColumns.some((name) => name === header)) continue;
    // Told already: the same heading twice.
    if (columns.findIndex((column) => column.plain === plain) < at && plain !== '') continue;
    const field = meanings.get(plain);
    const other = field && known.get(field);
    if (field === undefined || mapped.known.has(field)) own.push({ at, header });
    else if (other) {
      const filling = {
        first: other.header,
        second: header,
        field: say(`imports.field.${field}`),
        key: field,
      };
      problems.push({ path: 'file', says: say('imports.file.meaningTwice', filling) });
    } else known.set(field, { at, header });
  }
  if (own.length > inputLimits.fields) {
    const filling = { max: inputLimits.fields, count: own.length };
    problems.push({ path: 'file', says: say('imports.file.tooManyOwn', filling) });
  }
  if (
    problems.length === 0 &&
    !(['phone', 'email', 'externalId'] as const).some((field) => known.has(field))
  ) {
    problems.push({ path: 'file', says: say('imports.file.noContact', { headers: listOf(columns) }) });
  }
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, columns: { count: headers.length, known, own } };
}

type Column = { readonly at: number; readonly plain: string; readonly header: string };

function headerProblems(columns: readonly Column[], say: Say) {
  const problems: { path: string; says: string }[] = [];
  const seen = new Map<string, number>();
  for (const { at, plain, header } of columns) {
    if (header.length > csvLimits.headerLength) {
      const filling = { at: at + 1, max: csvLimits.headerLength };
      problems.push({ path: 'file', says: say('imports.file.headerTooLong', filling) });
    }
    const before = seen.get(plain);
    if (plain !== '' && before !== undefined) {
      const filling = { header: header.slice(0, csvLimits.headerLength), first: before + 1, second: at + 1 };
      problems.push({ path: 'file', says: say('imports.file.headerTwice', filling) });
    }
    seen.set(plain, at);
  }
  return problems;
}

function readMap(map: readonly string[], columns: readonly Column[], say: Say) {
  const known = new Map<ColumnField, { at: number; header: string }>();
  const problems: { path: string; says: string }[] = [];
  const refuse = (says: string) => problems.push({ path: 'map', says });
  const fields = columnFields.join(', ');
  for (const pair of map.flatMap((pairs) => pairs.split(',')).filter((pair) => pair.trim() !== '')) {
    const middle = pair.indexOf(':');
    const [key, wanted] = [pair.slice(0, middle).trim(), pair.slice(middle + 1).trim()];
    const field = columnFields.find((one) => one.toLowerCase() === key.toLowerCase());
    const column = columns.find((one) => one.plain === plain(wanted));
    if (middle < 1 || wanted === '') refuse(say('imports.file.mapShape', { known: fields }));
    else if (!field) refuse(say('imports.file.mapUnknown', { key: key.slice(0, 50), known: fields }));
    else if (known.has(field)) refuse(say('imports.file.mapTwice', { key: field }));
    else if (!column) {
      const header = wanted.slice(0, csvLimits.headerLength);
      refuse(say('imports.file.mapNoColumn', { header, headers: listOf(columns) }));
    } else known.set(field, { at: column.at, header: column.header });
  }
  return { known, problems };
}

function listOf(columns: readonly Column[]): string {
  const named = columns.slice(0, 20).map(({ header }) => header.slice(0, 50));
  return [...named, ...(columns.length > 20 ? ['…'] : [])].join(', ');
}

/** As headings are compared: the same word is written in many ways. */
function plain(header: string): string {
  return header
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/\([^)]*\)/gu, ' ')
    .replaceAll(/['’‘`´ʼ"*:.?#]/gu, '')
    .replaceAll(/[\s_/-]+/gu, ' ')
    .trim();
}

const meanings: ReadonlyMap<string, ColumnField> = new Map(
  [en.headers, uk.headers].flatMap((headers) =>
    columnFields.flatMap((field) => headers[field].split(', ').map((word) => [plain(word), field] as const)),
  ),
);
