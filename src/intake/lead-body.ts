/**
 * A lead as it is sent: JSON with known keys alone, or a website's form, whose own fields are kept beside the known
 * ones. What the values mean is judged by `readLeadInput`; here it is only whether they are texts at all.
 */
import { z } from 'zod';
import type { InputProblem, LeadInput } from '../app/read-lead-input.ts';
import { speak } from '../words/say.ts';
import { checkInput } from './check-input.ts';
import type { FieldProblem } from './problem.ts';
import { FormFields } from './read-body.ts';

const say = speak('en');

/** Half of a character is none; the database would refuse it. */
const text = z.string().overwrite((value) => value.toWellFormed());

export const leadBody = z
  .strictObject({
    name: text.nullish(),
    phone: text.nullish(),
    email: text.nullish(),
    company: text.nullish(),
    source: text.nullish(),
    message: text.nullish(),
    direction: text.nullish(),
    externalId: text.nullish(),
    receivedAt: text.nullish(),
    fields: z.record(z.string(), text.nullish()).nullish(),
  })
  .meta({ description: say('api.schemas.lead') });

type LeadBody = z.output<typeof leadBody>;
type Known = Exclude<keyof LeadBody, 'fields'>;

const knownFields = [
  'name',
  'phone',
  'email',
  'company',
  'source',
  'message',
  'direction',
  'externalId',
  'receivedAt',
] as const satisfies readonly Known[];

export type ReadBody = {
  /** What of it can be understood, everything else taken as absent. */
  readonly input: LeadInput;
  readonly problems: readonly FieldProblem[];
};

export function readLeadBody(body: unknown): ReadBody {
  return body instanceof FormFields ? readFields(body) : readObject(body ?? {});
}

function readObject(body: unknown): ReadBody {
  const checked = checkInput(leadBody, body);
  if (checked.ok) return { input: inputOf(checked.value), problems: [] };
  // The rest is read all the same, so that everything that is wrong is told at once.
  const remaining = checkInput(leadBody, withoutWrong(body, checked.problems));
  return { input: inputOf(remaining.ok ? remaining.value : {}), problems: checked.problems };
}

function withoutWrong(body: unknown, problems: readonly FieldProblem[]): unknown {
  if (typeof body !== 'object' || body === null) return {};
  const wrong = new Set(problems.map(({ path }) => path.split('.', 1)[0]));
  return Object.fromEntries(
    Object.entries(body).filter(([key]) => knownFields.some((known) => known === key) && !wrong.has(key)),
  );
}

function readFields({ values }: FormFields): ReadBody {
  const problems: FieldProblem[] = [];
  const known = new Map<string, string>();
  const others: [string, string][] = [];
  for (const [name, given] of values) {
    if (!knownFields.some((field) => field === name)) others.push([name, given.join(', ')]);
    else if (given.length > 1) problems.push({ path: name, says: say('api.input.twice') });
    else known.set(name, given[0] ?? '');
  }
  const field = (name: Known) => known.get(name) ?? null;
  return {
    problems,
    input: { ...eachKnown(field), fields: others.length > 0 ? Object.fromEntries(others) : null },
  };
}

function inputOf(body: LeadBody): LeadInput {
  const fields = Object.entries(body.fields ?? {}).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name.toWellFormed(), value] as const] : [],
  );
  return {
    ...eachKnown((name) => body[name] ?? null),
    fields: fields.length > 0 ? Object.fromEntries(fields) : null,
  };
}

function eachKnown(of: (name: Known) => string | null): Omit<LeadInput, 'fields'> {
  return {
    name: of('name'),
    phone: of('phone'),
    email: of('email'),
    company: of('company'),
    source: of('source'),
    message: of('message'),
    direction: of('direction'),
    externalId: of('externalId'),
    receivedAt: of('receivedAt'),
  };
}

/** What the shell found wrong with a lead, said to a program. */
export function sayInputProblem(problem: InputProblem): FieldProblem {
  const path = problem.field;
  switch (problem.code) {
    case 'too_long':
      return { path, says: say('api.input.tooLong', { max: problem.max }) };
    case 'too_many':
      return { path, says: say('api.input.tooMany', { max: problem.max }) };
    case 'unknown_direction':
      return { path, says: say('api.input.unknownDirection', { known: problem.known.join(', ') }) };
    case 'no_contact':
    case 'not_a_phone':
    case 'not_an_email':
    case 'not_a_moment':
    case 'moment_out_of_range':
      return { path, says: say(`api.input.${problem.code}`) };
    default:
      return problem satisfies never;
  }
}
