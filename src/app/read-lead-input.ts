/**
 * Reads a lead as the outside sent it: every text cleaned and measured, phone, e-mail and moment understood, and all
 * that is wrong with it told at once. It keeps nothing.
 */
import { cleanText } from '../core/plain-text.ts';
import type { Contact } from '../core/contact.ts';
import type { Moment } from '../core/lead.ts';
import type { Direction, Playbook } from '../core/policy.ts';
import { usualDirection } from './direction-of.ts';
import { readEmail, readPhone } from './normalise-contact.ts';

/** As it came; what is absent is null. */
export type LeadInput = {
  readonly name: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly company: string | null;
  readonly source: string | null;
  readonly message: string | null;
  readonly direction: string | null;
  readonly externalId: string | null;
  /** ISO 8601; a date, or a time without an offset, is one of the direction's zone. */
  readonly receivedAt: string | null;
  readonly fields: Readonly<Record<string, string>> | null;
};

/** What is wrong, and where; said by `sayProblem`. */
export type InputProblem = { readonly field: string } & (
  | { readonly code: 'too_long'; readonly max: number }
  | { readonly code: 'too_many'; readonly max: number }
  | { readonly code: 'no_contact' | 'not_a_phone' | 'not_an_email' | 'not_a_moment' | 'moment_out_of_range' }
  | { readonly code: 'unknown_direction'; readonly known: readonly string[] }
);

export type ReadLead = {
  readonly direction: Direction;
  readonly contact: Contact;
  readonly source: string | null;
  readonly externalId: string | null;
  readonly receivedAt: Moment;
};

export const inputLimits = {
  name: 200,
  phone: 50,
  email: 254,
  company: 200,
  source: 100,
  message: 4000,
  externalId: 200,
  fields: 50,
  fieldName: 100,
  fieldValue: 1000,
} as const;

export function readLeadInput(
  input: LeadInput,
  { playbook, now }: { playbook: Playbook; now: Moment },
):
  | { readonly ok: true; readonly lead: ReadLead }
  | { readonly ok: false; readonly problems: readonly InputProblem[] } {
  const problems: InputProblem[] = [];
  const line = (field: keyof typeof inputLimits & keyof LeadInput) =>
    clean(
      field,
      typeof input[field] === 'string' ? input[field] : null,
      inputLimits[field],
      field === 'message',
      problems,
    );

  const texts = {
    name: line('name'),
    phone: line('phone'),
    email: line('email'),
    company: line('company'),
    message: line('message'),
    source: line('source'),
    externalId: line('externalId'),
  };
  const fields = readFields(input.fields ?? {}, problems);
  const direction = readDirection(input.direction, playbook, problems);
  // A direction that there is not hides nothing else that is wrong, but for a phone: who knows in which country it is one.
  const { timeZone } = (direction ?? usualDirection(playbook)).hours;
  const receivedAt = readReceivedAt(input.receivedAt, timeZone, now, problems);
  const reached = readReach(texts, direction?.country ?? null, problems);
  if (problems.length > 0 || !direction) return { ok: false, problems };

  return {
    ok: true,
    lead: {
      direction,
      source: texts.source,
      externalId: texts.externalId,
      receivedAt,
      contact: {
        name: texts.name,
        phone: reached.phone,
        phoneChecked: reached.phoneChecked,
        email: reached.email,
        company: texts.company,
        message: texts.message,
        fields: { ...reached.besides, ...fields },
      },
    },
  };
}

function clean(
  field: string,
  raw: string | null,
  max: number,
  lines: boolean,
  problems: InputProblem[],
): string | null {
  if (raw === null) return null;
  // One more than is allowed is asked for, so that a text that is too long is told and never silently cut.
  const text = cleanText(raw, { lines, max: max + 1 });
  if (text.length > max) problems.push({ field, code: 'too_long', max });
  return text === '' ? null : text;
}

function readFields(
  raw: Readonly<Record<string, string>>,
  problems: InputProblem[],
): Readonly<Record<string, string>> {
  const given = Object.entries(raw);
  if (given.length > inputLimits.fields) {
    problems.push({ field: 'fields', code: 'too_many', max: inputLimits.fields });
    return {};
  }
  const kept = given.flatMap(([rawName, rawValue]) => {
    const name = clean('fields', rawName, inputLimits.fieldName, false, problems);
    if (name === null) return [];
    const value = clean(`fields.${name}`, rawValue, inputLimits.fieldValue, true, problems);
    return value === null ? [] : [[name, value] as const];
  });
  // Not by assignment: a field may be called `__proto__`.
  return Object.fromEntries(kept);
}

function readDirection(raw: string | null, playbook: Playbook, problems: InputProblem[]): Direction | null {
  const wanted = raw === null ? '' : cleanText(raw, { lines: false, max: 100 });
  if (wanted === '') return usualDirection(playbook);
  if (Object.hasOwn(playbook.directions, wanted)) return playbook.directions[wanted] ?? null;
  const known = Object.keys(playbook.directions);
  problems.push({ field: 'direction', code: 'unknown_direction', known });
  return null;
}

/** What can be reached: a good phone or e-mail. What is unreadable beside a good one is kept as it came. */
function readReach(
  { phone, email, externalId }: { phone: string | null; email: string | null; externalId: string | null },
  country: string | null,
  problems: InputProblem[],
) {
  const number = phone === null || country === null ? null : readSomePhone(phone, country);
  const address = email === null ? null : readEmail(email);
  const isRead = phone === null || country !== null;
  if (isRead && !number && address === null && externalId === null) {
    if (phone !== null) problems.push({ field: 'phone', code: 'not_a_phone' });
    if (email !== null) problems.push({ field: 'email', code: 'not_an_email' });
    if (phone === null && email === null) problems.push({ field: 'contact', code: 'no_contact' });
  }
  return {
    phone: number?.number ?? phone,
    phoneChecked: phone === null || number !== null,
    email: address,
    besides: {
      ...(email !== null && address === null ? { email } : {}),
      ...(phone !== null && number?.isAll === false ? { phone } : {}),
    },
  };
}

/** The first phone of a text that holds one or several. `isAll`: nothing else was in it. */
function readSomePhone(
  text: string,
  country: string,
): { readonly number: string; readonly isAll: boolean } | null {
  const whole = readPhone(text, country);
  if (whole) return { number: whole.number, isAll: whole.extension === null };
  for (const part of text.split(/[,;/|]/)) {
    const phone = readPhone(part.trim(), country);
    if (phone) return { number: phone.number, isAll: false };
  }
  return null;
}

const earliest: Moment = Date.UTC(2000, 0, 1);
const dayMs = 24 * 60 * 60_000;

function readReceivedAt(raw: string | null, timeZone: string, now: Moment, problems: InputProblem[]): Moment {
  const text = raw?.trim() ?? '';
  if (text === '') return now;
  const moment = momentOf(text, timeZone);
  if (moment === null) problems.push({ field: 'receivedAt', code: 'not_a_moment' });
  else if (moment < earliest || moment > now + dayMs) {
    problems.push({ field: 'receivedAt', code: 'moment_out_of_range' });
  } else return moment;
  return now;
}

const isoShape = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

function momentOf(text: string, timeZone: string): Moment | null {
  const shape = isoShape.exec(text);
  if (!shape) return null;
  try {
    return shape[1] === undefined
      ? Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).epochMilliseconds
      : Temporal.Instant.from(text).epochMilliseconds;
  } catch (error) {
    // A date that is written well and does not exist: 30 February.
    if (error instanceof RangeError) return null;
    throw error;
  }
}
