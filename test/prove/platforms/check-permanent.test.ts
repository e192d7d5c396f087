import { describe, expect, it } from 'vitest';
import { checkPermanent } from './check-permanent.ts';
import type { Case } from './check-permanent.ts';

const dead: Case = { name: 'a card', must: 'dead', attempts: 1, isShown: false, toldManagers: 1 };
const healed: Case = { name: 'an edit', must: 'healed', attempts: 1, isShown: true, toldManagers: 0 };
const figures = (one: Case) => checkPermanent([one]).map(({ figure }) => figure);

describe('the checker of permanent errors', () => {
  it('finds nothing wrong with what is told once, mended, or put off', () => {
    expect(checkPermanent([dead, healed, { ...dead, must: 'put off', toldManagers: 0 }])).toEqual([]);
  });

  it('finds what is tried again and again, or never was', () => {
    expect(figures({ ...dead, attempts: 4 })).toEqual(['hammered more than three times']);
    expect(figures({ ...dead, attempts: 0 })).toEqual(['never tried']);
  });

  it('finds what just goes away, and what is told too often', () => {
    expect(figures({ ...dead, toldManagers: 0 })).toEqual([
      'neither dead nor healed',
      'managers not told once',
    ]);
    expect(figures({ ...dead, toldManagers: 2 })).toEqual(['managers not told once']);
    expect(figures({ ...healed, isShown: false })).toEqual(['neither dead nor healed']);
  });
});
