/**
 * Checks what came in against a zod schema, and says every problem by the field it is about. The values themselves
 * are never repeated: they may be somebody's phone.
 */
import { z } from 'zod';
import { speak } from '../words/say.ts';
import type { FieldProblem } from './problem.ts';
import { Problem } from './problem.ts';

const say = speak('en');

type Issue = z.core.$ZodIssue;

export class InvalidInput extends Problem {
  readonly problems: readonly FieldProblem[];
  constructor(problems: readonly FieldProblem[]) {
    super(422, 'invalid', say('api.invalid', { count: problems.length }), { extra: { problems } });
    this.problems = problems;
  }
}

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

export function checkInput<S extends z.ZodType>(schema: S, data: unknown): Checked<z.output<S>> {
  const read = schema.safeParse(data);
  if (read.success) return { ok: true, value: read.data };
  return { ok: false, problems: read.error.issues.flatMap((issue) => problemsOf(issue, data, [], schema)) };
}

/** The same, for a route where nothing but the shape of the input can be wrong. */
export function readInput<S extends z.ZodType>(schema: S, data: unknown): z.output<S> {
  const checked = checkInput(schema, data);
  if (!checked.ok) throw new InvalidInput(checked.problems);
  return checked.value;
}

function problemsOf(
  issue: Issue,
  data: unknown,
  base: readonly PropertyKey[],
  schema: z.ZodType,
): readonly FieldProblem[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema);
    const says =
      known.length > 0 && path.length === 0
        ? say('api.input.unknown', { known: known.join(', ') })
        : say('api.input.unknownPlain');
    return issue.keys.map((key) => ({ path: pathOf([...path, key]), says }));
  }
  if (issue.code === 'invalid_union' && !isOurs(issue)) {
    const nearest = nearestBranch(issue.errors);
    if (nearest) return nearest.flatMap((inner) => problemsOf(inner, data, path, schema));
  }
  if (issue.code === 'invalid_key') {
    const inner = issue.issues[0];
    return [{ path: pathOf(path), says: inner ? sayIssue(inner, undefined) : say('api.input.wrong') }];
  }
  return [{ path: pathOf(path), says: sayIssue(issue, valueAt(data, path)) }];
}

function sayIssue(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      if (value === undefined) return say('api.input.required');
      return say('api.input.type', { expected: sayKind(issue.expected), received: sayKind(kindOf(value)) });
    case 'invalid_value':
      if (value === undefined) return say('api.input.required');
      return say('api.input.oneOf', { choices: issue.values.map(String).join(', ') });
    case 'too_big':
      if (issue.origin === 'string') return say('api.input.tooLong', { max: Number(issue.maximum) });
      if (issue.origin === 'array' || issue.origin === 'map' || issue.origin === 'object') {
        return say('api.input.tooMany', { max: Number(issue.maximum) });
      }
      return say('api.input.tooBig', { max: Number(issue.maximum) });
    case 'too_small':
      if (issue.origin === 'string' || issue.origin === 'array') return say('api.input.tooShort');
      return say('api.input.tooSmall', { min: Number(issue.minimum) });
    default:
      return isOurs(issue) ? issue.message : say('api.input.wrong');
  }
}

/** What a schema of ours says itself comes out of the words. zod's own sentences begin like this, and may quote the input. */
function isOurs(issue: Issue): boolean {
  return !/^(Invalid|Too |Unrecognized)/.test(issue.message);
}

/** Of a choice of shapes the one that fits best: the one whose complaint is not about the kind of value. */
function nearestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const isAboutKind = (issues: readonly Issue[]) =>
    issues.some((issue) => issue.code === 'invalid_type' && issue.path.length === 0);
  return branches.find((issues) => !isAboutKind(issues)) ?? branches[0];
}

const longestPath = 80;

function pathOf(path: readonly PropertyKey[]): string {
  const text = path.map(String).join('.').toWellFormed();
  return text.length > longestPath ? `${text.slice(0, longestPath)}…`.toWellFormed() : text;
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

const kinds = [
  'string',
  'number',
  'boolean',
  'array',
  'object',
  'record',
  'null',
  'undefined',
  'int',
] as const;

function sayKind(kind: string): string {
  return say(`api.kinds.${kinds.find((known) => known === kind) ?? 'other'}`);
}

function knownKeys(schema: z.ZodType): readonly string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}
