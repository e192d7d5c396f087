/**
 * What happened on a simulated day, line by line: what people did, what they were answered, what was asked of the
 * platforms. Ids are renamed in the order in which they first appear, and moments are told from the start of the day, so
 * that two runs of one seed can be compared by a hash.
 */
import { createHash } from 'node:crypto';
import type { Moment } from '../../../src/core/lead.ts';

export type Trace = {
  tell(at: Moment, line: string): void;
  /** With the names that ids have in it. */
  named(text: string): string;
  lines(): readonly string[];
  hash(): string;
};

/** Ids of ours: a letter or two and fifteen letters of Crockford's. */
const anId = /\b(?:r|[a-z]_)[0-9a-hjkmnp-tv-z]{15}\b/gu;

export function makeTrace(start: Moment): Trace {
  const told: string[] = [];
  const names = new Map<string, string>();
  const nameOf = (id: string) => {
    const name = names.get(id) ?? `#${names.size + 1}`;
    names.set(id, name);
    return name;
  };
  const named = (text: string) => text.replaceAll(anId, nameOf);
  return {
    tell(at, line) {
      told.push(`${((at - start) / 1000).toFixed(3)} ${named(line)}`);
    },
    named,
    lines: () => told,
    hash: () => createHash('sha256').update(told.join('\n')).digest('hex').slice(0, 16),
  };
}
