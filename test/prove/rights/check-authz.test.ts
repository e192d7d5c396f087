import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commandTypes } from '../../../src/core/command.ts';
import { cellsOf, checkAuthz, readTable, type Tried } from './check-authz.ts';

const table = readTable(readFileSync(new URL('authz-table.md', import.meta.url), 'utf8'));
const claimed: Tried = { platform: 'slack', command: 'claim', stage: 'new', kind: 'P', acted: true };

describe('the table of who may do what', () => {
  it('has a row for each command, and ten people a stage where somebody has the lead, else nine', () => {
    expect([...table.keys()].toSorted()).toEqual([...commandTypes].toSorted());
    expect(cellsOf(table)).toBe(17 * (8 * 9 + 3));
  });

  it('is held against what was tried: what should have been refused, and what should have been done', () => {
    expect(checkAuthz(table, [claimed])).toEqual([]);
    const wrong: readonly Tried[] = [
      { ...claimed, acted: false },
      { ...claimed, kind: 'L' },
      { ...claimed, kind: 'removed' },
      { ...claimed, stage: 'lost' },
      { ...claimed, command: 'erase', kind: 'C' },
    ];
    expect(checkAuthz(table, wrong)).toEqual(wrong);
  });

  it('is refused where it names a role or a command that there is not', () => {
    const head =
      '| command | new | claimed | qualified | accepted | waiting | served | disqualified | lost |\n| - |\n';
    expect(() => readTable(`${head}| claim | P X | – | – | – | – | – | – | – |`)).toThrow('P X');
    expect(() => checkAuthz(table, [{ ...claimed, command: 'sell' }])).toThrow('sell');
  });
});
