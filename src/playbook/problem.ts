/** A mistake in a playbook, told with its line and what would be right. */
import type { Document, LineCounter } from 'yaml';
import { isMap, isNode, isScalar } from 'yaml';
import type { z } from 'zod';
import { speak } from '../words/say.ts';

export type PlaybookProblem = { readonly line: number; readonly path: string; readonly says: string };

const say = speak('en');

export type Where = (path: readonly PropertyKey[], key?: string) => number;

/** Finds the line on which a path of the file stands, or the nearest thing around it. */
export function lineFinder(document: Document, lines: LineCounter): Where {
  return (path, key) => {
    for (let length = path.length; length >= 0; length -= 1) {
      const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
      if (length === path.length && key !== undefined && isMap(node)) {
        const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
        if (pair && isScalar(pair.key) && pair.key.range) return lines.linePos(pair.key.range[0]).line;
      }
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
}

/** A sentence for each thing that zod found, in the words of the playbook rather than of programs. */
export function problemsOf(
  issues: readonly z.core.$ZodIssue[],
  where: Where,
  at: readonly PropertyKey[] = [],
): PlaybookProblem[] {
  return issues.flatMap((issue) => {
    const path = [...at, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        line: where(path, key),
        path: pathOf([...path, key]),
        says: say('terminal.playbook.unknownKey', { key: shortened(key) }),
      }));
    }
    if (issue.code === 'invalid_union') {
      const closest = issue.errors.toSorted((one, other) => depth(other) - depth(one))[0];
      if (closest && depth(closest) > 0) return problemsOf(closest, where, path);
    }
    return [{ line: where(path), path: pathOf(path), says: sentenceOf(issue, path) }];
  });
}

export function pathOf(path: readonly PropertyKey[]): string {
  return path.map((part) => shortened(String(part))).join(' → ');
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(
    0,
    ...issues.map((issue) => issue.path.length + (issue.code === 'unrecognized_keys' ? 1 : 0)),
  );
}

function sentenceOf(issue: z.core.$ZodIssue, path: readonly PropertyKey[]): string {
  const name = shortened(String(path.at(-1) ?? ''));
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined && issue.message.includes('undefined')
        ? say('terminal.playbook.missing', { name })
        : say('terminal.playbook.wrongKind', { name, expected: expectedOf(issue.expected) });
    case 'invalid_value':
      return say('terminal.playbook.oneOf', { name, values: issue.values.map(String).join(', ') });
    case 'invalid_format':
      return say('terminal.playbook.format', { name, example: exampleFor(path) });
    case 'too_big':
      return say('terminal.playbook.atMost', { name, limit: String(issue.maximum) });
    case 'too_small':
      return say('terminal.playbook.atLeast', { name, limit: String(issue.minimum) });
    case 'invalid_key':
      return say('terminal.playbook.format', {
        name,
        example: exampleOfKey(path),
      });
    case 'invalid_union':
      return say('terminal.playbook.union', { name, example: exampleFor(path) });
    default:
      return issue.message;
  }
}

function expectedOf(expected: string): string {
  switch (expected) {
    case 'object':
    case 'record':
      return say('terminal.playbook.expected.list');
    case 'array':
      return say('terminal.playbook.expected.items');
    case 'boolean':
      return say('terminal.playbook.expected.truth');
    case 'number':
    case 'int':
      return say('terminal.playbook.expected.number');
    default:
      return say('terminal.playbook.expected.text');
  }
}

/** Most keys that people choose are ids. */
function exampleOfKey(path: readonly PropertyKey[]): string {
  const parent = path.at(-2);
  if (parent === 'working hours') return exampleFor(path);
  return say(`terminal.playbook.example.${parent === 'people' ? 'name' : 'id'}`);
}

type Example =
  | 'holidays'
  | 'duration'
  | 'hours'
  | 'currency'
  | 'country'
  | 'time'
  | 'weekdays'
  | 'script'
  | 'id'
  | 'direction'
  | 'name';

const examples: ReadonlyMap<string, Example> = new Map([
  ['working hours', 'hours'],
  ['currency', 'currency'],
  ['country', 'country'],
  ['at', 'time'],
  ['weekdays', 'weekdays'],
  ['script', 'script'],
  ['id', 'id'],
  ['holidays', 'holidays'],
  ['more time', 'duration'],
  ['gather for', 'duration'],
  ['offer for', 'duration'],
  ['directions', 'direction'],
  ['people', 'name'],
] as const);

/** What would be right there. */
function exampleFor(path: readonly PropertyKey[]): string {
  const names = path.map(String);
  const name = names.at(-1) ?? '';
  const parent = names.at(-2) ?? '';
  const known = examples.get(name);
  if (known) return say(`terminal.playbook.example.${known}`);
  if (name.endsWith('within')) return say('terminal.playbook.example.duration');
  if (name.endsWith('at most') || name === 'reveals a day') return say('terminal.playbook.example.limit');
  if (parent === 'working hours') return say('terminal.playbook.example.hours');
  if (parent === 'ladder') return say('terminal.playbook.example.percent');
  if (parent === 'holidays') return say('terminal.playbook.example.day');
  if (parent === 'script') return say('terminal.playbook.example.script');
  if (parent === 'directions') return say('terminal.playbook.example.direction');
  return say('terminal.playbook.example.text');
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
