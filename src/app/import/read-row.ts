/**
 * Reads one row of a spreadsheet as a lead: by what its columns are, with what spreadsheets spoil put right or refused
 * by name. All that is wrong with the row is told at once. It keeps nothing.
 */
import { createHash } from 'node:crypto';
import type { Moment } from '../../core/lead.ts';
import type { Playbook } from '../../core/policy.ts';
import type { Say } from '../../words/say.ts';
import { usualDirection } from '../direction-of.ts';
import { readLeadInput, type InputProblem, type LeadInput, type ReadLead } from '../read-lead-input.ts';
import type { ColumnField, Columns } from './headers.ts';
import { readDate } from './read-date.ts';
import { bareNumber, hasLostZero, isPowerOfTen } from './spoiled-number.ts';

export type RowReading = {
  readonly columns: Columns;
  /** Of rows that name none. */
  readonly direction: string | null;
  readonly source: string | null;
  readonly playbook: Playbook;
  readonly now: Moment;
  readonly say: Say;
};

export type RowRead =
  | { readonly ok: true; readonly lead: ReadLead }
  | { readonly ok: false; readonly reasons: readonly string[] };

export function readRow(cells: readonly string[], reading: RowReading): RowRead {
  const { columns, playbook, now, say } = reading;
  // Empty ones at the end are no news: a spreadsheet writes as many as its longest row had once.
  const count = cells.findLastIndex((cell, at) => at < columns.count || cell.trim() !== '') + 1;
  if (count !== columns.count) {
    return { ok: false, reasons: [say('imports.row.cells', { count, wanted: columns.count })] };
  }
  const { input, reasons, spoiled } = inputOf(cells, reading);
  const read = readLeadInput(input, { playbook, now });
  if (!read.ok) {
    const further = read.problems.filter(({ field }) => !spoiled.has(field));
    reasons.push(...further.map((problem) => sayProblem(problem, reading)));
  }
  // A phone that is spoiled is not missed a second time.
  if (!read.ok || reasons.length > 0) return { ok: false, reasons: [...new Set(reasons)] };
  const externalId = read.lead.externalId ?? rowKey(input);
  return { ok: true, lead: { ...read.lead, externalId } };
}

function inputOf(cells: readonly string[], reading: RowReading) {
  const { columns, say } = reading;
  const reasons: string[] = [];
  const spoiled = new Set<string>();
  const cellOf = (field: ColumnField): string | null => {
    const column = columns.known.get(field);
    const text = column ? unguarded(cells[column.at] ?? '').trim() : '';
    return text === '' ? null : text;
  };
  const refuse = (field: ColumnField, why: Spoiling) => {
    spoiled.add(field);
    if (field === 'phone') spoiled.add('contact');
    reasons.push(say(`imports.row.${why}`, { column: headerOf(field, reading) }));
  };

  const direction = directionOf(cellOf('direction') ?? reading.direction, reading.playbook);
  const externalId = cellOf('externalId');
  if (externalId !== null && isPowerOfTen(externalId)) refuse('externalId', 'exponent');
  const phone = cellOf('phone') === null ? null : bareNumber(cellOf('phone') ?? '');
  const country = countryOf(direction, reading.playbook);
  if (phone !== null && isPowerOfTen(phone)) refuse('phone', 'exponent');
  else if (phone !== null && hasLostZero(phone, country)) {
    refuse('phone', country === 'UA' ? 'phoneZero' : 'phoneZeroOther');
  }
  const date = cellOf('receivedAt') === null ? null : readDate(cellOf('receivedAt') ?? '');
  if (date?.ok === false) refuse('receivedAt', date.why);

  const input: LeadInput = {
    name: [cellOf('name'), cellOf('surname')].filter((part) => part !== null).join(' ') || null,
    phone,
    email: cellOf('email'),
    company: cellOf('company'),
    source: cellOf('source') ?? reading.source,
    message: cellOf('message'),
    direction,
    externalId,
    receivedAt: date?.ok ? date.iso : null,
    fields: Object.fromEntries(
      columns.own.flatMap(({ at, header }) => {
        const text = unguarded(cells[at] ?? '').trim();
        return text === '' ? [] : [[header, text] as const];
      }),
    ),
  };
  return { input, reasons, spoiled };
}

type Spoiling =
  | 'exponent'
  | 'phoneZero'
  | 'phoneZeroOther'
  | Exclude<ReturnType<typeof readDate>, { ok: true }>['why'];

/** Without the apostrophe that guards a cell which begins like a formula, as the file of refused rows has it. */
function unguarded(cell: string): string {
  return /^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell;
}

function headerOf(field: ColumnField, { columns, say }: RowReading): string {
  return columns.known.get(field)?.header ?? say(`imports.field.${field}`);
}

/** By its id or its name in either language; what is neither is left to be refused. */
function directionOf(wanted: string | null, { directions }: Playbook): string | null {
  if (wanted === null) return null;
  const asked = wanted.normalize('NFC').toLowerCase();
  const found = Object.values(directions).find(({ direction, name }) =>
    [direction, name.en, name.uk].some((known) => known.normalize('NFC').toLowerCase() === asked),
  );
  return found?.direction ?? wanted;
}

function countryOf(direction: string | null, playbook: Playbook): string {
  const { directions } = playbook;
  const named =
    direction !== null && Object.hasOwn(directions, direction) ? directions[direction] : undefined;
  return (named ?? usualDirection(playbook)).country;
}

function sayProblem(problem: InputProblem, reading: RowReading): string {
  const { say } = reading;
  const column = columnOf(problem.field, reading);
  switch (problem.code) {
    case 'too_long':
      return say('imports.row.too_long', { column, max: problem.max });
    case 'too_many':
      return say('imports.row.too_many', { max: problem.max });
    case 'unknown_direction':
      return say('imports.row.unknown_direction', { column, known: problem.known.join(', ') });
    case 'no_contact':
      return say('imports.row.no_contact');
    case 'not_a_phone':
    case 'not_an_email':
    case 'not_a_moment':
    case 'moment_out_of_range':
      return say(`imports.row.${problem.code}`, { column });
    default:
      return problem satisfies never;
  }
}

function columnOf(field: string, reading: RowReading): string {
  const own = /^fields\.(.*)$/su.exec(field)?.[1];
  if (own !== undefined) return own;
  const known = [...reading.columns.known.keys()].find((one) => one === field);
  return known ? headerOf(known, reading) : field;
}

/**
 * What a row without an id of its own is known by when the same file comes again, whatever became of its lead since:
 * all that it says. A row that says something else is another one, and then the phone and the e-mail decide.
 */
function rowKey(input: LeadInput): string {
  return `row:${createHash('sha256').update(JSON.stringify(input)).digest('base64url')}`;
}
