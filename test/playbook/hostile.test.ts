import { readFile } from 'node:fs/promises';
import fc from '../support/fast-check.ts';
import { describe, expect, it } from 'vitest';
import { parsePlaybook } from '../../src/playbook/read-playbook.ts';

const shipped = await readFile(new URL('../../playbook.yaml', import.meta.url), 'utf8');

/** A file of another kind never gets further than being told what is wrong with it. */
function isTold(text: string): boolean {
  const parsed = parsePlaybook(text);
  return parsed.ok || (parsed.problems.length > 0 && parsed.problems.every(({ says }) => says.length > 0));
}

describe('a file that is no playbook', () => {
  const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefghi'
    .split('')
    .map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[at]}`).join(',')}]`)
    .join('\n')}`;

  it.each([
    ['nothing', ''],
    ['a list', '- a\n- b'],
    ['a number', '42'],
    ['null', 'null'],
    ['an unclosed bracket', 'company: ['],
    ['tabs', '\tcompany: x'],
    ['keys twice', 'company: a\ncompany: b'],
    ['two documents', 'company: a\n---\ncompany: b'],
    ['aliases that stand for gigabytes', bomb],
    ['a circle', 'company: &a [*a]'],
    ['__proto__', 'company: a\n__proto__: { polluted: yes }\ndirections: { __proto__: {} }'],
    ['a tag', 'company: !!js/function "x"'],
    ['deep nesting', '['.repeat(5_000)],
    ['dashes', '- '.repeat(5_000)],
    ['a picture', '\u0000\u0001\u0002'],
  ])('is told: %s', (_, text) => {
    const parsed = parsePlaybook(text);
    expect(parsed.ok).toBe(false);
    expect(isTold(text)).toBe(true);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('is told whatever is done to a good one', () => {
    const lines = shipped.split('\n');
    fc.assert(
      fc.property(
        fc.nat(lines.length - 1),
        fc.oneof(
          fc.string(),
          fc.constantFrom('', '-', 'x: y', '  deeper:', '[]', '{', '"', '? a', '&a', '*a'),
        ),
        fc.nat(20),
        (at, put, remove) => isTold(lines.toSpliced(at, remove, put).join('\n')),
      ),
      { numRuns: 300 },
    );
  });
});
