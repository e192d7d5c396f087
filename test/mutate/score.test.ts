import { describe, expect, it } from 'vitest';
import { isMet } from '../prove/figure.ts';
import { figuresOf, percentOf, scoresOf } from './score.ts';

const at = (line: number, from: number, to: number, last = line) => ({
  start: { line, column: from },
  end: { line: last, column: to },
});
const source = [
  'export const isDue = (at: number) =>',
  '  at <= now();',
  'function now() {',
  '  return 5;',
  '}',
];
const report = {
  schemaVersion: '1.0',
  files: {
    'src/core/due.ts': {
      source: source.join('\n'),
      mutants: [
        {
          mutatorName: 'EqualityOperator',
          replacement: 'at < now()',
          status: 'Survived',
          location: at(2, 3, 14),
        },
        { mutatorName: 'BlockStatement', replacement: '{}', status: 'NoCoverage', location: at(3, 16, 2, 5) },
        {
          mutatorName: 'ConditionalExpression',
          replacement: 'true',
          status: 'Killed',
          location: at(2, 3, 14),
        },
        { mutatorName: 'UpdateOperator', replacement: 'at--', status: 'Timeout', location: at(2, 3, 5) },
        { mutatorName: 'Regex', replacement: '/(/', status: 'RuntimeError', location: at(2, 3, 5) },
        { mutatorName: 'StringLiteral', status: 'Ignored', location: at(2, 3, 5) },
      ],
    },
    'adapters/slack/text.ts': { source: '', mutants: [] },
  },
};

describe('the score of mutants', () => {
  const [due, text] = scoresOf(report);

  it('counts those at which a test failed or never ended, of all on which tests could be run', () => {
    expect(due).toMatchObject({ path: 'src/core/due.ts', found: 2, of: 4 });
    expect(text).toEqual({ path: 'adapters/slack/text.ts', found: 0, of: 0, lived: [] });
    expect(percentOf(due ? [due] : [])).toBe(50);
    expect(percentOf(text ? [text] : [])).toBe(100);
  });

  it('says of each that lived what stood there and what stood there instead, on one line', () => {
    expect(due?.lived).toEqual([
      'src/core/due.ts:2:3 EqualityOperator: at <= now() → at < now()',
      'src/core/due.ts:3:16 BlockStatement, which no test reaches: { return 5; } → {}',
    ]);
  });

  it('is told for each part and for all together, against nine of ten', () => {
    const other = { path: 'src/core/roles.ts', found: 96, of: 96, lived: [] };
    const figures = figuresOf([...scoresOf(report), other], (path) =>
      path.endsWith('roles.ts') ? 'rights' : 'schedule',
    );
    expect(figures.map((figure) => [figure.name, figure.value, isMet(figure)])).toEqual([
      ['mutants found, schedule', 50, false],
      ['mutants found, rights', 100, true],
      ['mutants found, all', 98, true],
    ]);
  });
});
