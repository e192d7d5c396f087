import { expect, it } from 'vitest';
import { onceEach } from '../../src/core/once-each.ts';

it('makes a thing once for each of what it is made from', () => {
  const made: string[] = [];
  const thing = onceEach((one: string, other: string) => {
    made.push(`${one} and ${other}`);
    return { of: one };
  });
  expect(thing('a', 'b')).toBe(thing('a', 'b'));
  expect(thing('a', 'c')).not.toBe(thing('a', 'b'));
  expect(made).toEqual(['a and b', 'a and c']);
});
