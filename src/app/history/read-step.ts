/**
 * Reads one row of a history: every field known, cleaned and measured, and all that is wrong with it told at once.
 * Whether the step is possible is not decided here.
 */
import { touchKinds, touchOutcomes } from '../../core/command.ts';
import { isCurrency, parseMoney } from '../../core/currency.ts';
import type { Moment } from '../../core/lead.ts';
import { cleanText } from '../../core/plain-text.ts';
import type { Direction, Playbook } from '../../core/policy.ts';
import type { Say } from '../../words/say.ts';
import { usualDirection } from '../direction-of.ts';
import { readDate } from '../import/read-date.ts';
import { inputLimits } from '../read-lead-input.ts';
import { stepNames } from './step.ts';
import type { Deed, Step, StepName } from './step.ts';

export type StepReading = {
  readonly playbook: Playbook;
  readonly now: Moment;
  /** Of leads whose row names none. */
  readonly direction: string | null;
  readonly say: Say;
};

/** A row as it came: what is absent is null or missing. */
export type RawStep = {
  readonly externalId: unknown;
  readonly at: unknown;
  readonly command: unknown;
  readonly member: unknown;
  readonly arguments: Readonly<Record<string, unknown>>;
};

type StepRead =
  | { readonly ok: true; readonly step: Step }
  | { readonly ok: false; readonly reasons: readonly string[] };

const noteLength = 4000;

export function readStep(row: number, raw: RawStep, reading: StepReading): StepRead {
  const { say, playbook } = reading;
  const reasons: string[] = [];
  const refuse = (field: string, problem: string) =>
    reasons.push(say('history.row.field', { field, problem }));
  const text = (field: string, given: unknown, max: number, isNeeded = false): string | null => {
    const plain = typeof given === 'number' ? String(given) : (given ?? '');
    const clean = typeof plain === 'string' ? cleanText(plain, { lines: max > 300, max: max + 1 }) : null;
    if (clean === null || clean.length > max) refuse(field, say('history.row.text', { max }));
    else if (clean === '' && isNeeded) refuse(field, say('history.row.missing'));
    return clean === '' ? null : clean;
  };
  const choice = <T extends string>(field: string, given: unknown, known: readonly T[]): T | null => {
    const found = known.find((one) => one === given) ?? null;
    if (found === null) refuse(field, say('history.row.choice', { known: known.join(', ') }));
    return found;
  };

  const externalId = text('externalId', raw.externalId, inputLimits.externalId, true);
  const member = text('member', raw.member, inputLimits.name);
  const named = text('command', raw.command, 40, true);
  const command = stepNames.find((name) => name === named?.toLowerCase()) ?? null;
  if (named !== null && command === null) {
    reasons.push(say('history.row.command', { command: named, known: stepNames.join(', ') }));
  }
  const direction = directionMeant(raw, reading);
  const at = momentOf(raw.at, direction, reading, (problem) => refuse('at', problem));
  const deed = command === null ? null : deedOf(command, raw.arguments);
  if (command !== null) {
    for (const name of Object.keys(raw.arguments).filter(
      (given) => given !== 'source' && !argumentsOf[command].includes(given),
    )) {
      if (!isAbsent(raw.arguments[name])) refuse(name.slice(0, 40), say('history.row.unknown', { command }));
    }
    if (command !== 'receive' && member === null) reasons.push(say('history.row.member'));
  }
  const source = text('source', raw.arguments['source'], inputLimits.source);
  if (reasons.length > 0 || externalId === null || at === null || deed === null) {
    return { ok: false, reasons: [...new Set(reasons)] };
  }
  return { ok: true, step: { row, externalId, source, at, member, deed } };

  function deedOf(name: StepName, given: RawStep['arguments']): Deed | null {
    switch (name) {
      case 'receive': {
        const line = (field: 'name' | 'phone' | 'email' | 'company' | 'message') =>
          text(field, given[field], inputLimits[field]);
        const wanted = text('direction', given['direction'], 100) ?? reading.direction;
        if (wanted !== null && !Object.hasOwn(playbook.directions, wanted)) {
          choice('direction', wanted, Object.keys(playbook.directions));
        }
        const contact = { name: line('name'), phone: line('phone'), email: line('email') };
        const more = { company: line('company'), message: line('message') };
        return { command: name, ...contact, ...more, direction: wanted };
      }
      case 'touch': {
        const kind = choice('kind', given['kind'], touchKinds);
        const outcome = choice('outcome', given['outcome'], touchOutcomes);
        const said = text('text', given['text'], noteLength);
        return kind === null || outcome === null ? null : { command: name, kind, outcome, text: said };
      }
      case 'note':
      case 'qualify':
        return { command: name, text: text('text', given['text'], noteLength, name === 'note') };
      case 'disqualify':
      case 'return':
      case 'lose': {
        const reason = choice(
          'reason',
          given['reason'],
          direction.reasons[name].map(({ id }) => id),
        );
        const note = text('note', given['note'], noteLength);
        return reason === null ? null : { command: name, reason, note };
      }
      case 'convert':
        return { command: name, ...money(given), what: text('what', given['what'], 300) };
      case 'assign': {
        const to = text('to', given['to'], inputLimits.name, true);
        return to === null ? null : { command: name, to };
      }
      default:
        return { command: name };
    }
  }

  /** Worth nothing that is known, where no value is given. */
  function money(given: RawStep['arguments']) {
    const nothing = { value: null, currency: null };
    const currency = text('currency', given['currency'], 3) ?? direction.currency;
    if (isAbsent(given['value'])) return nothing;
    const amount = text('value', given['value'], 40) ?? '';
    const read = isCurrency(currency) ? parseMoney(amount, currency) : null;
    if (!read) refuse('value', say('history.row.amount'));
    return read ?? nothing;
  }
}

const argumentsOf: Readonly<Record<StepName, readonly string[]>> = {
  receive: ['name', 'phone', 'email', 'company', 'message', 'direction'],
  claim: [],
  release: [],
  touch: ['kind', 'outcome', 'text'],
  note: ['text'],
  qualify: ['text'],
  disqualify: ['reason', 'note'],
  accept: [],
  return: ['reason', 'note'],
  convert: ['value', 'currency', 'what'],
  lose: ['reason', 'note'],
  take: [],
  assign: ['to'],
  reopen: [],
};

const isAbsent = (value: unknown) => value === null || value === undefined || value === '';

/** Reasons and money are a direction's; a row says its own only where the lead is received, so the file's is taken else. */
function directionMeant(raw: RawStep, { playbook, direction }: StepReading): Direction {
  const own = raw.arguments['direction'];
  const wanted = typeof own === 'string' && own !== '' ? own : direction;
  return usualDirection(
    playbook,
    wanted !== null && Object.hasOwn(playbook.directions, wanted) ? wanted : undefined,
  );
}

const earliest: Moment = Date.UTC(2000, 0, 1);

function momentOf(
  given: unknown,
  { hours }: Direction,
  { say, now }: StepReading,
  refuse: (problem: string) => void,
): Moment | null {
  const text = typeof given === 'string' ? given.trim().replace(/^(\d{4}-\d{2}-\d{2}) /, '$1T') : '';
  if (text === '') {
    refuse(say('history.row.missing'));
    return null;
  }
  const moment = instantOf(text, hours.timeZone);
  if (moment === null) refuse(say('history.row.moment'));
  else if (moment < earliest || moment > now) refuse(say('history.row.range'));
  else return moment;
  return null;
}

function instantOf(text: string, timeZone: string): Moment | null {
  try {
    if (/(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) && text.includes('T')) {
      return Temporal.Instant.from(text).epochMilliseconds;
    }
    const date = readDate(text);
    return date.ok ? Temporal.PlainDateTime.from(date.iso).toZonedDateTime(timeZone).epochMilliseconds : null;
  } catch (error) {
    // Written well, and there is no such day.
    if (error instanceof RangeError) return null;
    throw error;
  }
}
